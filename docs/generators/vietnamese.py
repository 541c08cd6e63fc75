"""The Vietnamese section: reference in Vietnamese alone, and the words of the site's frame on its pages."""

from typing import Any

from generators.settings import bounds, default, keys, sentences
from generators.settings import kind as written
from generators.words import OF_STATUS, codes, remedies, sentence
from generators.writing import MADE, cell, code, explained, table
from toolkit.base.reasons import reason_words

FRAME = {
    "Search": "Tìm",
    "Section Navigation": "Trong phần này",
    "On this page": "Trong trang này",
    "Skip to main content": "Đến nội dung chính",
    "Back to top": "Lên đầu trang",
    "previous": "trước",
    "next": "sau",
    "previous page": "trang trước",
    "next page": "trang sau",
    "Breadcrumb": "Vị trí",
    "Home": "Trang đầu",
    "Site navigation": "Các phần",
    "Color mode": "Màu nền",
    "Light": "Sáng",
    "Dark": "Tối",
    "System Settings": "Theo máy",
    "Collapse Sidebar": "Thu gọn",
    "Expand Sidebar": "Mở ra",
}
KINDS = {
    "text": "chữ",
    "a whole number": "số nguyên",
    "a number": "số",
    "true or false": "true hoặc false",
    "a date": "ngày",
}


def frame(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """A page of the section says that it is Vietnamese, and so do its menus."""
    if pagename.startswith("vi/"):
        context["language"] = "vi"
        context["_"] = context["gettext"] = _translated


def _translated(said: str, **fields: object) -> str:
    """A word of the frame; what has no translation stays, as it does on the English pages."""
    found = FRAME.get(said, said)
    return found % fields if fields else found


def reasons_page() -> str:
    """vi/ly_do: statuses, reasons and cautions, exit codes, each with what to do."""
    said, helped = reason_words("vi"), remedies()
    statuses = [(code(name), cell(row["vi"]), row.get("remedy_vi", "")) for name, row in OF_STATUS.items()]
    reasons = [(sentence(said, name), helped.get(name, ["", ""])[1], code(name)) for name in codes()]
    exits = [(code(name), cell(row["vi"]), cell(row.get("remedy_vi", ""))) for name, row in explained("exits").items()]
    return "\n".join(
        [
            MADE,
            "# Lý do và lưu ý\n",
            "Lý do đứng cạnh một kết luận; lưu ý đứng ở đầu báo cáo. Chỗ trong ‹ › được thay bằng tên hoặc con số. "
            "Tên ở cột cuối nằm trong cột `reason_code` của các bảng.\n",
            "## Câu trong báo cáo\n",
            table(["câu", "phải làm gì", "mã"], reasons),
            "## Trạng thái của một bài\n",
            table(["trạng thái", "nghĩa là", "phải làm gì"], statuses),
            "## Mã thoát của lệnh\n",
            table(["mã", "nghĩa là", "phải làm gì"], exits),
        ]
    )


def settings_page() -> str:
    """vi/cau_hinh: every table and key of study.toml."""
    told, parts = sentences(), [MADE, ABOUT]
    for name, fields in keys().items():
        rows = [
            (code(key), cell(told[name][key]["vi"]), _kind(field), _default(field)) for key, field in fields.items()
        ]
        parts += [
            f"\n## [{name}]\n\n{told[name]['about']['vi']}\n",
            table(["khóa", "để làm gì", "ghi", "mặc định"], rows),
        ]
    return "\n".join(parts)


def _kind(field: Any) -> str:
    said = written(field.annotation)
    for english, vietnamese in KINDS.items():
        said = said.replace(english, vietnamese)
    return cell(
        said.replace("a list of", "danh sách").replace('" or "', '" hoặc "').replace(" or ", " hoặc ") + bounds(field)
    )


def _default(field: Any) -> str:
    return "**bắt buộc**" if field.is_required() else default(field)


ABOUT = """# Các khóa của study.toml

`chude new` viết sẵn tệp này. Chỉ `[corpus] path`, `[corpus] selection`, `[topics] n_topics` và `[topics] seed` là bắt
buộc. Đường dẫn tính từ thư mục chứa tệp. Viết sai tên khóa thì chương trình dừng, chỉ ra dòng sai và khóa gần giống
nhất. Muốn đổi một khóa cho một lần chạy: `--set bảng.khóa=giá_trị`; báo cáo ghi lại việc ấy.
"""

"""Cautions: what a reader must know before quoting a figure, in the language of the report."""

from typing import TYPE_CHECKING

from toolkit.studies.path.study import Study
from toolkit.studies.report.words import reason_text, whole
from toolkit.trends.estimates import FEWEST_STORIES

if TYPE_CHECKING:
    import pandas as pd

UNDATED_SHARE = 0.2
LONGEST_EDIT = 160  # characters; a theme rewritten from end to end would fill a page
_TEXTS = {
    "few": (
        "{n} bài dùng được: quá ít để nói điều gì về thay đổi theo thời gian. Số liệu dưới đây chỉ mô tả các bài này.",
        "{n} usable {articles}: too few to support any claim about change over time. The figures below describe these "
        "texts only.",
    ),
    "no_periods": (
        "Không có đủ hai giai đoạn có ngày tháng để so sánh; báo cáo không kết luận gì về thay đổi.",
        "There are not two dated periods to compare; the report claims nothing about change.",
    ),
    "thin": (
        "Giai đoạn có ít hơn {least} tin độc lập, nên không có khoảng tin cậy và không có kết luận: {periods}. "
        "Có thể gộp thành giai đoạn dài hơn ([compare] by trong study.toml).",
        "Periods with fewer than {least} independent stories, hence without interval or verdict: {periods}. "
        "Longer periods may hold enough ([compare] by in study.toml).",
    ),
    "undated": (
        "{n} trong {total} bài không xác định được ngày tháng và đứng ngoài phần so sánh các giai đoạn.",
        "{n} of {total} articles could not be dated and stand outside the comparison of periods.",
    ),
    "uncalibrated": (
        "Số liệu chưa được hiệu chỉnh bằng mẫu mã hóa: đó là ước lượng của mô hình, "
        "không phải nhận định của người đọc.",
        "The figures are not calibrated by a hand-coded sample: they are a model's estimates, not readers' judgements.",
    ),
    "coders": ("Người mã hóa mẫu: {coders}.", "Codes given by: {coders}."),
    "one_method": (
        "Chỉ dùng một phương pháp ({method}); mọi kết luận đều là tạm thời.",
        "Only one method was used ({method}); every verdict is provisional.",
    ),
    "silent_seeds": (
        "Từ khóa không xuất hiện trong bài nào: {seeds}.",
        "Seeds that occur in no text: {seeds}.",
    ),
    "inside_seeds": (
        "Từ khóa chỉ nằm trong những cụm từ dài hơn hoặc đã bị loại khỏi từ vựng, nên không được đếm riêng: {seeds}.",
        "Seeds only inside longer phrases, or cut from the vocabulary, hence not counted by themselves: {seeds}.",
    ),
    "silent_theme": (
        "Không từ khóa nào của các chủ đề sau xuất hiện, nên số liệu của chúng không có cơ sở: {themes}.",
        "No seed of these themes occurs, so their figures rest on nothing: {themes}.",
    ),
    "edits": (
        "Phép so sánh hoặc chủ đề đã được sửa sau lần chạy đầu tiên: {edits}.",
        "The comparison or the themes were edited after the first fit: {edits}.",
    ),
    "unsurfaced": (
        "Khi không được cho từ khóa, mô hình không tự tìm thấy các chủ đề: {themes}.",
        "Without seeds the models do not find these themes by themselves: {themes}.",
    ),
    "differing": (
        "Hai giai đoạn có thành phần khác nhau ({checks}); kết luận đã hiệu chỉnh mô tả các bài đúng như đã thu thập, "
        "gồm cả khác biệt ấy.",
        "The two periods differ in what they are made of ({checks}); the calibrated verdicts describe the articles as "
        "collected, that difference included.",
    ),
}


def cautions(study: Study) -> list[str]:
    """The cautions of a study, the gravest first, each a sentence in the report's language; built from counts alone."""
    vi = study.language == "vi"

    def say(key: str, **facts: object) -> str:
        return _TEXTS[key][0 if vi else 1].format(**facts)

    lines, kept = [], len(study.corpus.kept)
    if kept < FEWEST_STORIES:
        lines.append(say("few", n=kept, articles="article" if kept == 1 else "articles"))
    headline = study.headline
    if len(headline.periods) < 2:
        lines.append(say("no_periods"))
    elif not headline.enough.all() and kept >= FEWEST_STORIES:
        thin = [period for period, enough in zip(headline.periods, headline.enough) if not enough]
        lines.append(say("thin", least=FEWEST_STORIES, periods=", ".join(thin)))
    undated = int(study.corpus.kept["year"].isna().sum())
    if undated and undated >= UNDATED_SHARE * kept:
        lines.append(say("undated", n=whole(undated, study.language), total=whole(kept, study.language)))
    if study.coding is None:
        lines.append(say("uncalibrated"))
    elif study.coding.coders:
        lines.append(say("coders", coders=study.coding.coders.rstrip(" .")))
    differing = _differing(study) if headline.calibrated else ""
    if differing:
        lines.append(say("differing", checks=differing))
    if len(study.recipe.topics.methods) == 1:
        lines.append(say("one_method", method=study.recipe.topics.methods[0].upper()))
    lines += _of_seeds(study, say)
    missing = _unsurfaced(study)
    if missing:
        lines.append(say("unsurfaced", themes=", ".join(missing)))
    if study.edits:
        lines.append(say("edits", edits="; ".join(shorten(edit, LONGEST_EDIT) for edit in study.edits)))
    return lines


def shorten(text: str, most: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


def _of_seeds(study: Study, say: "Say") -> list[str]:
    seeds = study.seeds
    silent = seeds[seeds["tokens"] == 0]
    absent = [key for key in study.themes.keys if (seeds.loc[seeds["theme"] == key, "tokens"] == 0).all()]
    lines = []
    if absent:
        names = [study.themes[key].name(study.language) for key in absent]
        lines.append(say("silent_theme", themes=", ".join(names)))
    for key, rest in zip(("silent_seeds", "inside_seeds"), uncounted(silent[~silent["theme"].isin(absent)])):
        if rest:
            lines.append(say(key, seeds=", ".join(rest)))
    return lines


def uncounted(seeds: "pd.DataFrame") -> tuple[list[str], list[str]]:
    """The seeds without a token: those that never occur, and those that stand in texts but inside longer phrases."""
    silent = seeds[seeds["tokens"] == 0]
    inside = silent["remark"].astype("str").str.contains("inside longer phrases", regex=False)
    return [str(seed) for seed in silent["seed"][~inside]], [str(seed) for seed in silent["seed"][inside]]


def _differing(study: Study) -> str:
    """The checks by which some theme's periods are not comparable; a calibrated verdict stands, but must say so."""
    table = study.audit
    checks = dict.fromkeys(table.loc[table["verdict"] == "not comparable", "check"]) if len(table) else {}
    return reason_text(", ".join(map(str, checks)), study.language)


def _unsurfaced(study: Study) -> list[str]:
    table = study.surfacing
    found = set(table.loc[table["surfaced"].astype(bool), "theme"])
    return [study.themes[key].name(study.language) for key in study.themes.keys if key not in found]


if TYPE_CHECKING:
    from typing import Protocol

    class Say(Protocol):
        """Fill one text."""

        def __call__(self, key: str, **facts: object) -> str: ...

"""What the doors say of files is said in Vietnamese too, with what to do."""

import pytest

from toolkit.documents import hosts, sources
from toolkit.documents.accounts import Entry, accounts_of, reason_and_remedy
from toolkit.documents.files import (
    archives,
    articles,
    columns,
    docx,
    feeds,
    inputs,
    json_rows,
    kinds,
    mails,
    metadata,
    records,
    rows,
    separated,
    unquoted,
    workbooks,
)
from toolkit.studies.run.checks import accounts_lines, told_of

PAIRS = [
    records.NO_ROWS,
    records.ELSEWHERE,
    docx.NOT_IN_TEXT,
    feeds.TEASER,
    mails.ATTACHED,
    hosts.ONE_SITE,
    sources.BY_FOLDER,
]
PAIRS += [separated.UNQUOTED, separated.UNQUOTED_ENDS, separated.UNDOUBLED, separated.BACKSLASHED]
PAIRS += [(workbooks.NOT_STORED, workbooks.STORE), (workbooks.NO_TABLE, workbooks.HEADED), (workbooks.CHART, "")]
WHOLE = [
    articles.SCRIPTED,
    records.WRITTEN_OUT,
    columns.NO_HEADER,
    kinds.OLD_OFFICE,
    kinds.UNFINISHED,
    *kinds._REMEDIES.values(),
    kinds.PICTURE,
    kinds.NOT_READ,
]
WHOLE += [
    inputs.LINKED,
    inputs.BROKEN_LINK,
    inputs.NO_FILE,
    inputs.BROKEN_OFF,
    inputs.DAMAGED,
    archives.NO_MEMBER,
    archives.NO_CONTENT,
    archives.TOO_DEEP,
    archives.TOO_LARGE,
    archives.OUTWARDS,
    archives.UNNAMED,
    inputs.SAVED,
    inputs.HIDDEN,
    inputs.OUTSIDE,
]
WHOLE += [
    rows.ABOVE,
    records.NAMES_AGAIN,
    columns.GOES_ON,
    columns.RENAMED,
    json_rows.BESIDE,
    json_rows.PARTS,
    metadata.UNREAD,
]
WHOLE += [metadata.AGAIN, metadata.NAMED, metadata.UNJOINED]
PAIRS += [
    metadata.UNUSABLE,
    metadata.NAMES_NONE,
    unquoted.UNQUOTED_SIGNS,
    articles.SEVERAL,
    articles.TABLE,
    columns.BESIDE,
    records.NAMING_FILES,
]


@pytest.mark.parametrize("words", [*PAIRS, *map(reason_and_remedy, WHOLE)])
def test_reasons_and_remedies_have_their_words(words: tuple[str, str]):
    for part in filter(None, words):
        assert told_of(part, "vi") != part, part


def test_the_remedy_is_told_in_the_language_of_the_study():
    accounts = accounts_of([Entry("file", "a.xlsb", None, None, "refused", *_split("a binary workbook; " + STORE))])
    (line,) = accounts_lines(accounts, "vi")
    assert line.endswith("bảng tính nhị phân (a.xlsb); mở bằng Excel hoặc LibreOffice rồi lưu thành .xlsx")


STORE = "open it in Excel or LibreOffice and save it as .xlsx"


def _split(problem: str) -> tuple[str, str, str]:
    reason, remedy = reason_and_remedy(problem)
    return reason, "", remedy

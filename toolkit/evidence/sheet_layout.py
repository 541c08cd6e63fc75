"""The layout that a coding sheet's writer and reader agree on."""

CODEBOOK, UNITS = "Codebook", "Units"
FIXED = ("unit", "title", "before", "text", "after")
HEADER_ROWS = 2
MAIN_COLUMN = "main_theme"
NONE_OF_THEM = "none"
LAYOUT_VERSION = 1
# where the codebook keeps what the reader needs (row, column from 0)
FACTS = ("layout", "question", "coders", "themes")
MOST_CHARACTERS = 30_000  # a cell of a spreadsheet holds 32,767


def answer_columns(question: str, themes: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a coder fills in."""
    return themes if question == "presence" else (MAIN_COLUMN,)


def cell_name(row: int, column: int) -> str:
    """ "D17" for row 16, column 3 (from 0)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"

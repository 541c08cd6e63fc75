"""The tree of errors; each message says what is wrong, which item, and the remedy.

ToolkitError
├── UsageError            a call that cannot be meant            exit code 2
│   ├── RecipeError       study.toml
│   ├── ThemesError       themes.toml, seeds
│   ├── CodingError       coding sheets and codes
│   └── MissingExtraError an optional dependency is not installed
├── InputError            nothing usable in the input            exit code 3
├── AlignmentError        two things that do not belong together exit code 2
└── ArtefactError         a stored artefact or build that cannot be read   exit code 5
"""


class ToolkitError(Exception):
    """Anything the toolkit refuses; `exit_code` is what the command line returns for it.

    >>> try:
    ...     tk.read_corpus("nowhere")
    ... except tk.ToolkitError as error:
    ...     print(type(error).__name__, error.exit_code)
    InputError 3
    """

    exit_code = 1


class UsageError(ToolkitError):
    """A call that cannot be meant: a wrong argument, an unknown name.

    >>> try:
    ...     tk.prevalence(model, corpus, seed=1, measure="size")
    ... except tk.UsageError as error:
    ...     print(error.exit_code)
    2
    """

    exit_code = 2


class RecipeError(UsageError):
    """A study.toml that cannot be run.

    >>> try:
    ...     tk.Recipe.from_dict({"topics": {"n_topic": 20, "seed": 1}})
    ... except tk.RecipeError as error:
    ...     print("n_topics" in str(error))
    True
    """


class ThemesError(UsageError):
    """Themes or seeds that cannot be used.

    >>> try:
    ...     tk.themes_from_dict({"Kiều bào": ["kiều bào"]})
    ... except tk.ThemesError as error:
    ...     print("lower-case" in str(error))
    True
    """


class CodingError(UsageError):
    """A coding sheet or a set of codes that cannot be used; names the cell.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"unit": ["a"], "theme": ["kieu_bao"], "value": [2]})
    >>> try:
    ...     tk.coding_from_frame(rows)
    ... except tk.CodingError as error:
    ...     print(error.exit_code)
    2
    """


class MissingExtraError(UsageError):
    """An optional dependency that is not installed; names the extra.

    >>> print(tk.MissingExtraError("underthesea", "underthesea"))
    underthesea is not installed; run: pip install 'chude-toolkit[underthesea]'
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; run: pip install 'chude-toolkit[{extra}]'")


class InputError(ToolkitError):
    """Input in which nothing can be used.

    >>> try:
    ...     tk.read_corpus("nowhere")
    ... except tk.InputError as error:
    ...     print(error.exit_code)
    3
    """

    exit_code = 3


class AlignmentError(ToolkitError):
    """Two nouns that do not belong together, found by id or fingerprint.

    >>> try:
    ...     corpus.rows(["no such article"])
    ... except tk.AlignmentError as error:
    ...     print(error.exit_code)
    2
    """

    exit_code = 2


class ArtefactError(ToolkitError):
    """A stored artefact that is damaged or of a newer schema.

    >>> try:
    ...     tk.load("articles")
    ... except tk.ArtefactError as error:
    ...     print(error.exit_code)
    5
    """

    exit_code = 5

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
    """Anything the toolkit refuses; `exit_code` is what the command line returns for it."""

    exit_code = 1


class UsageError(ToolkitError):
    """A call that cannot be meant: a wrong argument, an unknown name."""

    exit_code = 2


class RecipeError(UsageError):
    """A study.toml that cannot be run."""


class ThemesError(UsageError):
    """Themes or seeds that cannot be used."""


class CodingError(UsageError):
    """A coding sheet or a set of codes that cannot be used; names the cell."""


class MissingExtraError(UsageError):
    """An optional dependency that is not installed; names the extra."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; run: pip install 'chude-toolkit[{extra}]'")


class InputError(ToolkitError):
    """Input in which nothing can be used."""

    exit_code = 3


class AlignmentError(ToolkitError):
    """Two nouns that do not belong together, found by id or fingerprint."""

    exit_code = 2


class ArtefactError(ToolkitError):
    """A stored artefact that is damaged or of a newer schema."""

    exit_code = 5

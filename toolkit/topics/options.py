"""FitOptions: the knobs of the engines, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from toolkit.base.checks import require_at_least, require_choice, require_count
from toolkit.base.errors import UsageError

SOLVERS = ("compiled", "scikit-learn")
_ALL_FITS = frozenset({"passes", "fit_on", "sample", "threads"})
_LDA = _ALL_FITS | {"alpha", "beta", "anchor", "idf"}
_KL = _ALL_FITS | {"hold", "tolerance", "idf", "solver"}
READ = {  # by engine: the options it reads
    "cvb0": _LDA | {"hold", "tolerance", "learn_alpha", "memory_gb"},
    "gensim": _LDA,
    "kl, compiled": _KL,
    "kl, scikit-learn": _KL,
    "frobenius": _ALL_FITS | {"hold", "tolerance"},
}
WITH_THEMES = {  # by engine: of these, the ones it reads only where there are named themes
    "cvb0": {"hold", "anchor"},
    "gensim": {"anchor"},
    "kl, compiled": {"hold"},
}


@dataclass(frozen=True)
class FitOptions:
    """How to fit; the defaults are what the benchmarks favour. An option that an engine does not read is refused.

    `passes`: the most passes over the corpus (None: with themes 20 for LDA and 25 for NMF, and where the topics then
    share 15 % of their words or more, up to 60 and 200 further ones, for LDA without `anchor`; without themes 100 and
    60). A number given is kept.
    `hold`: passes before these in which the start of named themes is held while units settle (NMF: held in the first
    half, drawn to in the second; minibatches: any number is one pass, for units settle in it). `tolerance`: stop when a
    pass moves less than this share of the tokens (LDA), or gains less than this share of the first objective in ten
    passes (NMF).
    `alpha`: a unit's prior tokens a topic, `learn_alpha`: one a topic, by Minka's fixed point. `beta`: a topic's prior
    tokens a term; `anchor` (LDA): a named theme's start as further prior tokens, as a share of a mean topic's tokens;
    more of it holds a theme harder to its seeds' surroundings and makes it narrower. `idf`: fit log(1 + count)·idf.
    `fit_on`: ids of the units to fit on (one of each story, say); the others get their shares afterwards, topics held.
    `sample`: fit on at most so many stories (`TermCounts.story`; where it is not known, units), drawn by the fit's own
    seed, so that each refit draws others; the other units get their shares afterwards.
    `memory_gb` (LDA, cvb0): where the fit would take more, it is made in minibatches, which `fitted_by` says.
    `solver` (NMF by kl): compiled or scikit-learn. `threads`: the most to use, None for every processor; never changes
    the result.

    >>> short = tk.FitOptions(passes=5, threads=1)
    >>> tk.fit_lda(counts, n_topics=12, themes=themes, seed=1, options=short).n_topics
    12
    """

    passes: int | None = None
    hold: int = 10
    tolerance: float = 1e-4
    alpha: float = 0.1
    learn_alpha: bool = True
    beta: float = 0.01
    anchor: float = 0.05
    idf: bool = False
    fit_on: tuple[str, ...] | None = None
    sample: int | None = None
    memory_gb: float = 3.0
    solver: str = "compiled"
    threads: int | None = None

    def __post_init__(self) -> None:
        for name, least in (
            ("hold", 0),
            ("tolerance", 0),
            ("anchor", 0),
            ("alpha", 1e-6),
            ("beta", 1e-9),
            ("memory_gb", 0),
        ):
            require_at_least(name, getattr(self, name), least)
        for name in ("passes", "sample", "threads"):
            if getattr(self, name) is not None:
                require_count(name, getattr(self, name), 1)
        require_choice("solver", self.solver, SOLVERS)
        if self.fit_on is not None:
            object.__setattr__(self, "fit_on", tuple(self.fit_on))

    def unread(self, engine: str, *, guided: bool) -> list[str]:
        """The options that were set and would do nothing in this `engine` (a key of `READ`), with themes or without."""
        read = READ[engine] if guided else READ[engine] - WITH_THEMES.get(engine, set())
        return [f.name for f in fields(self) if f.name not in read and getattr(self, f.name) != f.default]

    def require_read(self, engine: str, *, guided: bool) -> None:
        """Raise UsageError where an option was set that would do nothing in this `engine`."""
        for name in self.unread(engine, guided=guided):
            without = "" if guided or name not in READ[engine] else " without themes"
            raise UsageError(f"{engine}{without} does not read the option {name!r}; leave it out")

    def only_read(self, engine: str, *, guided: bool) -> "FitOptions":
        """These options, with those that do nothing in this `engine` as if they had not been set: the same fit."""
        defaults: dict[str, Any] = {f.name: f.default for f in fields(self)}
        return replace(self, **{name: defaults[name] for name in self.unread(engine, guided=guided)})

    def to_dict(self) -> dict[str, Any]:
        """What shaped the fit, JSON-able (threads do not)."""
        return {
            "passes": self.passes,
            "hold": self.hold,
            "tolerance": self.tolerance,
            "alpha": self.alpha,
            "learn_alpha": self.learn_alpha,
            "beta": self.beta,
            "anchor": self.anchor,
            "idf": self.idf,
            "fit_on": None if self.fit_on is None else list(self.fit_on),
            "sample": self.sample,
            "memory_gb": self.memory_gb,
            "solver": self.solver,
        }

    @classmethod
    def from_dict(cls, described: Mapping[str, Any]) -> "FitOptions":
        """The options `to_dict` described; those of models of 0.1 may name stories, which counts know now."""
        return cls(**{name: value for name, value in described.items() if name != "stories"})

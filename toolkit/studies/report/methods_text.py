"""methods.txt and the citation: paragraphs on methods and limits that can go into a paper, in both languages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.base.files import write_text
from toolkit.base.tongues import in_language
from toolkit.studies.path.steps_topics import sample_of
from toolkit.studies.path.study import Study
from toolkit.studies.report.measured import all_counts, measure_told
from toolkit.studies.report.words import LANGUAGES, number, whole, words
from toolkit.trends.estimates import FEWEST_STORIES, Prevalence


def write_methods(study: Study, folder: Path) -> Path:
    """Write `folder`/methods.txt: Vietnamese, then English, each with how to cite."""
    blocks = []
    for language in LANGUAGES:
        blocks += [
            words("methods", language)["heading"],
            *methods_paragraphs(study, language),
            citation(study, language),
        ]
    path = folder / "methods.txt"
    write_text(path, "\n\n".join(blocks) + "\n")
    return path


def methods_paragraphs(study: Study, language: str) -> list[str]:
    """What was measured and how, and what it cannot say, in paragraphs with this study's own numbers."""
    told = words("methods", language)
    filled = _numbers(study, language, told)
    return [paragraph.format(**filled) for paragraph in told["paragraphs"]]


def _numbers(study: Study, language: str, told: Mapping[str, Any]) -> dict[str, str]:
    n, r, p = all_counts(study), study.recipe, study.headline
    counted = ("found", "kept", "undated", "outside", "stories", "tokens", "terms")
    coders = in_language(study.coding.coders, language) if study.coding is not None else ""
    return {name: whole(int(n.get(name, 0)), language) for name in counted} | {
        "selection": in_language(r.corpus.selection, language).rstrip(". "),
        "methods": told["join"].join(method.upper() for method in r.topics.methods),
        "k": str(r.topics.n_topics),
        "fits": str(r.topics.fits),
        "seed": str(r.topics.seed),
        "themes": str(len(study.themes)),
        "level": number(100 * r.compare.level, language, 0),
        "verdicts": told["verdicts_index" if p.is_index else "verdicts"].format(
            margin=number(100 * r.compare.margin, language, 0)
        ),
        "draws": whole(r.compare.draws, language),
        "measure": measure_told(p, language),
        "least": str(FEWEST_STORIES),
        "threshold": f"{number(100 * r.stories.threshold, language, 0)}%",
        "segmenter": str(study.tokens.segmenter.get("name", "")),
        "unit": told["document" if study.passages is None else "paragraph"],
        "calibration": told["calibrated" if p.calibrated else "uncalibrated"],
        "coded": _coded(p, language, told),
        "sampled": _sampled(study, language, told),
        "coders": told["coders"].format(coders=coders.rstrip(". ")) if coders and p.calibrated else "",
    }


def _sampled(study: Study, language: str, told: Mapping[str, Any]) -> str:
    """On how many stories fits were made, where not on all; else ""."""
    stories = study.units.facts(study.counts.ids)["story"].nunique()
    found = ""
    for kind, name in (("themes", "sampled_themes"), ("free", "sampled_unguided")):
        n = sample_of(study.recipe, kind)
        if stories > n:
            found += told[name].format(n=whole(n, language), stories=whole(stories, language))
    return found


def _coded(p: Prevalence, language: str, told: Mapping[str, Any]) -> str:
    """How many units were coded by how many readers, and how well they agree, in a sentence; "" without codes."""
    from toolkit.plots.wording import alpha_told

    if p.n_coded is None:
        return ""
    alpha = alpha_told(p, language) or told["no_alpha"]
    units = whole(int(p.n_coded.sum()), language)
    return str(told["coded"]).format(units=units, readers=p.n_coders, alpha=alpha)


def citation(study: Study, language: str) -> str:
    """How to cite this build and the software, with the short fingerprint of its first model."""
    from toolkit.base import VERSION

    model = study.models[study.recipe.topics.methods[0]].fingerprint[:12]
    seed = study.recipe.topics.seed
    return f"{words('methods', language)['cite']}{study.title}. chude-toolkit {VERSION}; seed {seed}; model {model}."

"""The recipe: every error at once, with its line and what to do."""

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

import toolkit as tk
from toolkit.base.errors import RecipeError
from toolkit.studies.asked.recipe import Recipe
from toolkit.studies.path.artefacts import load, save

GOOD = """\
[corpus]
path = "articles"
selection = "All articles of two outlets."

[topics]
n_topics = 20
seed = 1
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def message(folder: Path, text: str, options: dict[str, str] | None = None) -> str:
    with pytest.raises(RecipeError) as caught:
        Recipe.read(written(folder, text), options)
    return str(caught.value)


def test_the_shortest_recipe_has_the_defaults_of_the_design(tmp_path: Path) -> None:
    recipe = Recipe.read(written(tmp_path, GOOD))
    assert recipe.corpus.unit == "document"
    assert recipe.stories.threshold == 0.55
    assert (recipe.words.min_units, recipe.words.max_share) == (3, 0.5)
    assert (recipe.topics.methods, recipe.topics.fits) == (("lda", "nmf"), 5)
    compare = recipe.compare
    assert (compare.by, compare.pairs, compare.measure, compare.count) == ("year", None, "share", "stories")
    assert (compare.level, compare.margin, compare.draws) == (0.95, 0.03, 1000)
    assert (recipe.report.language, recipe.report.pdf) == ("vi", True)


def test_an_unknown_key_names_line_and_likely_key(tmp_path: Path) -> None:
    text = GOOD.replace("n_topics = 20", "n_topics = 20\nnum_fits = 5")
    assert message(tmp_path, text) == "study.toml line 7: [topics] has no key 'num_fits'; did you mean 'fits'?"


def test_all_errors_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = GOOD.replace('path = "articles"', "") + 'methods = ["lda", "lsa"]\n\n[compare]\nby = "yearly"\nmargin = 3\n'
    lines = message(tmp_path, text).splitlines()
    assert lines == [
        "study.toml line 1: [corpus] needs the key 'path': the folder of the articles, as path = \"../articles\"",
        "study.toml line 8: [topics] methods cannot be 'lsa'; did you mean 'lda'?",
        "study.toml line 11: [compare] by cannot be 'yearly'; did you mean 'year'?",
        "study.toml line 12: [compare] margin is 3, but must be below 1",
    ]


def test_a_missing_table_says_what_it_needs(tmp_path: Path) -> None:
    text = GOOD.split("[topics]", maxsplit=1)[0]
    assert message(tmp_path, text) == "study.toml: the table [topics] is missing; it needs n_topics and seed"


def test_no_toml_is_one_line(tmp_path: Path) -> None:
    assert message(tmp_path, "[corpus\n").startswith("study.toml is no valid TOML: ")


@pytest.mark.parametrize(
    ("extra", "part"),
    [
        ('pairs = [["2019", "2019"]]', "compares a period with itself"),
        ('spans = { "a" = [2020, 2019] }', "span 'a' ends before it begins"),
        ('spans = { "a" = [2016, 2018] }\npairs = [["a", "b"]]', "names no span 'b'"),
        ('by = "month"\nspans = { "a" = [2016, 2018] }', "either by or spans"),
        ("draws = 10", "must be at least 100"),
        ("draws = true", "draws is True"),
        ('count = "reprints"', "count cannot be 'reprints'"),
    ],
)
def test_a_comparison_that_cannot_be_meant(tmp_path: Path, extra: str, part: str) -> None:
    assert part in message(tmp_path, GOOD + "[compare]\n" + extra + "\n")


def test_spans_and_by_say_the_same(tmp_path: Path) -> None:
    spans = '{ "2016-2018" = [2016, 2018], "2022-2024" = [2022, 2024] }'
    one = Recipe.read(written(tmp_path, GOOD + f"[compare]\nby = {spans}\n"))
    two = Recipe.read(written(tmp_path, GOOD + f"[compare]\nspans = {spans}\n"))
    assert one.compare.periods == two.compare.periods == {"2016-2018": (2016, 2018), "2022-2024": (2022, 2024)}


def test_options_lie_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    recipe = Recipe.read(path, {"topics.n_topics": "30", "report.language": "en", "topics.methods": '["nmf"]'})
    assert (recipe.topics.n_topics, recipe.report.language, recipe.topics.methods) == (30, "en", ("nmf",))
    with pytest.raises(RecipeError, match=r"study.toml \(--set\): \[topics\] has no key 'topics'"):
        Recipe.read(path, {"topics.topics": "30"})
    with pytest.raises(RecipeError, match=r"give table.key=value"):
        Recipe.read(path, {"n_topics": "30"})


def test_resolved_names_no_absolute_path() -> None:
    recipe = Recipe.from_dict(
        {"corpus": {"path": "/home/someone/articles", "selection": "all"}, "topics": {"n_topics": 5, "seed": 1}}
    )
    assert recipe.resolved()["corpus"]["path"] == "…/articles"


def test_a_recipe_is_saved_and_read_back(tmp_path: Path) -> None:
    recipe = Recipe.read(written(tmp_path, GOOD + '[compare]\npairs = [["2019", "2024"]]\n'))
    assert load(save(recipe, tmp_path / "recipe")) == recipe


def test_a_table_in_a_multi_line_string_is_no_table(tmp_path: Path) -> None:
    text = GOOD.replace('"All articles of two outlets."', '"""\n[topics]\nfits = 1\n"""') + "wrong = 1\n"
    assert message(tmp_path, text).startswith("study.toml line 11: [topics] has no key 'wrong'")


# Key of study.toml → the verb that it speaks to, and its parameter.
VERBS: dict[str, tuple[Callable[..., object], str]] = {
    "corpus.encoding": (tk.read_corpus, "encoding"),
    "corpus.columns": (tk.read_corpus, "columns"),
    "cleaning.captions": (tk.clean, "captions"),
    "cleaning.rules": (tk.clean, "rules"),
    "dates.overrides": (tk.resolve_dates, "overrides"),
    "stories.threshold": (tk.find_stories, "threshold"),
    "words.lexicon": (tk.segment, "lexicon"),
    "words.drop": (tk.build_vocabulary, "drop"),
    "words.min_units": (tk.build_vocabulary, "min_units"),
    "words.max_share": (tk.build_vocabulary, "max_share"),
    "words.segmenter": (tk.segment, "segmenter"),
    "topics.engine": (tk.fit_lda, "engine"),
    "topics.loss": (tk.fit_nmf, "loss"),
    "coding.overlap": (tk.write_coding_page, "overlap"),
    "coding.seeds_shown": (tk.write_coding_page, "seeds_shown"),
    "compare.by": (tk.prevalence, "by"),
    "compare.pairs": (tk.contrasts, "pairs"),
    "compare.measure": (tk.prevalence, "measure"),
    "compare.count": (tk.prevalence, "count"),
    "compare.level": (tk.contrasts, "level"),
    "compare.margin": (tk.contrasts, "margin"),
    "compare.draws": (tk.prevalence, "draws"),
    "corpus.timezone": (tk.resolve_dates, "timezone"),
    "dates.as_of": (tk.resolve_dates, "as_of"),
    "explorer.texts": (tk.explore, "texts"),
}
OWN = {  # no verb has such a parameter, or asks for it without a default
    *(
        "cleaning.enabled",
        "compare.basis",
        "compare.spans",
        "corpus.source_column",
        "corpus.unit",
        "themes.file",
        "topics.fits",
        "topics.methods",
        "topics.sample",
        "topics.unguided_sample",
        "engine.kind",
    ),
    *("compare.groups", "effects.formula", "effects.adjusted_for", "coding.pages", "scores.file", "scores.source"),
    *("coding.coders", "coding.file", "report.language", "report.pdf", "report.title"),
}
OTHERWISE = {"compare.count": "stories"}  # a study judges change, and reprints are no new evidence (METHODS §9)


def optional_keys() -> dict[str, object]:
    sections = {name: field.annotation for name, field in Recipe.model_fields.items()}
    return {
        f"{section}.{key}": field.default
        for section, model in sections.items()
        for key, field in model.model_fields.items()  # type: ignore[union-attr]
        if not field.is_required()
    }


def test_every_optional_key_is_known_to_this_test() -> None:
    assert set(optional_keys()) == {*VERBS, *OWN}


@pytest.mark.parametrize("key", VERBS)
def test_a_key_left_out_means_what_the_library_means(key: str) -> None:
    verb, parameter = VERBS[key]
    theirs = inspect.signature(verb).parameters[parameter].default
    ours = optional_keys()[key]
    assert (ours or None if ours == {} else ours) == OTHERWISE.get(key, theirs)


def test_a_number_of_topics_has_a_bound_that_is_told(tmp_path: Path) -> None:
    text = GOOD.replace("n_topics = 20", "n_topics = 5000")
    assert message(tmp_path, text) == "study.toml line 6: [topics] n_topics is 5000, but must be at most 1000"

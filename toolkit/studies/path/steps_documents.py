"""From files to counts: what the stages of reading, cleaning, dating, segmenting and counting do."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.base.errors import InputError
from toolkit.base.written import read_written
from toolkit.documents.corpus import KEPT, Corpus
from toolkit.documents.dating.choice import AS_OF
from toolkit.studies.asked.inputs import words_to_drop
from toolkit.studies.path.engines import engine_for
from toolkit.studies.path.study import Study

Bundle = Mapping[str, Any]


def read_settings(study: Study) -> Any:
    """What reading depends on."""
    corpus = study.recipe.corpus
    return [study.inputs.corpus_hash, corpus.columns, corpus.encoding, corpus.source_column]


def read(study: Study) -> Bundle:
    """Every document found, with the status of those that cannot be used; InputError when none can."""
    from toolkit.documents.reading import read_corpus, with_source_column

    recipe = study.recipe.corpus
    corpus = read_corpus(study.inputs.corpus, columns=recipe.columns or None, encoding=recipe.encoding)
    if recipe.source_column is not None:
        corpus = with_source_column(corpus, recipe.source_column)
    return {"corpus": corpus}


def documents_settings(study: Study) -> Any:
    """What cleaning, dating and grouping depend on."""
    inputs, recipe = study.inputs, study.recipe
    return [
        inputs.hash_of("rules"),
        inputs.hash_of("dates"),
        [recipe.corpus.timezone, as_of(study)],
        recipe.cleaning.captions,
        recipe.cleaning.enabled,
        recipe.stories.threshold,
    ]


def as_of(study: Study) -> str:
    """The last day that is believed."""
    day = study.recipe.dates.as_of
    return AS_OF if day is None else day.isoformat()


def documents(study: Study) -> Bundle:
    """Clean, date, group into stories."""
    from toolkit.documents.cleaning import clean
    from toolkit.documents.dates import resolve_dates
    from toolkit.documents.stories import find_stories

    corpus: Corpus = study.read(study, "read", "corpus")
    if study.recipe.cleaning.enabled:
        with engine_for(study, "clean", "documents") as engine:
            captions = study.recipe.cleaning.captions
            corpus = clean(corpus, rules=study.inputs.rules, captions=captions, engine=engine)
    zone = study.recipe.corpus.timezone
    with engine_for(study, "dates", "documents") as engine:
        own, limit = study.inputs.dates, as_of(study)
        corpus = resolve_dates(corpus, overrides=own, as_of=limit, timezone=zone, engine=engine)
    corpus = find_stories(corpus, threshold=study.recipe.stories.threshold)
    if not len(corpus.kept_facts):
        raise InputError(f"nothing can be used: {first_line(statuses(corpus))}; see what chude check says of each")
    return {"corpus": corpus}


def passages_settings(study: Study) -> Any:
    """What the units are."""
    return study.recipe.corpus.unit


def passages(study: Study) -> Bundle:
    """Paragraphs, where they are the unit."""
    from toolkit.documents.passages import split_passages

    return {"passages": split_passages(study.corpus)} if study.recipe.corpus.unit == "paragraph" else {}


def tokens_settings(study: Study) -> Any:
    """What segmentation depends on: the lexicon is the themes' phrases and the user's own."""
    from toolkit.words.held import conditions_record

    phrases = {theme.key: [theme.seed_terms, theme.exclude_terms] for theme in study.lexicon_themes}
    conditions = conditions_record(study.lexicon_themes)
    return [
        phrases,
        *([conditions] if conditions else []),
        study.inputs.hash_of("lexicon"),
        study.recipe.words.segmenter,
    ]


def tokens(study: Study) -> Bundle:
    """Segment; phrases of the themes and of the lexicon stay whole."""
    from toolkit.words.held import hold_conditions
    from toolkit.words.segmentation import segment

    words = [phrase for theme in study.lexicon_themes for phrase in (*theme.seeds, *theme.exclude)]
    if study.inputs.lexicon is not None:
        lines = read_written(study.inputs.lexicon).splitlines()
        words += [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
    segmenter = study.recipe.words.segmenter
    by = "pyvi" if segmenter == "syllables" else segmenter
    with engine_for(study, "segment", "words") as engine:
        joined = segment(study.units, lexicon=words, segmenter=by, engine=engine)
    whole = hold_conditions(joined, study.units, study.lexicon_themes)
    if segmenter == "syllables":
        from toolkit.studies.path.syllables import into_syllables

        return {"tokens": into_syllables(whole)}
    return {"tokens": whole}


def counts_settings(study: Study) -> Any:
    """What the vocabulary depends on."""
    words = study.recipe.words
    return [words_to_drop(study.recipe, study.inputs), words.min_units, words.max_share]


def counts(study: Study) -> Bundle:
    """Vocabulary and counts; the themes' own terms are never cut."""
    from toolkit.words.counts import count_terms
    from toolkit.words.vocabulary import build_vocabulary

    words = study.recipe.words
    vocabulary = build_vocabulary(
        study.tokens,
        min_units=words.min_units,
        max_share=words.max_share,
        drop=words_to_drop(study.recipe, study.inputs),
        keep=study.lexicon_themes,
    )
    return {"counts": count_terms(study.tokens, vocabulary)}


def accounts(study: Study) -> Bundle:
    """What was found, kept, cut and dated, in tables and counts."""
    from toolkit.documents.cleaning import cleaning_table, removed_table

    return {
        "cleaning": cleaning_table(study.corpus),
        "removed": removed_table(study.corpus),
        "dates": date_rules(study.corpus),
        "counts": stage_counts(study),
    }


def date_rules(corpus: Corpus) -> pd.DataFrame:
    """How the kept documents were dated: rule, precision, documents, mean_confidence; the undated have rule "none"."""
    kept = corpus.kept_facts.assign(
        rule=corpus.kept_facts["date_rule"].fillna("none"), precision=corpus.kept_facts["date_precision"].fillna("none")
    )
    grouped = kept.groupby(["rule", "precision"], sort=True)["date_confidence"]
    table = grouped.agg(documents="size", mean_confidence="mean").reset_index()
    return table.sort_values(["documents", "rule"], ascending=[False, True], kind="stable").reset_index(drop=True)


def statuses(corpus: Corpus) -> dict[str, int]:
    """Status → number of documents, "kept" first, the others by name; and "found" before all."""
    tally = corpus.frame["status"].value_counts()
    others = {str(name): int(tally[name]) for name in sorted(tally.index) if name != KEPT}
    return {"found": len(corpus.frame), KEPT: int(tally.get(KEPT, 0)), **others}


def first_line(tally: Mapping[str, int]) -> str:
    """The first line of `chude check`: "600 found, 588 kept, 7 empty, 5 unreadable"."""
    return ", ".join(f"{n:,} {status}" for status, n in tally.items())


def stage_counts(study: Study) -> dict[str, int]:
    """Documents found, kept and by every other status, undated, stories; then units, emptied units, tokens, terms."""
    corpus, kept = study.corpus, study.corpus.kept_facts
    table = {"unreadable": 0, "empty": 0, "foreign": 0, "duplicate": 0} | statuses(corpus)
    in_order = ("found", "unreadable", "empty", "foreign", "duplicate")
    table = {name: table[name] for name in (*in_order, *sorted(set(table) - {*in_order, KEPT}), KEPT)}
    return table | {
        "undated": int(kept["year"].isna().sum()),
        "stories": int(kept["story"].nunique()),
        "units": len(study.counts.ids) + len(study.counts.dropped),
        "units_without_terms": len(study.counts.dropped),
        "tokens": len(study.tokens.codes),
        "terms": len(study.counts.vocabulary),
    }

"""What is explored of a study, and of a model in a notebook."""

from toolkit.base.checks import require_choice
from toolkit.base.errors import AlignmentError
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import TIMES
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.studies.explorer.explored import Explored, Subject, map_of, themes_explored, topics_explored, words_of
from toolkit.studies.path.study import Study
from toolkit.topics.model import TopicModel
from toolkit.trends.estimates import Prevalence

LANGUAGES = ("vi", "en")


def explored_study(study: Study) -> Explored:
    """What the explorer of a study shows: themes by their scores, free topics by their shares, the headline."""
    ids, themes = study.counts.ids, {theme.key: theme for theme in study.themes}
    first = study.models[study.recipe.topics.methods[0]]
    words = {name: list(own) for name, own in words_of(first).items()}
    subjects: list[Subject] = themes_explored(study.scores, ids, themes, words, study.language)
    for method, model in study.models.items():
        subjects += topics_explored(model, f"{method}:", left_out=study.scores.themes, labels={})
    periods, course, groups = study.recipe.compare.periods, study.course, study.by_group
    shown = [(study.headline, "" if isinstance(periods, str) else periods)]
    if course is not None and course.periods != study.headline.periods:
        shown.append((course, ""))
    return Explored(
        study.title,
        study.language,
        ids,
        study.units,
        study.corpus,
        tuple(subjects),
        tuple(map_of(model, method, subjects, f"{method}:") for method, model in study.models.items()),
        course.by if course is not None else periods if isinstance(periods, str) else "year",
        tuple(shown),
        groups if groups is not None and groups.by == "source" else None,
        study.recipe.compare.level,
        study.recipe.explorer.texts,
        "index.html",
    )


def explored_model(
    model: TopicModel,
    corpus: Corpus,
    *,
    scores: ThemeScores | None = None,
    prevalence: Prevalence | None = None,
    language: str = "vi",
) -> Explored:
    """What the explorer of a model in a notebook shows: its topics by their shares, its themes by scores where given.

    AlignmentError where the scores are of other units than the model.
    """
    require_choice("language", language, LANGUAGES)
    themes = {} if model.themes is None else {theme.key: theme for theme in model.themes}
    labels = {key: theme.name(language) for key, theme in themes.items()}
    subjects: list[Subject] = []
    if scores is not None:
        if set(scores.ids) != set(model.ids):
            raise AlignmentError("these scores are of other units than the model; score the counts it was fitted to")
        words = {name: list(own) for name, own in words_of(model).items()}
        subjects += themes_explored(scores, model.ids, themes, words, language)
    subjects += topics_explored(model, "", left_out=[s.key for s in subjects], labels=labels)
    by = prevalence.by if prevalence is not None and prevalence.by in TIMES[:3] else "year"
    shown = () if prevalence is None or prevalence.by not in TIMES[:3] else ((prevalence, ""),)
    return Explored(
        f"{model.method.upper()}, K = {model.n_topics}",
        language,
        model.ids,
        corpus,
        corpus,
        tuple(subjects),
        (map_of(model, model.method, subjects, ""),),
        by,
        shown,
        prevalence if prevalence is not None and prevalence.by == "source" else None,
    )

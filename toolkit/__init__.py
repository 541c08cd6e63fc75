"""Themes in Vietnamese public discourse: from a folder of articles to changes one can defend.

    import toolkit as tk

    corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.read_corpus("articles"))))
    themes = tk.read_themes("themes.toml")
    tokens = tk.segment(corpus, lexicon=themes)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes))
    model = tk.fit_lda(counts, n_topics=20, themes=themes, seed=1)
    trend = tk.prevalence(model, corpus, seed=1)
    tk.plot_prevalence(trend)

Floors, from the ground up: base, documents, words, topics, evidence, trends, plots, studies; the roof is `toolkit.cli`
and `toolkit.estimators`. Importing this package loads nothing heavy: a name is fetched from its floor when first used.
"""

from importlib import import_module
from typing import Any

from toolkit.base import VERSION

__version__ = VERSION

_NAMES_BY_MODULE = {
    "base.errors": "AlignmentError ArtefactError CodingError InputError MissingExtraError RecipeError ThemesError "
    "ToolkitError UsageError",
    "base.progress": "quiet",
    "documents.accounts": "Accounts",
    "documents.corpus": "Corpus corpus_from_frame",
    "documents.reading": "read_corpus sample_corpus sample_folder",
    "documents.cleaning": "clean cleaning_table show_cleaning",
    "documents.dates": "date_witnesses resolve_dates",
    "documents.stories": "find_stories story_table",
    "documents.passages": "split_passages",
    "words.segmentation": "segment segment_batches segment_texts",
    "words.tokens": "Tokens tokens_from_lists",
    "words.phrases": "suggest_phrases",
    "words.vocabulary": "Vocabulary build_vocabulary",
    "words.counts": "TermCounts count_terms",
    "words.themes": "Theme Themes read_themes themes_from_dict",
    "topics.model": "TopicModel",
    "topics.options": "FitOptions",
    "topics.lda": "fit_lda",
    "topics.nmf": "fit_nmf",
    "topics.choice": "Choice choose_n_topics",
    "topics.terms": "coherence diagnostics top_terms",
    "topics.stability": "refit stability",
    "topics.transform": "transform",
    "evidence.basis": "theme_basis",
    "evidence.main_themes": "main_themes",
    "evidence.naming": "match_themes name_topics",
    "evidence.theme_scores": "ThemeScores",
    "evidence.scores": "score_themes",
    "evidence.outside_scores": "scores_from_frame",
    "evidence.passages": "passages show_passages",
    "evidence.concordance": "concordance",
    "evidence.seed_checks": "check_seeds seed_coverage without_seed",
    "evidence.seed_review": "judge_seeds review_seeds",
    "evidence.seed_sheets": "read_review_sheet write_review_sheet",
    "evidence.seed_suggestions": "suggest_seeds",
    "evidence.weights": "weights_table",
    "evidence.names_file": "carry_names read_names write_names",
    "evidence.codes": "Coding coding_from_frame",
    "evidence.agreement": "agreement",
    "evidence.sampling": "draw_coding_sample",
    "evidence.coding_files": "read_coding",
    "evidence.coding_page": "write_coding_page write_settling_page",
    "evidence.sheets": "write_coding_sheet",
    "evidence.intrusion": "draw_intrusion_test score_intrusion",
    "evidence.intrusion_sheets": "read_intrusion_sheet write_intrusion_sheet",
    "evidence.reading_pages": "read_intrusion_page read_review_page write_intrusion_page write_review_page",
    "trends.estimates": "Audit Contrasts Prevalence",
    "trends.prevalence": "prevalence",
    "trends.adjusted": "adjusted_changes",
    "trends.coefficients": "Effects",
    "trends.company": "company",
    "trends.contrasts": "contrasts",
    "trends.effects": "effects",
    "trends.audit": "audit_periods",
    "trends.course": "change_points trend_tests",
    "trends.keyness": "keyness",
    "trends.wording": "wording",
    "trends.planning": "plan_coding",
    "plots.years": "plot_heatmap plot_panels plot_prevalence plot_years",
    "plots.contrasts": "plot_contrasts",
    "plots.company": "plot_company",
    "plots.effects": "plot_effects plot_group_panels plot_groups plot_wording",
    "plots.seeds": "plot_seeds",
    "plots.topics": "plot_choice plot_keyness plot_stability plot_terms plot_topic_map",
    "plots.corpus": "plot_dates plot_sources",
    "plots.robustness": "plot_sensitivity",
    "studies.path.artefacts": "load save",
    "studies.asked.recipe": "Recipe",
    "studies.path.study": "Study",
    "studies.path.opening": "open_study",
    "studies.run.running": "run_study",
    "studies.run.verifying": "verify_study",
    "studies.path.sensitivity": "sensitivity",
    "studies.explorer.marking": "mark_seeds",
    "studies.explorer.widget": "explore",
}
_HOME = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'toolkit' has no attribute {name!r}")
    value = getattr(import_module(f"toolkit.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

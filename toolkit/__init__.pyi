from toolkit.base.errors import AlignmentError as AlignmentError
from toolkit.base.errors import ArtefactError as ArtefactError
from toolkit.base.errors import CodingError as CodingError
from toolkit.base.errors import InputError as InputError
from toolkit.base.errors import MissingExtraError as MissingExtraError
from toolkit.base.errors import RecipeError as RecipeError
from toolkit.base.errors import ThemesError as ThemesError
from toolkit.base.errors import ToolkitError as ToolkitError
from toolkit.base.errors import UsageError as UsageError
from toolkit.base.progress import quiet as quiet
from toolkit.documents.accounts import Accounts as Accounts
from toolkit.documents.cleaning import clean as clean
from toolkit.documents.cleaning import cleaning_table as cleaning_table
from toolkit.documents.cleaning import show_cleaning as show_cleaning
from toolkit.documents.corpus import Corpus as Corpus
from toolkit.documents.corpus import corpus_from_frame as corpus_from_frame
from toolkit.documents.dates import date_witnesses as date_witnesses
from toolkit.documents.dates import resolve_dates as resolve_dates
from toolkit.documents.passages import split_passages as split_passages
from toolkit.documents.reading import read_corpus as read_corpus
from toolkit.documents.reading import sample_corpus as sample_corpus
from toolkit.documents.reading import sample_folder as sample_folder
from toolkit.documents.stories import find_stories as find_stories
from toolkit.documents.stories import story_table as story_table
from toolkit.evidence.agreement import agreement as agreement
from toolkit.evidence.basis import theme_basis as theme_basis
from toolkit.evidence.codes import Coding as Coding
from toolkit.evidence.codes import coding_from_frame as coding_from_frame
from toolkit.evidence.coding_files import read_coding as read_coding
from toolkit.evidence.coding_page import write_coding_page as write_coding_page
from toolkit.evidence.coding_page import write_settling_page as write_settling_page
from toolkit.evidence.concordance import concordance as concordance
from toolkit.evidence.intrusion import draw_intrusion_test as draw_intrusion_test
from toolkit.evidence.intrusion import score_intrusion as score_intrusion
from toolkit.evidence.intrusion_sheets import read_intrusion_sheet as read_intrusion_sheet
from toolkit.evidence.intrusion_sheets import write_intrusion_sheet as write_intrusion_sheet
from toolkit.evidence.main_themes import main_themes as main_themes
from toolkit.evidence.names_file import carry_names as carry_names
from toolkit.evidence.names_file import read_names as read_names
from toolkit.evidence.names_file import write_names as write_names
from toolkit.evidence.naming import match_themes as match_themes
from toolkit.evidence.naming import name_topics as name_topics
from toolkit.evidence.outside_scores import scores_from_frame as scores_from_frame
from toolkit.evidence.passages import passages as passages
from toolkit.evidence.passages import show_passages as show_passages
from toolkit.evidence.reading_pages import read_intrusion_page as read_intrusion_page
from toolkit.evidence.reading_pages import read_review_page as read_review_page
from toolkit.evidence.reading_pages import write_intrusion_page as write_intrusion_page
from toolkit.evidence.reading_pages import write_review_page as write_review_page
from toolkit.evidence.sampling import draw_coding_sample as draw_coding_sample
from toolkit.evidence.scores import score_themes as score_themes
from toolkit.evidence.seed_checks import check_seeds as check_seeds
from toolkit.evidence.seed_checks import seed_coverage as seed_coverage
from toolkit.evidence.seed_checks import without_seed as without_seed
from toolkit.evidence.seed_review import judge_seeds as judge_seeds
from toolkit.evidence.seed_review import review_seeds as review_seeds
from toolkit.evidence.seed_sheets import read_review_sheet as read_review_sheet
from toolkit.evidence.seed_sheets import write_review_sheet as write_review_sheet
from toolkit.evidence.seed_suggestions import suggest_seeds as suggest_seeds
from toolkit.evidence.sheets import write_coding_sheet as write_coding_sheet
from toolkit.evidence.theme_scores import ThemeScores as ThemeScores
from toolkit.evidence.weights import weights_table as weights_table
from toolkit.plots.company import plot_company as plot_company
from toolkit.plots.contrasts import plot_contrasts as plot_contrasts
from toolkit.plots.corpus import plot_dates as plot_dates
from toolkit.plots.corpus import plot_sources as plot_sources
from toolkit.plots.effects import plot_effects as plot_effects
from toolkit.plots.effects import plot_group_panels as plot_group_panels
from toolkit.plots.effects import plot_groups as plot_groups
from toolkit.plots.effects import plot_wording as plot_wording
from toolkit.plots.robustness import plot_sensitivity as plot_sensitivity
from toolkit.plots.seeds import plot_seeds as plot_seeds
from toolkit.plots.topics import plot_choice as plot_choice
from toolkit.plots.topics import plot_keyness as plot_keyness
from toolkit.plots.topics import plot_stability as plot_stability
from toolkit.plots.topics import plot_terms as plot_terms
from toolkit.plots.topics import plot_topic_map as plot_topic_map
from toolkit.plots.years import plot_heatmap as plot_heatmap
from toolkit.plots.years import plot_panels as plot_panels
from toolkit.plots.years import plot_prevalence as plot_prevalence
from toolkit.plots.years import plot_years as plot_years
from toolkit.studies.asked.recipe import Recipe as Recipe
from toolkit.studies.explorer.marking import mark_seeds as mark_seeds
from toolkit.studies.explorer.widget import explore as explore
from toolkit.studies.path.artefacts import load as load
from toolkit.studies.path.artefacts import save as save
from toolkit.studies.path.opening import open_study as open_study
from toolkit.studies.path.sensitivity import sensitivity as sensitivity
from toolkit.studies.path.study import Study as Study
from toolkit.studies.run.running import run_study as run_study
from toolkit.studies.run.verifying import verify_study as verify_study
from toolkit.topics.choice import Choice as Choice
from toolkit.topics.choice import choose_n_topics as choose_n_topics
from toolkit.topics.lda import fit_lda as fit_lda
from toolkit.topics.model import TopicModel as TopicModel
from toolkit.topics.nmf import fit_nmf as fit_nmf
from toolkit.topics.options import FitOptions as FitOptions
from toolkit.topics.stability import refit as refit
from toolkit.topics.stability import stability as stability
from toolkit.topics.terms import coherence as coherence
from toolkit.topics.terms import diagnostics as diagnostics
from toolkit.topics.terms import top_terms as top_terms
from toolkit.topics.transform import transform as transform
from toolkit.trends.adjusted import adjusted_changes as adjusted_changes
from toolkit.trends.audit import audit_periods as audit_periods
from toolkit.trends.coefficients import Effects as Effects
from toolkit.trends.company import company as company
from toolkit.trends.contrasts import contrasts as contrasts
from toolkit.trends.course import change_points as change_points
from toolkit.trends.course import trend_tests as trend_tests
from toolkit.trends.effects import effects as effects
from toolkit.trends.estimates import Audit as Audit
from toolkit.trends.estimates import Contrasts as Contrasts
from toolkit.trends.estimates import Prevalence as Prevalence
from toolkit.trends.keyness import keyness as keyness
from toolkit.trends.planning import plan_coding as plan_coding
from toolkit.trends.prevalence import prevalence as prevalence
from toolkit.trends.wording import wording as wording
from toolkit.words.counts import TermCounts as TermCounts
from toolkit.words.counts import count_terms as count_terms
from toolkit.words.phrases import suggest_phrases as suggest_phrases
from toolkit.words.segmentation import segment as segment
from toolkit.words.segmentation import segment_batches as segment_batches
from toolkit.words.segmentation import segment_texts as segment_texts
from toolkit.words.themes import Theme as Theme
from toolkit.words.themes import Themes as Themes
from toolkit.words.themes import read_themes as read_themes
from toolkit.words.themes import themes_from_dict as themes_from_dict
from toolkit.words.tokens import Tokens as Tokens
from toolkit.words.tokens import tokens_from_lists as tokens_from_lists
from toolkit.words.vocabulary import Vocabulary as Vocabulary
from toolkit.words.vocabulary import build_vocabulary as build_vocabulary

__version__: str

__all__ = [
    "Accounts",
    "AlignmentError",
    "ArtefactError",
    "Audit",
    "Choice",
    "Coding",
    "CodingError",
    "Contrasts",
    "Corpus",
    "Effects",
    "FitOptions",
    "InputError",
    "MissingExtraError",
    "Prevalence",
    "Recipe",
    "RecipeError",
    "Study",
    "TermCounts",
    "Theme",
    "ThemeScores",
    "Themes",
    "ThemesError",
    "Tokens",
    "ToolkitError",
    "TopicModel",
    "UsageError",
    "Vocabulary",
    "adjusted_changes",
    "agreement",
    "audit_periods",
    "build_vocabulary",
    "carry_names",
    "change_points",
    "check_seeds",
    "choose_n_topics",
    "clean",
    "cleaning_table",
    "coding_from_frame",
    "coherence",
    "company",
    "concordance",
    "contrasts",
    "corpus_from_frame",
    "count_terms",
    "date_witnesses",
    "diagnostics",
    "draw_coding_sample",
    "draw_intrusion_test",
    "effects",
    "explore",
    "find_stories",
    "fit_lda",
    "fit_nmf",
    "keyness",
    "load",
    "mark_seeds",
    "match_themes",
    "name_topics",
    "open_study",
    "passages",
    "plan_coding",
    "plot_choice",
    "plot_contrasts",
    "plot_dates",
    "plot_effects",
    "plot_group_panels",
    "plot_groups",
    "plot_heatmap",
    "plot_keyness",
    "plot_panels",
    "plot_prevalence",
    "plot_seeds",
    "plot_sensitivity",
    "plot_sources",
    "plot_stability",
    "plot_terms",
    "plot_topic_map",
    "plot_wording",
    "plot_years",
    "prevalence",
    "quiet",
    "read_coding",
    "read_corpus",
    "read_intrusion_sheet",
    "read_names",
    "read_review_sheet",
    "read_themes",
    "refit",
    "resolve_dates",
    "run_study",
    "sample_corpus",
    "sample_folder",
    "save",
    "score_intrusion",
    "score_themes",
    "scores_from_frame",
    "seed_coverage",
    "segment",
    "segment_batches",
    "segment_texts",
    "sensitivity",
    "show_cleaning",
    "show_passages",
    "split_passages",
    "stability",
    "story_table",
    "suggest_phrases",
    "suggest_seeds",
    "themes_from_dict",
    "tokens_from_lists",
    "top_terms",
    "transform",
    "trend_tests",
    "verify_study",
    "weights_table",
    "without_seed",
    "wording",
    "write_coding_page",
    "write_coding_sheet",
    "write_intrusion_sheet",
    "write_names",
    "write_review_sheet",
    "write_settling_page",
]

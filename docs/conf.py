"""The documentation site: Sphinx, offline, warnings are errors. What is generated is told in docs/generators."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
os.environ.setdefault("TOOLKIT_PROGRESS", "0")
os.environ.setdefault("MPLBACKEND", "agg")

from generators import pages, search, vietnamese  # noqa: E402

import toolkit  # noqa: E402

project = "chude-toolkit"
author = copyright = "The chude-toolkit maintainers"
version = release = toolkit.__version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_gallery.gen_gallery"]
exclude_patterns = ["_build", "generators", "gallery_examples", "gallery/*.py", "gallery/*.ipynb"]
default_role = "code"  # docstrings write `name`
nitpicky = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
myst_update_mathjax = False
nb_execution_mode = "off"  # the stored outputs; tests/test_notebooks.py runs every notebook from the top
nb_ipywidgets_js = {}
nb_merge_streams = True

sphinx_gallery_conf = {
    "examples_dirs": "gallery_examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/plot_",
    "within_subsection_order": "FileNameSortKey",
    "reset_modules": ("matplotlib", "generators.gallery.tight"),
    "abort_on_example_error": True,
    "download_all_examples": False,
    "write_computation_times": False,
    "min_reported_time": 10**6,
    "show_memory": False,
    "show_signature": False,
    "remove_config_comments": True,
    "matplotlib_animations": False,
    "image_srcset": [],
    "thumbnail_size": (400, 280),
}
suppress_warnings = ["config.cache"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
add_module_names = False
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = "chude-toolkit"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_sourcelink = False
html_show_search_summary = False  # a summary is fetched, which a page opened from a folder may not do
html_search_language = "en"
html_theme_options = {
    "logo": {"text": "chude-toolkit"},
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 7,
    "navbar_align": "left",
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
    "show_nav_level": 1,
    "navigation_with_keys": False,
}
html_sidebars = {"index": []}


def setup(app):
    """Generated pages first; search that folds diacritics."""
    search.install()
    app.connect("builder-inited", lambda app: pages.write_all(HERE))
    app.connect("source-read", pages.list_sections)
    app.connect("source-read", pages.add_measurements)
    app.connect("html-page-context", vietnamese.frame)
    app.connect("autodoc-process-signature", pages.shorter_signature)
    app.connect("autodoc-process-docstring", pages.escape_docstring)

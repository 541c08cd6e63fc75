"""What several floors' tests share: a small study, built once."""

import shutil
from pathlib import Path

import pytest

from tests.studies.small import RECIPE, THEMES, write_articles


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles alone, made once."""
    folder = tmp_path_factory.mktemp("articles") / "articles"
    write_articles(folder)
    return folder


@pytest.fixture
def study_folder(tmp_path: Path, articles: Path) -> Path:
    """A study of its own for a test that changes it; not built."""
    folder = tmp_path / "study"
    shutil.copytree(articles, folder / "articles")
    (folder / "study.toml").write_text(RECIPE, encoding="utf-8")
    (folder / "themes.toml").write_text(THEMES, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, articles: Path) -> Path:
    """A study built once; tests must not change it."""
    from toolkit.studies.run.running import run_study

    folder = tmp_path_factory.mktemp("built") / "study"
    shutil.copytree(articles, folder / "articles")
    (folder / "study.toml").write_text(RECIPE, encoding="utf-8")
    (folder / "themes.toml").write_text(THEMES, encoding="utf-8")
    run_study(folder)
    return folder

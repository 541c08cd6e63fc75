"""The gate notices: a rule of cleaning taken away, a threshold of dates moved, seeds that hold nothing."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tests.documents import test_cleaning_gold
from toolkit.documents.dating import choice
from toolkit.topics import seeding

GATE = Path(__file__).resolve().parents[1] / "reports" / "benchmarks" / "gate.py"


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", list(sys.path))  # the gate finds its neighbours by it
    spec = importlib.util.spec_from_file_location("gate", GATE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "gate", module)
    spec.loader.exec_module(module)
    return module


def test_there_are_ten_figures_and_each_limit_is_a_tolerance_away(gate: ModuleType) -> None:
    assert len(gate.BOUNDS) == 10
    for bound in gate.BOUNDS.values():
        assert 0 <= bound.tolerance <= 0.05 and bound.met(bound.pinned) and not bound.met(-1 if not bound.errors else 9)


@pytest.mark.parametrize("rule", ["lines", "starts", "heads", "sections", "residue"])
def test_a_cleaning_rule_that_is_off_fails(gate: ModuleType, monkeypatch, capsys, rule: str) -> None:
    assert gate.main(["cleaning"]) == 0
    fewer = replace(test_cleaning_gold.read_furniture(), **{rule: () if rule == "starts" else frozenset()})
    monkeypatch.setattr(test_cleaning_gold, "read_furniture", lambda: fewer)
    assert gate.main(["cleaning"]) == 1 and "NOT MET" in capsys.readouterr().out


@pytest.mark.parametrize("moved", [0.95, 0.0])
def test_a_date_threshold_that_is_moved_fails(gate: ModuleType, monkeypatch: pytest.MonkeyPatch, moved: float) -> None:
    assert gate.main(["dates"]) == 0
    gate._dates.cache_clear()
    monkeypatch.setattr(choice, "LEAST_CONFIDENCE", moved)
    assert gate.main(["dates"]) == 1


@pytest.mark.parametrize("figure", ["topics: LDA", "topics: NMF"])
def test_seeds_that_hold_nothing_fail(gate: ModuleType, monkeypatch: pytest.MonkeyPatch, figure: str) -> None:
    assert gate.main([figure]) == 0
    monkeypatch.setattr(seeding, "_themed", lambda matrix, columns, excluded, corpus: [corpus] * len(columns))
    assert gate.main([figure]) == 1

"""Seeds marked in a notebook: texts stand as text, the marks come back as the table."""

import pandas as pd
import pytest

from tests.evidence.test_reading_pages import themes, uses
from toolkit.base.errors import UsageError


def test_the_notebook_shows_texts_as_text_and_hands_the_marks_back() -> None:
    pytest.importorskip("anywidget")
    from toolkit.studies.explorer.marking import mark_seeds

    table = uses().assign(left="<script>alert(1)</script>", mark=["theme", "", "", "", "", ""])
    view = mark_seeds(table, themes(), language="en")
    view.marks = ["theme", "not", "", "", "", ""]
    pd.testing.assert_frame_equal(view.marked, table.assign(mark=["theme", "not", "", "", "", ""]))
    shown = view._repr_mimebundle_()[0]["text/html"]
    assert "2 / 6" in shown and "<script>" not in shown and "innerHTML" not in view._esm
    with pytest.raises(UsageError):
        mark_seeds(table.drop(columns="left"), themes())

"""Uses of seeds to be marked in a notebook: one at a time, by single keys, read back as the table."""

from functools import cache
from html import escape
from typing import Any

import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.base.errors import MissingExtraError
from toolkit.evidence.seed_review import MARKS
from toolkit.evidence.seed_sheets import require_uses
from toolkit.words.themes import Themes

WORDS = {
    "vi": {"theme": "nói về chủ đề", "not": "không", "unsure": "không rõ", "back": "trước", "done": "đã đánh dấu"},
    "en": {"theme": "the theme", "not": "not", "unsure": "unsure", "back": "back", "done": "marked"},
}
ROWS_SHOWN = 5
# Texts are set as text, never as HTML: what stands in a corpus is hostile.
RENDER = """
export default {
  render({ model, el }) {
    const uses = model.get("uses"), words = model.get("words"), options = ["theme", "not", "unsure"];
    let at = Math.max(0, uses.findIndex((use, i) => !model.get("marks")[i]));
    const make = (tag, parent, name) => {
      const one = document.createElement(tag);
      if (name) one.className = name;
      parent.append(one);
      return one;
    };
    const root = make("div", el, "chude-uses"), head = make("p", root), text = make("blockquote", root);
    const buttons = make("div", root), said = make("p", root);
    root.tabIndex = 0;
    said.setAttribute("role", "status");
    const show = () => {
      const use = uses[at], marks = model.get("marks");
      head.textContent = use ? use.theme + " · " + use.seed + " · " + use.source + " " + use.year : "";
      text.replaceChildren();
      if (use) {
        text.append(use.left);
        make("mark", text).textContent = use.keyword;
        text.append(use.right);
      }
      [...buttons.children].forEach((one) => one.setAttribute("aria-pressed", String(one.value === marks[at])));
      said.textContent = words.done + ": " + marks.filter(Boolean).length + " / " + uses.length;
    };
    const go = (to) => { at = Math.max(0, Math.min(uses.length - 1, to)); show(); };
    const choose = (mark) => {
      const marks = [...model.get("marks")];
      marks[at] = marks[at] === mark ? "" : mark;
      model.set("marks", marks);
      model.save_changes();
      if (marks[at]) go(at + 1); else show();
    };
    options.forEach((mark, i) => {
      const one = make("button", buttons);
      one.value = mark;
      one.textContent = i + 1 + " " + words[mark];
      one.onclick = () => choose(mark);
    });
    const back = make("button", buttons);
    back.textContent = "← " + words.back;
    back.onclick = () => go(at - 1);
    root.onkeydown = (event) => {
      const chosen = options[Number(event.key) - 1];
      if (chosen) choose(chosen);
      else if (event.key === "ArrowLeft") go(at - 1);
      else if (event.key === "ArrowRight") go(at + 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    model.on("change:marks", show);
    show();
  },
};
"""
STYLE = """
.chude-uses { max-width: 46rem; line-height: 1.5; }
.chude-uses blockquote { margin: .5rem 0; padding: .5rem 1rem; border-left: 3px solid #888; overflow-wrap: anywhere; }
.chude-uses button { margin-right: .5rem; padding: .3rem .7rem; }
.chude-uses button[aria-pressed="true"] { font-weight: bold; outline: 2px solid currentColor; }
"""


def mark_seeds(table: pd.DataFrame, themes: Themes, *, language: str = "vi") -> Any:
    """The uses of seeds that `review_seeds` drew, to be marked in a notebook (extra `notebook`), one at a time.

    Keys 1, 2, 3 say theme, not, unsure; the arrows go back and on. `widget.marked` is the table with its marks as they
    stand, for `judge_seeds`. Where no widget can run, the first uses stand as a table. Raises MissingExtraError without
    anywidget, UsageError for another table.

    >>> uses = tk.review_seeds(counts, corpus, themes, n=2, seed=1)
    >>> view = tk.mark_seeds(uses, themes)  # doctest: +SKIP
    >>> tk.judge_seeds(view.marked)  # doctest: +SKIP
    """
    require_uses(table)
    require_choice("language", language, tuple(WORDS))
    labels = {theme.key: theme.name(language) for theme in themes}
    named = table.assign(theme=table["theme"].replace(labels)).astype(object)
    uses = [{str(k): str(v) for k, v in row.items()} for row in named.where(named.notna(), "").to_dict("records")]
    return _widget_class()(table=table, uses=uses, words=WORDS[language])


def static_html(uses: list[dict[str, str]], marks: list[str]) -> str:
    """What stands where no widget can run: how many are marked, and the first uses."""
    rows = "".join(
        f"<tr><td>{escape(use['theme'])}</td><td>{escape(use['left'])}<mark>{escape(use['keyword'])}</mark>"
        f"{escape(use['right'])}</td><td>{escape(mark)}</td></tr>"
        for use, mark in list(zip(uses, marks))[:ROWS_SHOWN]
    )
    return f"<p>{sum(map(bool, marks))} / {len(uses)}</p><table>{rows}</table>"


@cache
def _widget_class() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise MissingExtraError("anywidget", "notebook") from error

    class SeedMarks(anywidget.AnyWidget):  # type: ignore[misc]
        """The widget: `marked`, the table with its marks."""

        _esm, _css = RENDER, STYLE
        uses: Any = traitlets.List().tag(sync=True)
        words: Any = traitlets.Dict().tag(sync=True)
        marks: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)

        def __init__(self, *, table: pd.DataFrame, uses: list[dict[str, str]], words: dict[str, str]) -> None:
            given = [mark if mark in MARKS else "" for mark in (use["mark"].strip() for use in uses)]
            super().__init__(uses=uses, words=words, marks=given)
            self._table = table

        @property
        def marked(self) -> pd.DataFrame:
            """The table of `review_seeds` with the marks as they stand."""
            return self._table.assign(mark=list(self.marks))

        def _repr_mimebundle_(self, **given: Any) -> Any:
            bundle = super()._repr_mimebundle_(**given)
            data, more = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
            return {**data, "text/html": static_html(self.uses, self.marks)}, more

    return SeedMarks

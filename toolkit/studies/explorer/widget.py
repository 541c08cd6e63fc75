"""The explorer in a notebook: the page's own module as a widget; what is listed there is read back as a table."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from toolkit.base.cards import card
from toolkit.base.errors import MissingExtraError, UsageError
from toolkit.base.onefile import packed
from toolkit.documents.corpus import Corpus
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.studies.explorer.explored import Explored
from toolkit.studies.explorer.opened import explored_model, explored_study
from toolkit.studies.explorer.page import asset, stylesheet
from toolkit.studies.explorer.payload import payload
from toolkit.studies.path.study import Study
from toolkit.topics.model import TopicModel
from toolkit.trends.estimates import Prevalence

RENDER = """
export default {
  async render({ model, el }) {
    const root = document.createElement("div");
    root.className = "chude";
    el.append(root);
    const view = model.get("packed"), listeners = [];
    const bytes = new Uint8Array(view.buffer || view, view.byteOffset || 0, view.byteLength);
    let here = model.get("state") || "";
    const arrive = () => listeners.forEach((one) => one());
    explore(root, await unpack(bytes), {
      get: () => here,
      set: (hash) => { here = hash; arrive(); },
      listen: (one) => listeners.push(one),
      selected: (state, units) => {
        model.set("state", hashOf(state));
        model.set("listed", units);
        model.save_changes();
      },
    });
    model.on("change:state", () => { if (model.get("state") !== here) { here = model.get("state"); arrive(); } });
  },
};
"""
COLUMNS = ["unit", "document", "theme", "value", "date", "source", "title"]
ROWS_SHOWN = 5


def explore(
    subject: Study | TopicModel,
    corpus: Corpus | None = None,
    *,
    scores: ThemeScores | None = None,
    prevalence: Prevalence | None = None,
    language: str = "vi",
    texts: bool = True,
) -> Any:
    """The explorer of a study, or of a model and its corpus, as a widget of the notebook (extra `notebook`).

    It is explorer.html's own module: themes and topics, a map, filters, passages, documents. `widget.selected` is the
    list that stands there as a DataFrame: unit, document, theme, value (a score, or a topic's share), date, source,
    title. `scores` (of `score_themes`) rank passages of named themes, `prevalence` adds the figures that lead to them.
    A saved notebook and its HTML keep the widget; where none can run, a table of the themes' first passages stands.
    Raises MissingExtraError without anywidget, UsageError for a model without its corpus.

    >>> view = explore(model, corpus)  # doctest: +SKIP
    >>> view.selected  # doctest: +SKIP
    """
    if isinstance(subject, Study):
        found = explored_study(subject)
    elif corpus is None:
        raise UsageError("explore(model, corpus) needs the corpus whose units the model was fitted to")
    else:
        found = explored_model(subject, corpus, scores=scores, prevalence=prevalence, language=language)
    from dataclasses import replace

    kept = replace(found, texts=found.texts and texts, beside="")
    page = payload(kept)
    return _widget_class()(packed=packed(page), explored=kept, shown=_units_shown(page))


def listed_rows(explored: Explored, units: pd.Index | list[int], theme: str, shown: list[str]) -> pd.DataFrame:
    """The rows of a list: unit, document, theme, value, date, source, title; `units` count in the `shown` ids."""
    ids = [shown[i] for i in units]
    rows = explored.corpus.facts(ids)
    subject = next((s for s in explored.subjects if s.key == theme), None)
    place = {name: i for i, name in enumerate(explored.ids)}
    values = np.full(len(explored.ids), np.nan)
    if subject is not None:
        values[subject.units] = subject.values
    table = rows.assign(unit=rows["id"], document=rows["parent"], theme=theme, value=values[[place[i] for i in ids]])
    return table[COLUMNS].reset_index(drop=True)


def static_html(explored: Explored) -> str:
    """What stands where no widget can run: the themes, and the first passages of each by document."""
    rows = []
    for subject in explored.subjects[:30]:
        first = subject.units[np.argsort(-subject.values, kind="stable")[:ROWS_SHOWN]]
        parents = explored.corpus.facts([explored.ids[u] for u in first])["parent"]
        rows.append((subject.label, len(subject.units), ", ".join(subject.words[:8]), ", ".join(map(str, parents))))
    facts = [("units", len(explored.ids)), ("themes and topics", len(explored.subjects))]
    return card(f"Explorer: {explored.title}", facts, ["theme", "passages", "words", "first in"], rows)


def _units_shown(page: dict[str, Any]) -> list[str]:
    units = page["units"]
    if "id" in units:
        return list(units["id"])
    return [page["documents"]["id"][d] for d in np.cumsum(units["document"]).tolist()]


@cache
def _widget_class() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise MissingExtraError("anywidget", "notebook") from error

    class Explorer(anywidget.AnyWidget):  # type: ignore[misc]
        """The widget: `selected`, and `state`, the address of what is shown."""

        _esm = asset("js") + RENDER
        _css = stylesheet()
        packed = traitlets.Bytes().tag(sync=True)
        state = traitlets.Unicode("").tag(sync=True)
        listed = traitlets.List(traitlets.Int()).tag(sync=True)

        def __init__(self, *, packed: bytes, explored: Explored, shown: list[str]) -> None:
            super().__init__(packed=packed)
            self._explored, self._shown = explored, shown

        @property
        def selected(self) -> pd.DataFrame:
            """The list as it stands in the widget; empty until it has been shown."""
            from urllib.parse import parse_qs

            theme = parse_qs(self.state.removeprefix("#")).get("theme", [""])[0]
            return listed_rows(self._explored, list(self.listed), theme, self._shown)

        def _repr_mimebundle_(self, **given: Any) -> Any:
            bundle = super()._repr_mimebundle_(**given)
            data, more = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
            return {**data, "text/html": static_html(self._explored)}, more

    return Explorer

"""The machine behind `segment`: batches of texts through the compiled kernels, on threads, merged in order."""

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.words.lexicon import trie_of
from toolkit.words.segmenter.model import PyviModel, read_pyvi_model
from toolkit.words.segmenter.offsets import code_points
from toolkit.words.segmenter.others import Labeller, label
from toolkit.words.segmenter.syllables import FormTable, is_wordlike

if TYPE_CHECKING:
    from toolkit.words.segmenter.arrays import Cuts, Forms, Syllables, Text, WordList, Words

BATCH_CHARACTERS = 1 << 18


@dataclass(frozen=True, eq=False)
class Segmented:
    """Words of a run: distinct `words`, sorted; `codes`, `starts`, `ends`, `origin` a token; `offsets` (texts +
    1).
    """

    words: list[str]
    codes: NDArray[np.int32]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    origin: NDArray[np.uint8]
    n_surrogates: int


@dataclass(frozen=True, eq=False)
class _Batch:
    codes: NDArray[np.int32]
    counts: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    origin: NDArray[np.uint8]
    n_surrogates: int
    worker: int


class Engine:
    """A segmenter with its tables.

    `phrases` and `builtin` make the lexicon; `exact`: pyvi's output; `signs`: keep words without a letter or digit;
    `labeller`: joins syllables in the place of pyvi's decoded model; `mend`: correct what pyvi is known to get wrong.
    """

    def __init__(
        self,
        phrases: Sequence[str] = (),
        *,
        builtin: Sequence[str] = (),
        exact: bool = False,
        signs: bool = True,
        labeller: Labeller | None = None,
        mend: bool = True,
    ) -> None:
        model = read_pyvi_model()
        self.exact, self.signs, self.labeller, self.mend = exact, signs, labeller, mend and not exact
        self.trie = trie_of(tuple(phrases), tuple(builtin))
        self.forms = FormTable(model, exact, self.trie.syllables)
        self.transitions, self.inside = model.transitions, model.inside
        self.listed, self.entries = _word_list(model), self.trie.arrays()
        names = ("-1:word.bi_gram()", "-2:word.tri_gram()", "+1:word.bi_gram()", "+2:word.tri_gram()")
        self.weights = np.array([model.weights.get(name, (0.0, 0.0)) for name in names])

    def run(self, texts: Iterable[str], workers: int = 1) -> Segmented:
        """Segment `texts`; the same result for any number of threads."""
        staff = [_Worker(self, number) for number in range(max(1, workers))]
        batches = _batches(texts)
        done = map(staff[0].batch, batches) if workers <= 1 else _threaded(staff, batches)
        return _merged(list(done), [worker.words() for worker in staff])


@functools.cache
def _word_list(model: PyviModel) -> "WordList":
    from toolkit.words.segmenter.arrays import WordList
    from toolkit.words.segmenter.hash_tables import hashed, sieve_of

    pairs, triples, fours = hashed(model.bigrams), hashed(model.trigrams), hashed(model.fourgrams)
    return WordList(pairs, triples, fours, sieve_of(model.bigrams), len(model.syllables))


class _Worker:
    """What one thread owns: its tables of distinct forms and words."""

    def __init__(self, engine: Engine, number: int) -> None:
        from toolkit.words.segmenter.hash_tables import new_table

        self.engine, self.number = engine, number
        self.form_table, self.word_table = new_table(), new_table()
        self.room: dict[str, NDArray[Any]] = {}
        self.known: NDArray[np.int32] = np.empty(0, np.int32)
        self.single: NDArray[np.int32] = np.empty(0, np.int32)

    def batch(self, texts: list[str]) -> _Batch:
        """The words of some texts."""
        from toolkit.words.segmenter.arrays import Text

        points, classes, bounds, moved, n_surrogates = code_points(texts)
        text = Text(points, classes, bounds)
        syllables, token_bounds = self._scan(text)
        forms = self.engine.forms.arrays()
        cuts = self._cut(syllables, forms)
        words, n = self._join(text, token_bounds, syllables, forms, cuts)
        for number, places in moved.items():
            span = slice(words.bounds[number], words.bounds[number + 1])
            words.begins[span], words.stops[span] = places[words.begins[span]], places[words.stops[span]]
        kept = (words.codes[:n].copy(), np.diff(words.bounds), words.begins[:n].copy(), words.stops[:n].copy())
        return _Batch(*kept, words.origins[:n].copy(), n_surrogates, self.number)

    def _scan(self, text: "Text") -> tuple["Syllables", NDArray[np.int64]]:
        """The syllables, of which `found` and `read` are still to be written, and their bounds by text."""
        from toolkit.words.segmenter import scanner
        from toolkit.words.segmenter.arrays import Syllables

        size = len(text.points) + 1
        starts, ends, forms, found, read = self._room("syllables", 5, size, np.int32)
        (first,) = self._room("first", 1, size, np.uint8)
        room = Syllables(starts, ends, forms, first, found, read)
        bounds = np.empty(len(text.bounds), np.int64)
        n, self.form_table = scanner.scan(text, self.engine.exact, room, bounds, self.form_table)
        self._learn()
        return Syllables(starts[:n], ends[:n], forms[:n], first[:n], found[:n], read[:n]), bounds

    def _cut(self, syllables: "Syllables", forms: "Forms") -> "Cuts":
        """Where words begin: by the model, then what it gets wrong, then spans and entries of the lexicon."""
        from toolkit.words.segmenter import corrections, decoder, joiner
        from toolkit.words.segmenter.arrays import Cuts

        engine, n = self.engine, len(syllables.starts)
        ngrams, joins, named = self._room("marks", 3, n, np.uint8)
        fixed, entries = self._room("cuts", 2, n + 1, np.int32)
        decoder.read_rows(syllables, self.known, forms, engine.exact)
        decoder.find_ngrams(syllables, forms, engine.listed, ngrams)
        if not engine.exact:
            corrections.keep_names_spelling(syllables, forms, ngrams)
        self._label(syllables, forms, ngrams, joins)
        named[:] = 0
        if engine.mend:
            corrections.part_words(syllables, forms, engine.listed, ngrams, joins)
            corrections.join_names(syllables, forms, ngrams, joins, named)
        fixed[:], entries[:] = 0, -1
        if not engine.exact:
            joiner.find_spans(syllables, forms, fixed)
            joiner.find_entries(syllables, forms, engine.entries, named, fixed, entries)
        return Cuts(joins, fixed, entries)

    def _label(self, syllables: "Syllables", forms: "Forms", ngrams: NDArray[Any], joins: NDArray[Any]) -> None:
        """Write into `joins` which syllables continue the word before them: by pyvi's CRF, or by what is called."""
        from toolkit.words.segmenter import decoder

        engine, n = self.engine, len(joins)
        if engine.labeller is not None:
            label(engine.labeller, engine.forms, syllables.read, syllables.first, joins)
            return
        state = self._room("state", 1, 2 * n, np.float64)[0].reshape(n, 2)
        decoder.score(syllables, ngrams, forms, engine.weights, state)
        decoder.decode(syllables, state, forms, engine.transitions, engine.inside, joins)

    def _join(
        self, text: "Text", token_bounds: NDArray[np.int64], syllables: "Syllables", forms: "Forms", cuts: "Cuts"
    ) -> tuple["Words", int]:
        """The words, and how many of the room for them are written."""
        from toolkit.words.segmenter import joiner
        from toolkit.words.segmenter.arrays import Words

        n = len(syllables.starts)
        codes, begins, stops = self._room("words", 3, n, np.int32)
        (origins,) = self._room("origins", 1, n, np.uint8)
        words = Words(codes, begins, stops, origins, np.empty(len(text.bounds), np.int64))
        written, self.word_table = joiner.join(
            text.bounds, token_bounds, syllables, forms, cuts, self.single, words, self.word_table
        )
        return words, written

    def _room(self, name: str, n: int, size: int, dtype: type) -> list[NDArray[Any]]:
        """n arrays of this size to write on, kept from batch to batch."""
        room = self.room.get(name)
        if room is None or room.shape[1] < size:
            room = self.room[name] = np.empty((n, size + size // 4), dtype)
        return [row[:size] for row in room]

    def _learn(self) -> None:
        """Give every new local form its shared row."""
        from toolkit.words.segmenter.hash_tables import rows_of

        places = rows_of(self.form_table, len(self.known))
        if places:
            base = places[0][0]
            points = self.form_table[2][base : places[-1][1]].copy()
            between = np.array([a - base for a, _ in places[1:]], np.int64)
            points[between - 1], points[between - 2] = 0, 0  # numbers and lengths are no characters
            whole = points.tobytes().decode("utf-32-le")
            rows = self.engine.forms.rows([whole[a - base : b - base] for a, b in places])
            self.known = np.concatenate([self.known, np.array(rows, np.int32)])
        shown = self.engine.forms.shown
        begin, n = len(self.single), len(shown)
        if n > begin:
            signs = self.engine.signs or self.engine.exact
            fresh = [-1 if signs or is_wordlike(s) else -2 for s in shown[begin:n]]
            self.single = np.concatenate([self.single, np.array(fresh, np.int32)])

    def words(self) -> list[str]:
        """The distinct words this thread has met, by local code."""
        from toolkit.words.segmenter.hash_tables import rows_of

        shown, terms = self.engine.forms.shown, self.engine.trie.terms
        arena = self.word_table[2].tolist()
        found = []
        for a, b in rows_of(self.word_table):
            kind, row = arena[a], arena[a + 1 : b]
            found.append(terms[row[0]] if kind == 1 else ("_", "", "")[kind].join([shown[i] for i in row]))
        return found


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Lists of texts of about BATCH_CHARACTERS, whatever the number of threads."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _threaded(staff: list[_Worker], batches: Iterator[list[str]]) -> Iterator[_Batch]:
    """The batches' results in order, with at most two batches a thread under way."""
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in staff:
        idle.put(worker)

    def work(batch: list[str]) -> _Batch:
        worker = idle.get()
        try:
            return worker.batch(batch)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(len(staff)) as pool:
        under_way: deque[Future[_Batch]] = deque()
        for batch in batches:
            under_way.append(pool.submit(work, batch))
            if len(under_way) >= 2 * len(staff):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _merged(batches: list[_Batch], words: list[list[str]]) -> Segmented:
    """One result, its words sorted, in the order of the batches."""
    distinct = sorted({word for row in words for word in row})
    number = {word: i for i, word in enumerate(distinct)}
    shared = [np.array([number[word] for word in row], np.int32) for row in words]

    def together(name: str, dtype: Any) -> NDArray[Any]:
        return np.concatenate([np.empty(0, dtype), *(getattr(batch, name) for batch in batches)])

    codes = np.concatenate([np.empty(0, np.int32), *(shared[batch.worker][batch.codes] for batch in batches)])
    offsets = np.concatenate([[0], np.cumsum(together("counts", np.int64))]).astype(np.int64)
    return Segmented(
        distinct,
        codes,
        offsets,
        together("starts", np.int32),
        together("ends", np.int32),
        together("origin", np.uint8),
        sum(batch.n_surrogates for batch in batches),
    )

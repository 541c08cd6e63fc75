"""The machine behind `segment`: batches of texts through the compiled kernels, on threads, merged in order."""

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.words.lexicon import trie_of
from toolkit.words.segmenter.model import PyviModel, read_pyvi_model
from toolkit.words.segmenter.offsets import code_points
from toolkit.words.segmenter.others import Labeller, label
from toolkit.words.segmenter.syllables import FormTable, is_wordlike

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
        self.n_syllables = len(model.syllables)
        self.bigrams, self.trigrams, self.fourgrams, self.sieve = _hashed_ngrams(model)
        names = ("-1:word.bi_gram()", "-2:word.tri_gram()", "+1:word.bi_gram()", "+2:word.tri_gram()")
        self.weights = np.array([model.weights.get(name, (0.0, 0.0)) for name in names])

    def run(self, texts: Iterable[str], workers: int = 1) -> Segmented:
        """Segment `texts`; the same result for any number of threads."""
        staff = [_Worker(self, number) for number in range(max(1, workers))]
        batches = _batches(texts)
        done = map(staff[0].batch, batches) if workers <= 1 else _threaded(staff, batches)
        return _merged(list(done), [worker.words() for worker in staff])


@functools.cache
def _hashed_ngrams(model: PyviModel) -> tuple[NDArray[Any], ...]:
    from toolkit.words.segmenter.hash_tables import hashed, sieve_of

    return (*(hashed(keys) for keys in (model.bigrams, model.trigrams, model.fourgrams)), sieve_of(model.bigrams))


class _Worker:
    """What one thread owns: its tables of distinct forms and words."""

    def __init__(self, engine: Engine, number: int) -> None:
        from toolkit.words.segmenter.hash_tables import new_table

        self.engine, self.number = engine, number
        self.form_table, self.word_table = new_table(), new_table()
        self.room: dict[type, NDArray[Any]] = {}
        self.known: NDArray[np.int32] = np.empty(0, np.int32)
        self.single: NDArray[np.int32] = np.empty(0, np.int32)

    def batch(self, texts: list[str]) -> _Batch:
        from toolkit.words.segmenter import corrections as mending
        from toolkit.words.segmenter import decoder, joiner, scanner

        engine, exact = self.engine, self.engine.exact
        points, classes, bounds, moved, n_surrogates = code_points(texts)
        starts, ends, forms, rows, found, stops, fixed, entries = self._room(len(points) + 1, 8, np.int32)
        first, joins, ngrams, origins, named = self._room(len(points), 5, np.uint8)
        token_bounds, word_bounds = np.empty(len(bounds), np.int64), np.empty(len(bounds), np.int64)
        n, self.form_table = scanner.scan(
            points, classes, bounds, exact, starts, ends, forms, first, token_bounds, self.form_table
        )
        self._learn()
        table = engine.forms
        scores, numbers, flags = table.scores, table.numbers, table.flags
        decoder.read_rows(forms, first, n, self.known, numbers, flags, exact, found, rows)
        decoder.find_ngrams(
            rows, first, n, numbers, engine.bigrams, engine.sieve, engine.trigrams, engine.n_syllables, ngrams
        )
        if not exact:
            mending.keep_names_spelling(found, rows, first, n, numbers, ngrams)
        if engine.labeller is None:
            state = self._room(2 * len(points), 1, np.float64)[0, : 2 * n].reshape(n, 2)
            decoder.score(rows, first, ngrams, n, scores, engine.weights, state)
            decoder.decode(rows, first, n, state, engine.transitions, flags, engine.inside, joins)
        else:
            label(engine.labeller, table, rows[:n], first[:n], joins[:n])
        named[:n] = 0
        if engine.mend:
            mending.part_words(
                found, rows, first, n, numbers, flags, ngrams, engine.fourgrams, engine.n_syllables, joins
            )
            mending.join_names(found, rows, first, n, flags, ngrams, joins, named)
        fixed[: n + 1], entries[: n + 1] = 0, -1
        if not exact:
            trie = engine.trie
            joiner.find_spans(starts, ends, first, found, flags, n, fixed)
            joiner.find_entries(
                first,
                found,
                numbers,
                trie.keys,
                trie.next,
                trie.entry,
                trie.roots,
                trie.proper,
                trie.own,
                named,
                n,
                fixed,
                entries,
            )
        codes, begins = forms, rows  # which are free again
        m, self.word_table = joiner.join(
            starts,
            ends,
            bounds,
            token_bounds,
            found,
            numbers,
            joins,
            fixed,
            entries,
            self.single,
            codes,
            begins,
            stops,
            origins,
            word_bounds,
            self.word_table,
        )
        batch = _Batch(
            codes[:m].copy(),
            np.diff(word_bounds),
            begins[:m].copy(),
            stops[:m].copy(),
            origins[:m].copy(),
            n_surrogates,
            self.number,
        )
        for text, places in moved.items():
            span = slice(word_bounds[text], word_bounds[text + 1])
            batch.starts[span], batch.ends[span] = places[batch.starts[span]], places[batch.ends[span]]
        return batch

    def _room(self, size: int, n: int, dtype: type) -> NDArray[Any]:
        """n arrays to write on, kept from batch to batch."""
        room = self.room.get(dtype)
        if room is None or room.shape[1] < size:
            room = self.room[dtype] = np.empty((n, size), dtype)
        return room

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

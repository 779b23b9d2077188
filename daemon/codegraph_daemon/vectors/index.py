"""The nearest of many vectors of bytes, with what comes and goes, in memory.

Up to `FLAT_MOST` vectors all of them are looked at, so the answer is exact but for the rounding to
bytes. Beyond, vectors lie in lists around centroids (made by `training`), and the lists nearest to
the query are looked at.

Each vector has a *slot*. What goes is only marked; what comes next takes its slot, so nothing is
built anew and memory follows the number of vectors. A vector stands for one chunk: (number of the
content, ordinal of the chunk), as one number `content << 12 | ordinal`.

FAISS is imported here alone, and not before somebody asks: it takes 16 MB. It may let go of the
interpreter's lock for as long as it searches. All calls of one index have to come one after the
other, from whatever thread.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from .quantising import Codes, Floats, Metric, scaled, scores_of

FLAT_MOST: Final = 150_000
"""With more, looking at all of them takes longer than 5 ms for the slowest of a hundred queries, on
a machine whose memory others use too; on one that is idle 200,000 take 3 ms, and 400,000 take 13,
since they do not fit into the processor's cache any more."""
ORDINAL_BITS: Final = 12
_SLICE: Final = 32_768
_UNTIDY_SHARE: Final = 32
"""Adding to lists lets each grow to twice its length, as vectors of C++ do."""

_T = TypeVar("_T", bound=np.generic)

Ids = NDArray[np.int64]
Allowed = NDArray[np.bool_]
"""By number of the content whether it may be found; what is beyond the end may not."""


class VectorIndex:
    """Vectors of one model. Empty when made, and exact until `use_lists`."""

    def __init__(self, dimension: int, metric: Metric, scale: float) -> None:
        self.dimension = dimension
        self.metric: Metric = metric
        self.scale = scale
        self.probes = 0
        """So many lists are looked at for a query; 0: all vectors are."""
        self.changes = 0
        """Rises with each change, so that a saved copy knows whether it is one."""
        self._index: Any = flat(dimension, metric)
        self._lists = 0
        # By slot: whose vector lies there. As two columns, which is six bytes instead of eight.
        self._contents: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._ordinals: NDArray[np.uint16] = np.zeros(0, np.uint16)
        self._alive: Allowed = np.zeros(0, np.bool_)
        self._slots = 0
        self._free: NDArray[np.int64] = np.zeros(0, np.int64)
        self._stale: NDArray[np.int64] = np.zeros(0, np.int64)
        """Slots that are free, but whose vectors still lie in a list."""
        self._grown = 0
        """So many vectors were added to lists since these were filled."""
        self._mask: tuple[Allowed | None, int, int, NDArray[np.uint8] | None] | None = None

    def __len__(self) -> int:
        return self._slots - len(self._free)

    @property
    def kind(self) -> str:
        """`flat` if all vectors are looked at for a query, else `lists`."""
        return "lists" if self._lists else "flat"

    @property
    def ids(self) -> Ids:
        """Whose vectors there are, in no particular order."""
        slots = np.flatnonzero(self._alive[: self._slots])
        return ids_of(self._contents[slots], self._ordinals[slots])

    @property
    def contents(self) -> NDArray[np.uint32]:
        """The contents that have a vector, in their order."""
        return np.unique(self._contents[: self._slots][self._alive[: self._slots]])

    def add(self, ids: Ids, codes: Codes) -> None:
        """Add vectors that are not there yet."""
        count = len(ids)
        if not count:
            return
        self._sweep_lists()
        reused, self._free = self._free[:count], self._free[count:]
        fresh = np.arange(self._slots, self._slots + count - len(reused), dtype=np.int64)
        slots = np.concatenate([reused, fresh])
        self._grow(self._slots + len(fresh))
        self._contents[slots] = ids >> ORDINAL_BITS
        self._ordinals[slots] = ids & ((1 << ORDINAL_BITS) - 1)
        self._alive[slots] = True
        self._slots += len(fresh)
        for at in range(0, count, _SLICE):
            part = slice(at, at + _SLICE)
            self._put(slots[part], codes[part], int(np.clip(len(reused) - at, 0, _SLICE)))
        self.changes += 1

    def _put(self, slots: NDArray[np.int64], codes: Codes, reused: int) -> None:
        if self._lists:
            self._index.add_with_ids(codes.astype(np.float32), slots)
            self._grown += len(slots)
            return
        if reused:
            self._rows()[slots[:reused]] = codes[:reused].view(np.uint8) ^ 0x80
        if reused < len(codes):
            self._index.add(codes[reused:].astype(np.float32))

    def _rows(self) -> NDArray[np.uint8]:
        """The bytes of a flat index, where they lie: signed bytes plus 128."""
        held = self._index.codes
        rows: NDArray[np.uint8] = faiss().rev_swig_ptr(held.data(), held.size())
        return rows.reshape(-1, self.dimension)

    def _grow(self, slots: int) -> None:
        if slots > len(self._alive):
            room = slots + slots // 16 + 1024
            self._contents = _longer(self._contents, room)
            self._ordinals = _longer(self._ordinals, room)
            self._alive = _longer(self._alive, room)

    def remove(self, contents: NDArray[np.integer[Any]]) -> int:
        """Remove all vectors of these contents; how many there were."""
        if not len(contents) or not len(self):
            return 0
        known = self._contents[: self._slots]
        if len(contents) == 1:
            among = known == contents[0]
        else:
            among = np.isin(known, contents)
        gone = np.flatnonzero(among & self._alive[: self._slots])
        if len(gone):
            self._alive[gone] = False
            self._free = np.concatenate([self._free, gone])
            if self._lists:
                self._stale = np.concatenate([self._stale, gone])
            self.changes += 1
        return len(gone)

    def _sweep_lists(self) -> None:
        """Take vectors of free slots out of their lists, before the slots are used again."""
        if len(self._stale):
            selector = faiss().IDSelectorBitmap(_bits_at(self._stale, self._slots))
            self._index.remove_ids(selector)
            self._stale = self._stale[:0]

    def search(
        self, query: Floats, count: int, allowed: Allowed | None = None
    ) -> tuple[Ids, Floats]:
        """The nearest to one query (numbers of the model): their ids and scores, nearest first.

        With `allowed`, only of contents for which it is true.
        """
        most, bits = self._selected(allowed)
        count = min(count, most)
        if not count:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        library = one_thread()
        chosen = None if bits is None else library.IDSelectorBitmap(bits)
        if self._lists:
            # The fewer may be found, the farther apart they lie; looking past others costs little.
            probes = min(self._lists, -(-self.probes * self._slots // most))
            parameters = library.SearchParametersIVF(nprobe=probes, sel=chosen)
        else:
            parameters = library.SearchParameters(sel=chosen) if chosen is not None else None
        wanted = scaled(np.asarray(query, np.float32).reshape(1, -1), self.metric, self.scale)
        found, slots = self._index.search(wanted, count, params=parameters)
        there = slots[0] >= 0
        slots, found = slots[0][there], found[0][there]
        ids = ids_of(self._contents[slots], self._ordinals[slots])
        return ids, scores_of(found, self.metric, self.scale)

    def _selected(self, allowed: Allowed | None) -> tuple[int, NDArray[np.uint8] | None]:
        """How many vectors may be found, and which, a bit for each slot; None for all.

        Remembered for as long as the same array is given, which nobody may change.
        """
        if self._mask is not None and self._mask[0] is allowed and self._mask[1] == self.changes:
            return self._mask[2:]
        may = self._alive[: self._slots]
        if allowed is not None:
            may = may & _at(allowed, self._contents[: self._slots])
        most = int(np.count_nonzero(may))
        bits = np.packbits(may, bitorder="little") if most < self._slots else None
        self._mask = allowed, self.changes, most, bits
        return most, bits

    @property
    def untidy(self) -> bool:
        """Whether lists have grown so much since they were filled that they take too much room."""
        return bool(self._lists) and self._grown * _UNTIDY_SHARE > self._slots

    def tidy(self) -> None:
        """Give every list the room that it needs; half a second for a million vectors."""
        self._sweep_lists()
        self._index.replace_invlists(_copied(self._index, self.dimension), True)
        self._grown = 0

    def use_lists(
        self, lists: Any, probes: int, ids: Ids, codes: Codes, nearest: NDArray[np.int32]
    ) -> None:
        """Go over to trained lists (`training`), which hold no vectors yet.

        `ids` and `codes` are all that is `held`, `nearest` in which list each belongs.
        """
        count = len(ids)
        _fill(lists, codes, nearest)
        self._index, self._lists, self.probes = lists, int(lists.nlist), probes
        self._contents = (ids >> ORDINAL_BITS).astype(np.uint32)
        self._ordinals = (ids & ((1 << ORDINAL_BITS) - 1)).astype(np.uint16)
        self._alive = np.ones(count, np.bool_)
        self._slots, self._grown = count, 0
        self._free = self._stale = np.zeros(0, np.int64)
        self.changes += 1

    def held(self) -> tuple[Ids, Codes]:
        """All vectors with their ids, copied."""
        self._sweep_lists()
        rows = np.zeros((self._slots, self.dimension), np.uint8)
        if self._lists:
            for at in range(self._lists):
                slots, codes = _list_of(self._index.invlists, at, self.dimension)
                rows[slots] = codes
        elif self._slots:
            rows[:] = self._rows()
        alive = np.flatnonzero(self._alive[: self._slots])
        ids = ids_of(self._contents[alive], self._ordinals[alive])
        if len(alive) < self._slots:
            rows = rows[alive]
        rows ^= 0x80
        return ids, rows.view(np.int8)

    def sample(self, count: int, random: np.random.Generator) -> Codes:
        """Some of the vectors, drawn evenly."""
        if self._lists:
            codes = self.held()[1]
            chosen = random.choice(len(codes), min(count, len(codes)), replace=False)
            return codes[np.sort(chosen)]
        alive = np.flatnonzero(self._alive[: self._slots])
        if count < len(alive):
            alive = np.sort(random.choice(alive, count, replace=False))
        return (self._rows()[alive] ^ 0x80).view(np.int8)

    # What is saved (`saved`)

    def parts(self) -> tuple[Any, dict[str, NDArray[Any]]]:
        """FAISS's index, and the columns that belong to it."""
        self._sweep_lists()
        return self._index, {
            "contents": self._contents[: self._slots],
            "ordinals": self._ordinals[: self._slots],
            "alive": self._alive[: self._slots],
        }

    @classmethod
    def of_parts(
        cls,
        metric: Metric,
        scale: float,
        probes: int,
        index: Any,
        columns: dict[str, NDArray[Any]],
    ) -> VectorIndex:
        """The index that `parts` were taken of."""
        made = cls(int(index.d), metric, scale)
        made._index, made.probes = index, probes
        made._lists = int(getattr(index, "nlist", 0))
        made._slots = len(columns["alive"])
        made._contents = columns["contents"].astype(np.uint32)
        made._ordinals = columns["ordinals"].astype(np.uint16)
        made._alive = columns["alive"].astype(np.bool_)
        made._free = np.flatnonzero(~made._alive)
        return made


def faiss() -> Any:
    """The library, loaded by the first who needs it."""
    import faiss as library

    return library


def one_thread() -> Any:
    """The library, which takes one thread for what the calling one asks from now on.

    A question must not take the processors of those who work.
    """
    library = faiss()
    library.omp_set_num_threads(1)
    return library


def flat(dimension: int, metric: Metric) -> Any:
    """An index of FAISS that looks at all vectors."""
    library = faiss()
    return library.IndexScalarQuantizer(
        dimension, library.ScalarQuantizer.QT_8bit_direct_signed, faiss_metric(metric)
    )


def faiss_metric(metric: Metric) -> int:
    """FAISS's number of a metric; vectors that are compared by direction have one length."""
    library = faiss()
    return int(library.METRIC_L2 if metric == "l2" else library.METRIC_INNER_PRODUCT)


def ids_of(contents: NDArray[np.integer[Any]], ordinals: NDArray[np.integer[Any]]) -> Ids:
    """The numbers of chunks."""
    return (contents.astype(np.int64) << ORDINAL_BITS) | ordinals


def _at(allowed: Allowed, contents: NDArray[np.uint32]) -> Allowed:
    if not len(allowed):
        return np.zeros(len(contents), np.bool_)
    most = len(allowed) - 1
    if len(contents) and int(contents.max()) > most:
        return allowed[np.minimum(contents, most)] & (contents <= most)
    return allowed[contents]


def _bits_at(slots: NDArray[np.int64], count: int) -> NDArray[np.uint8]:
    chosen = np.zeros(count, np.bool_)
    chosen[slots] = True
    return np.packbits(chosen, bitorder="little")


def _list_of(
    lists: Any, number: int, dimension: int
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The slots and bytes of one list, where they lie."""
    library = faiss()
    count = lists.list_size(number)
    if not count:
        return np.zeros(0, np.int64), np.zeros((0, dimension), np.uint8)
    slots: NDArray[np.int64] = library.rev_swig_ptr(lists.get_ids(number), count)
    codes: NDArray[np.uint8] = library.rev_swig_ptr(lists.get_codes(number), count * dimension)
    return slots, codes.reshape(count, dimension)


def _copied(index: Any, dimension: int) -> Any:
    """The lists of an index again, each with the room that it needs."""
    library = faiss()
    copied = library.ArrayInvertedLists(index.nlist, dimension)
    for number in range(index.nlist):
        slots, codes = _list_of(index.invlists, number, dimension)
        if len(slots):
            copied.add_entries(number, len(slots), library.swig_ptr(slots), library.swig_ptr(codes))
    copied.this.disown()
    return copied


def nearest_lists(lists: Any, codes: Codes) -> NDArray[np.int32]:
    """In which list each of some vectors belongs."""
    one_thread()
    found: NDArray[np.int32] = lists.quantizer.search(codes.astype(np.float32), 1)[1][:, 0]
    return found.astype(np.int32)


def _fill(lists: Any, codes: Codes, nearest: NDArray[np.int32]) -> None:
    """Put all vectors into empty lists, each list at once, so that none has room to spare."""
    library = faiss()
    order = np.argsort(nearest, kind="stable")
    ends = np.cumsum(np.bincount(nearest, minlength=lists.nlist))
    begin = 0
    for number, end in enumerate(ends.tolist()):
        slots = order[begin:end]
        rows = np.ascontiguousarray(codes[slots]).view(np.uint8) ^ 0x80
        lists.invlists.add_entries(
            number, end - begin, library.swig_ptr(slots), library.swig_ptr(rows)
        )
        begin = end
    lists.ntotal = len(codes)


def _longer(column: NDArray[_T], room: int) -> NDArray[_T]:
    longer = np.zeros(room, column.dtype)
    longer[: len(column)] = column
    return longer

"""The nearest of many vectors of bytes, with what comes and goes, in memory.

Up to `FLAT_MOST` vectors FAISS compares all of them, beyond that all of them by short codes
(`shortlist`). FAISS rounds the query to bytes as well, and so do short codes much more; so what is
best by either is compared again, with the query as it is, and the answer is exact but for the
rounding of the vectors to bytes.

Each vector has a *slot*. What goes is only marked; what comes next takes its slot, so nothing is
built anew and memory follows the number of vectors. A vector stands for one chunk: (number of the
content, ordinal of the chunk), as one number `content << 12 | ordinal`.

FAISS may let go of the interpreter's lock for as long as it searches. All calls of one index have
to come one after the other, from whatever thread.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from .library import faiss, faiss_metric, one_thread
from .quantising import Codes, Floats, Metric, compared, lengthening, scaled, scores_of
from .shortlist import Shortlist

FLAT_MOST: Final = 50_000
"""With more, short codes cost much less. Where others use the processor's cache too, a query of
32,000 takes 0.7 ms either way, one of 64,000 2.4 ms or 0.9, and one of 128,000 4.7 ms or 1.3; of
the ten nearest one in a hundred is lost."""
ORDINAL_BITS: Final = 12
_SLICE: Final = 32_768
_SHORTLIST: Final = 700
_LONGER: Final = 1000
"""So many are compared by their bytes, if all may be found, and one more for each so many vectors:
of the ten nearest two of a hundred are not among them (`bench/README.md`)."""
_SPARE: Final = 100
"""So many more than are asked for are compared again of what FAISS finds best among all bytes."""
_MEASURED: Final = 1024
"""So many are measured at once when an index is read: a millisecond for each thousand."""
_TOGETHER: Final = 256
"""So many are compared at once: what their numbers take stays in the processor's cache."""
_SHORTER: Final = 1.02
"""A vector that is this much too short for its scale was made shorter so that its numbers fit."""
_FEW: Final = 4
"""If less than a fourth may be found, all that may be are compared; else the shortlist is longer by
as much, of which each thousand takes a millisecond."""

_T = TypeVar("_T", bound=np.generic)

Ids = NDArray[np.int64]
Allowed = NDArray[np.bool_]
"""By number of the content whether it may be found; what is beyond the end may not."""


class VectorIndex:
    """Vectors of one model. Empty when made, and exact until `use_shortlist`."""

    def __init__(self, dimension: int, metric: Metric, scale: float) -> None:
        self.dimension = dimension
        self.metric: Metric = metric
        self.scale = scale
        self.changes = 0
        """Rises with each change, so that a saved copy knows whether it is one."""
        self._index: Any = flat(dimension, metric)
        self._shortlist: Shortlist | None = None
        # By slot: whose vector lies there. As two columns, which is six bytes instead of eight.
        self._contents: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._ordinals: NDArray[np.uint16] = np.zeros(0, np.uint16)
        self._alive: Allowed = np.zeros(0, np.bool_)
        self._lengthening: Floats = np.zeros(0, np.float32)
        """By how much each vector is too short for the scale."""
        self._slots = 0
        self._free: NDArray[np.int64] = np.zeros(0, np.int64)
        self._short: NDArray[np.int64] = np.zeros(0, np.int64)
        """The slots of vectors that are shorter than the others, rising: FAISS finds them too far,
        and they are few."""
        self._mask: tuple[Allowed | None, int, int, NDArray[np.uint8] | None] | None = None

    def __len__(self) -> int:
        return self._slots - len(self._free)

    @property
    def kind(self) -> str:
        """`flat` if all vectors are compared by their bytes for a query, else `shortlist`."""
        return "flat" if self._shortlist is None else "shortlist"

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
        rows = codes.astype(np.float32)
        if reused:
            self._rows()[slots[:reused]] = codes[:reused].view(np.uint8) ^ 0x80
            self._short = self._short[~np.isin(self._short, slots[:reused])]
        if reused < len(codes):
            self._index.add(rows[reused:])
        longer = self._lengthened(rows, slots)
        if self._shortlist is not None:
            self._shortlist.put(slots[:reused], longer[:reused])
            self._shortlist.add(longer[reused:])

    def _lengthened(self, rows: Floats, slots: NDArray[np.int64]) -> Floats:
        """Vectors as long as all are; those of slots that are shorter are noted."""
        if self.metric != "cosine":
            return rows
        longer = self._lengthening[slots] = lengthening(rows, self.scale)
        which = slots[longer > _SHORTER]
        if len(which):
            self._short = np.union1d(self._short, which)
        return rows * longer[:, None]

    def _rows(self) -> NDArray[np.uint8]:
        """The bytes of all slots, where they lie: signed bytes plus 128."""
        held = self._index.codes
        rows: NDArray[np.uint8] = faiss().rev_swig_ptr(held.data(), held.size())
        return rows.reshape(-1, self.dimension)

    def _grow(self, slots: int) -> None:
        if slots > len(self._alive):
            room = slots + slots // 16 + 1024
            self._contents = _longer(self._contents, room)
            self._ordinals = _longer(self._ordinals, room)
            self._alive = _longer(self._alive, room)
            self._lengthening = _longer(self._lengthening, room)

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
            self.changes += 1
        return len(gone)

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
        wanted = scaled(np.asarray(query, np.float32).reshape(1, -1), self.metric, self.scale)
        if self._shortlist is not None and most * _FEW >= self._slots:
            length = (_SHORTLIST + self._slots // _LONGER + count) * self._slots // most
            slots = self._shortlist.search(wanted, length)
            if bits is not None:
                slots = slots[_has(bits, slots)]
            if len(slots) >= count:
                return self._best(wanted[0], slots, count)
        chosen = None if bits is None else library.IDSelectorBitmap(bits)
        parameters = library.SearchParameters(sel=chosen) if chosen is not None else None
        # At most all that may be found, so none is missing.
        near = self._index.search(wanted, min(count + _SPARE, most), params=parameters)[1][0]
        short = self._short
        if bits is not None:
            short = short[_has(bits, short)]
        return self._best(wanted[0], np.union1d(near, short) if len(short) else near, count)

    def _best(self, wanted: Floats, slots: NDArray[np.int64], count: int) -> tuple[Ids, Floats]:
        """The nearest of some slots, compared by their bytes."""
        found = self._compared(wanted, slots)
        far = found if self.metric == "l2" else -found
        # Few of them are put in order, of equal ones the earlier first.
        near = np.flatnonzero(far <= np.partition(far, count - 1)[count - 1])
        order = near[np.argsort(far[near], kind="stable")[:count]]
        return self._told(slots[order], found[order])

    def _compared(self, wanted: Floats, slots: NDArray[np.int64]) -> Floats:
        """As `compared`, of the vectors in some slots."""
        codes = self._codes_at(slots)
        parts = [codes[at : at + _TOGETHER] for at in range(0, len(slots), _TOGETHER)]
        metric: Metric = "inner" if self.metric == "cosine" else self.metric
        near = [compared(wanted, part, metric, self.scale) for part in parts]
        found: Floats = np.concatenate([np.zeros(0, np.float32), *near])
        return found * self._lengthening[slots] if self.metric == "cosine" else found

    def _told(self, slots: NDArray[np.int64], found: Floats) -> tuple[Ids, Floats]:
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

    def fill(self, shortlist: Shortlist, count: int) -> bool:
        """Put the next `count` vectors in a shortlist that begins; False if that was the last.

        Nothing may change until it is in use.
        """
        at = len(shortlist)
        rows = (self._rows()[at : at + count] ^ 0x80).view(np.int8).astype(np.float32)
        shortlist.add(self._lengthened(rows, np.arange(at, at + len(rows))))
        return len(shortlist) < self._slots

    def use_shortlist(self, shortlist: Shortlist) -> None:
        """Go over to a shortlist, which has been filled."""
        shortlist.tighten()
        self._shortlist = shortlist
        self.changes += 1

    def held(self) -> tuple[Ids, Codes]:
        """All vectors with their ids, copied."""
        alive = np.flatnonzero(self._alive[: self._slots])
        ids = ids_of(self._contents[alive], self._ordinals[alive])
        return ids, self._codes_at(alive)

    def sample(self, count: int, random: np.random.Generator) -> Codes:
        """Some of the vectors, drawn evenly."""
        alive = np.flatnonzero(self._alive[: self._slots])
        if count < len(alive):
            alive = np.sort(random.choice(alive, count, replace=False))
        return self._codes_at(alive)

    def _codes_at(self, slots: NDArray[np.int64]) -> Codes:
        if not len(slots):
            return np.zeros((0, self.dimension), np.int8)
        rows = self._rows().take(slots, axis=0, mode="clip")
        rows ^= 0x80
        return rows.view(np.int8)

    # What is saved (`saved`)

    def parts(self) -> tuple[Any, dict[str, NDArray[Any]]]:
        """FAISS's index, and the columns that belong to it."""
        short = self._shortlist
        return self._index, {
            "contents": self._contents[: self._slots],
            "ordinals": self._ordinals[: self._slots],
            "alive": self._alive[: self._slots],
            "short": self._short,
            "shortlist": np.zeros(0, np.uint8) if short is None else short.packed(),
        }

    @classmethod
    def of_parts(
        cls, metric: Metric, scale: float, index: Any, columns: dict[str, NDArray[Any]]
    ) -> VectorIndex:
        """The index that `parts` were taken of. Raises ValueError if they do not fit together."""
        made = cls(int(index.d), metric, scale)
        made._index = index
        if len(columns["shortlist"]):
            made._shortlist = Shortlist.unpacked(columns["shortlist"])
        made._slots = len(columns["alive"])
        made._contents = columns["contents"].astype(np.uint32)
        made._ordinals = columns["ordinals"].astype(np.uint16)
        made._alive = columns["alive"].astype(np.bool_)
        made._lengthening = np.zeros(made._slots, np.float32)
        made._free = np.flatnonzero(~made._alive)
        made._short = columns["short"].astype(np.int64)
        lengths = {made._slots, int(index.ntotal), len(made._contents), len(made._ordinals)}
        if made._shortlist is not None:
            lengths.add(len(made._shortlist))
        if len(lengths) > 1:
            raise ValueError("columns of another index")
        if metric == "cosine":
            for at in range(0, made._slots, _MEASURED):
                part = slice(at, at + _MEASURED)
                rows = (made._rows()[part] ^ 0x80).view(np.int8).astype(np.float32)
                made._lengthening[part] = lengthening(rows, scale)
        return made


def flat(dimension: int, metric: Metric) -> Any:
    """An index of FAISS that looks at all vectors."""
    library = faiss()
    return library.IndexScalarQuantizer(
        dimension, library.ScalarQuantizer.QT_8bit_direct_signed, faiss_metric(metric)
    )


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


def _has(bits: NDArray[np.uint8], slots: NDArray[np.int64]) -> Allowed:
    found: Allowed = bits[slots >> 3] >> (slots & 7) & 1 == 1
    return found


def _longer(column: NDArray[_T], room: int) -> NDArray[_T]:
    longer = np.zeros(room, column.dtype)
    longer[: len(column)] = column
    return longer

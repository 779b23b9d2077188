"""Answers that are remembered together with the keys that they read.

What the answers are about is not known here: a key stands for a question, and whoever computes
its answer reads other keys.  Nothing that was computed under an open assumption is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeVar, TypeVarTuple

from .keys import file_reader, to_bytes

T = TypeVar("T")
Operands = TypeVarTuple("Operands")

_MISSING: Any = object()
_FREE = 1 << 62
_MOST_ROUNDS = 12
_FEW_NOTED = 200_000
"""Reads of answers, of which each takes eight bytes."""
"""How often a cycle is computed again while it has the same members.  Two are enough for nearly
all: a variable that is set in a loop to something of its own has the type that it began with.  What
is passed on along a circle needs as many as that has members."""


class _Circle(Exception):
    """What the links of a file alone asked depends on itself: control comes back to there."""

    def __init__(self, key: int) -> None:
        self.key = key


class _Open:
    """An answer that is being computed."""

    __slots__ = (
        *("compute", "grows", "index", "is_own", "looped", "low", "operands", "reads"),
        *("rounds", "taken", "value"),
    )

    def __init__(
        self,
        index: int,
        compute: Callable[..., Any],
        operands: tuple[Any, ...],
        unknown: Any,
        is_own: bool = False,
    ) -> None:
        self.index = index
        self.compute = compute
        self.operands = operands
        self.is_own = is_own
        """Whether it is not to be memoised (see `own_answer`)."""
        self.low = index
        self.looped = False
        self.reads: set[int] = set()
        self.rounds = 0
        """How many times the cycle that it is part of was computed again, with these members."""
        self.grows = unknown == ()
        """Whether it is several things, and none if unknown; others stay unknown in a cycle."""
        self.taken = self.value = unknown
        """What others of its cycle take it to be, and what it gives if the others are what they
        are taken to be.  Questions of different kinds differ in what they are if unknown."""


class Answers:
    """Memoised answers, and what is being asked now."""

    def __init__(self) -> None:
        self.memo: dict[int, Any] = {}
        self.memo_limit = 400_000
        self._readers: defaultdict[int, list[int]] = defaultdict(list)
        """Key -> memoised answers that read it, to drop them when the key changes: without those
        in `_kept`."""
        self._kept: list[tuple[int, tuple[int, ...]]] = []
        """Answers that were memoised since a key changed last, each with the keys that it read.
        While an index is made nothing is dropped, and nobody asks who read a key."""
        self._noted, self._most_noted = 0, _FEW_NOTED
        """How many reads `_readers` has, and with how many it is gone through."""
        self.reads: set[int] = set()
        """Keys read by whatever is being computed now."""
        self.of_links = self.reads
        """Those that links read: the same set, unless a memoised answer is being computed."""
        self.fresh: dict[int, set[int]] = {}
        """Answers computed since the last `take_fresh`, with the keys that each read."""
        self._own: dict[int, Any] = {}
        """Answers for the links of one file, which are not memoised."""
        self._open: dict[int, _Open] = {}
        self._stack: list[int] = []
        self.depth = 0
        """How many answers are being computed, each for the one before: the length of the stack."""
        self._low = _FREE
        self.linking = -1
        """The file whose links are what is read for now, and no memoised answer: its own bindings
        are no dependency of its links.  Asked at every look, so it is an attribute."""

    def answer(
        self, key: int, compute: Callable[[*Operands], T], unknown: T, *operands: *Operands
    ) -> T:
        """The memoised answer of `key`, computed by `compute` of the operands if need be.

        A function that holds its operands itself would be made for each question, and most have
        their answer already.

        Answers that depend on each other in a cycle (the strongly connected components of Tarjan
        1972) are what they give for each other, beginning with `unknown` for all; whichever was
        asked first, they are the same: nothing computed under an open assumption is ever kept.
        """
        known = self.memo.get(key, _MISSING)
        if known is not _MISSING:
            self.reads.add(key)
            return known  # type: ignore[no-any-return]
        opened = self._open.get(key)
        if opened is not None:
            if opened.is_own:
                raise _Circle(key)
            opened.looped = True
            self._low = min(self._low, opened.low)
            self.reads.add(key)
            return opened.taken  # type: ignore[no-any-return]
        stack = self._stack
        frame = _Open(len(stack), compute, operands, unknown)
        self._open[key] = frame
        stack.append(key)
        self.depth = frame.index + 1
        outer_reads, outer_low = self.reads, self._low
        linking, self.linking = self.linking, -1
        self.reads, self._low = frame.reads, frame.index
        try:
            value = frame.value = compute(*operands)
            if self._low == frame.index and (frame.looped or stack[-1] != key):
                self._agree(frame.index)
        except _Circle:
            self._close(frame.index)
            self.reads, self._low, self.linking = outer_reads, outer_low, linking
            raise
        except BaseException:
            self._abandon()
            raise
        low = frame.low = self._low
        self.reads, self._low = outer_reads, outer_low
        self.linking = linking
        if low < frame.index:
            # Part of a cycle whose head is still being computed.
            self._low = min(self._low, low)
            value = frame.taken
        elif stack[-1] == key and not frame.looped:
            stack.pop()
            self.depth = frame.index
            self._keep(key, value)
        else:
            at = stack.index(key)
            members = stack[at:]
            del stack[at:]
            self.depth = at
            for member in members:
                self._keep(member, self._open[member].taken)
            value = frame.taken
        self.reads.add(key)
        return value

    def _agree(self, at: int) -> None:
        """Have the members of a cycle, which is the stack from `at` on, taken for what they give
        until nothing changes.

        All are computed under the same assumptions, so it does not matter in which order.  What
        turns out to depend on them joins them, and they join a cycle further down that they turn
        out to depend on: then the assumptions are its own from there on.  What goes on changing,
        as a list in itself does, is unknown.
        """
        opened, stack = self._open, self._stack
        while True:
            members = [each for key in stack[at:] if (each := opened[key]).grows]
            changing = [each for each in members if set(each.value) != set(each.taken)]
            if not changing:
                return
            # Who has just joined has taken part in none: all begin to count anew, for how far a
            # part of it had come by itself depends on who was asked first.
            rounds = min([each.rounds for each in members]) + 1
            if rounds > _MOST_ROUNDS:
                for each in changing:
                    each.taken = ()
                return
            for each in members:
                each.taken, each.rounds = each.value, rounds
            self.depth = len(stack)
            for each in members:
                self.reads = each.reads
                each.value = each.compute(*each.operands)
            if self._low < at:
                return

    def own_answer(
        self, key: int, compute: Callable[[*Operands], tuple[T, ...]], *operands: *Operands
    ) -> tuple[T, ...]:
        """The same answer, of a question that mostly only the links of its own file ask.

        For these it is not memoised: what it reads the links read themselves, and what was found
        for the links serves it.  What depends on itself is a memoised answer like all others, so
        that whoever asks first finds the same.
        """
        unknown: tuple[T, ...] = ()
        if key >> 64 != self.linking or key in self.memo or key in self._open:
            return self.answer(key, compute, unknown, *operands)
        known: tuple[T, ...] | None = self._own.get(key)
        if known is not None:
            return known
        stack = self._stack
        index = len(stack)
        self._open[key] = _Open(index, compute, operands, unknown, True)
        stack.append(key)
        self.depth = index + 1
        try:
            value = compute(*operands)
        except _Circle as circle:
            self._close(index)
            if circle.key != key:
                raise
        except BaseException:
            self._abandon()
            raise
        else:
            self._close(index)
            self._own[key] = value
            return value
        return self.answer(key, compute, unknown, *operands)

    def begin_links(self, path_id: int) -> None:
        """From now on the links of a file are made."""
        self.reads = self.of_links = set()
        self._own = {}
        self.linking = path_id

    def end_links(self) -> set[int]:
        """The keys that links read which are done."""
        reads = self.of_links
        self.reads = self.of_links = set()
        self.linking = -1
        return reads

    def _close(self, index: int) -> None:
        """Go on as if neither the answer at a place of the stack nor those above were asked."""
        for key in self._stack[index:]:
            del self._open[key]
        del self._stack[index:]
        self.depth = index

    def _abandon(self) -> None:
        self._open.clear()
        self._stack.clear()
        self.depth = 0
        self.reads, self._low, self.linking = set(), _FREE, -1

    def _keep(self, key: int, value: Any) -> None:
        reads = self._open.pop(key).reads
        reads.discard(key)
        self.memo[key] = value
        self.fresh[key] = reads
        self._kept.append((key, tuple(reads)))

    def take_fresh(self) -> dict[int, set[int]]:
        """Answers computed since the last call, with their keys; bounds the memo."""
        fresh, self.fresh = self.fresh, {}
        if len(self.memo) > self.memo_limit:
            self.forget()
        return fresh

    def drop_file(self, path_id: int) -> None:
        """Drop the memoised answers that read anything of a file."""
        self._note_readers()
        self.drop([key for key in self._readers if key >> 64 == path_id])

    def forget(self) -> None:
        """Drop every memoised answer."""
        self.memo.clear()
        self._readers.clear()
        self._kept.clear()
        self._noted = 0

    def drop(self, keys: Iterable[int]) -> None:
        """Drop the memoised answers that these keys reach."""
        pending = list(keys)
        if pending:
            self._note_readers()
        while pending:
            key = pending.pop()
            self.memo.pop(key, None)
            pending.extend(self._readers.pop(key, ()))

    def _note_readers(self) -> None:
        kept, self._kept = self._kept, []
        readers_of = self._readers
        for key, reads in kept:
            for read in reads:
                readers_of[read].append(key)
            self._noted += len(reads)
        if self._noted > self._most_noted:
            self._note_each_once()

    def _note_each_once(self) -> None:
        """Forget readers that are gone, and of those that were dropped and answered again, as with
        every key that somebody types, that they read the rest before as well."""
        memo, noted = self.memo, 0
        for read, readers in list(self._readers.items()):
            living = [key for key in dict.fromkeys(readers) if key in memo]
            noted += len(living)
            if living:
                self._readers[read] = living
            else:
                del self._readers[read]
        self._noted, self._most_noted = noted, max(_FEW_NOTED, 2 * noted)


def pack_dependencies(
    file_reads: dict[int, set[int]], fresh: dict[int, set[int]]
) -> list[tuple[bytes, bytes]]:
    """Rows (key, its packed 12-byte readers) for the store: of files and of fresh answers."""
    # Half of all keys have one reader, for which no list is made.
    rows: dict[int, bytes] = {}
    others: dict[int, list[bytes]] = {}
    add = rows.setdefault
    readers = {file_reader(path_id): reads for path_id, reads in file_reads.items()}
    for read_by, reads in chain(readers.items(), fresh.items()):
        reader = to_bytes(read_by)
        for key in reads:
            first = add(key, reader)
            if first is not reader:
                known = others.get(key)
                if known is None:
                    others[key] = [first, reader]
                else:
                    known.append(reader)
    for key, several in others.items():
        rows[key] = b"".join(several)
    # As `to_bytes`, for the hundred thousands of keys of a workspace without a call for each.
    return [(key.to_bytes(12, "big"), readers) for key, readers in rows.items()]

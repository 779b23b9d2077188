"""Which pieces of which files are taken, so that they say most and fit.

Each piece has forms, from a few lines to the whole of it, of which every one holds the lines of the
one before. Forms are taken one after the other, that first which adds most for the square root of
the tokens that it adds: twice as much text does not say twice as much. Lines that are there already
cost nothing, so nothing is repeated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

WHOLE: Final = "whole"

_MOST_OF_BEST: Final = 0.5
"""The best piece is taken as a whole, whatever that adds, if it takes no more of the room."""
_OF_GAP: Final = 4
"""Tokens of a line that says that lines are left out, and where the text goes on."""


class Form(NamedTuple):
    """One way to show a piece. `lines` are zero-based and rise; `gain` is what they say together,
    as a share of what the piece is worth."""

    name: str
    lines: tuple[int, ...]
    gain: float


class Piece(NamedTuple):
    """Something that may be shown. `worth` is from 0 to 1; `label` is told above its lines."""

    path: str
    label: str
    worth: float
    forms: tuple[Form, ...]


class Taken(NamedTuple):
    """A piece that is shown in one of its forms."""

    number: int
    """Its place among the pieces that there were."""
    form: Form


class Packed(NamedTuple):
    """What is shown, in the order of the pieces; what is not, or not as a whole."""

    taken: list[Taken]
    left_out: list[int]
    """Pieces of which nothing is shown."""
    lines: Mapping[str, set[int]]
    """For each file the lines that are shown."""


class Costs(NamedTuple):
    """What things take, in tokens."""

    of_line: Callable[[str, int], int]
    """A line of a file, with its end."""
    of_file: Callable[[str], int]
    """The heading of a file and all that stands around its lines."""
    of_label: Callable[[str], int]
    """What is told of a piece."""


def packed(pieces: Sequence[Piece], room: int, costs: Costs) -> Packed:
    """The pieces that fit into `room` tokens; those that come first go first among equals."""
    packing = _Packing(pieces, room, costs)
    for number in range(len(pieces)):
        if pieces[number].worth >= 1.0:
            packing.take_best(number)
            break
    packing.take_all()
    taken = [Taken(number, form) for number, form in sorted(packing.taken.items())]
    left_out = [
        number
        for number, piece in enumerate(pieces)
        if number not in packing.taken and not packing.has(piece, piece.forms[0].lines)
    ]
    return Packed(_without_inner(pieces, taken), left_out, packing.lines)


class _Packing:
    def __init__(self, pieces: Sequence[Piece], room: int, costs: Costs) -> None:
        self.taken: dict[int, Form] = {}
        self.lines: dict[str, set[int]] = {}
        self._pieces = pieces
        self._room = room
        self._costs = costs

    def has(self, piece: Piece, lines: Iterable[int]) -> bool:
        """Whether all these lines of a piece are shown already."""
        return self.lines.get(piece.path, set()).issuperset(lines)

    def take_best(self, number: int) -> None:
        """Take a piece in the largest of its forms that takes half of the room at most."""
        piece = self._pieces[number]
        for form in reversed(piece.forms):
            if self._cost(number, form) <= self._room * _MOST_OF_BEST:
                self._take(number, form)
                return

    def take_all(self) -> None:
        """Take forms while there is room."""
        waiting = [
            (-self._ratio(number, 0), number, 0)
            for number, piece in enumerate(self._pieces)
            if number not in self.taken
        ]
        for number, form in self.taken.items():
            waiting.append((-1.0, number, self._pieces[number].forms.index(form) + 1))
        heapify(waiting)
        while waiting:
            ratio, number, at = heappop(waiting)
            piece = self._pieces[number]
            if at >= len(piece.forms):
                continue
            form = piece.forms[at]
            if number not in self.taken and self.has(piece, form.lines):
                # It stands in what is shown already, and maybe it has more to show.
                heappush(waiting, (-self._ratio(number, at + 1), number, at + 1))
                continue
            now = -self._ratio(number, at)
            if now < ratio:
                # What was taken since has made it cheaper: it comes earlier than it stood.
                heappush(waiting, (now, number, at))
                continue
            if self._cost(number, form) > self._room:
                continue
            self._take(number, form)
            heappush(waiting, (-self._ratio(number, at + 1), number, at + 1))

    def _take(self, number: int, form: Form) -> None:
        self._room -= self._cost(number, form)
        self.lines.setdefault(self._pieces[number].path, set()).update(form.lines)
        self.taken[number] = form

    def _ratio(self, number: int, at: int) -> float:
        piece = self._pieces[number]
        if at >= len(piece.forms):
            return 0.0
        form, before = piece.forms[at], self.taken.get(number)
        gain = piece.worth * (form.gain - (before.gain if before is not None else 0.0))
        return gain / math.sqrt(max(self._cost(number, form), 1))

    def _cost(self, number: int, form: Form) -> int:
        """What the lines take that are not there, and all that has to be told of them."""
        piece, of_line = self._pieces[number], self._costs.of_line
        there = self.lines.get(piece.path)
        cost = self._costs.of_file(piece.path) if there is None else 0
        if number not in self.taken:
            cost += self._costs.of_label(piece.label)
        before = -2
        for line in form.lines:
            if there is not None and line in there:
                continue
            cost += of_line(piece.path, line) + (_OF_GAP if line != before + 1 else 0)
            before = line
        return cost


def _without_inner(pieces: Sequence[Piece], taken: Sequence[Taken]) -> list[Taken]:
    """Without pieces whose lines all lie in a larger one: that one is told of."""
    lines = [frozenset(each.form.lines) for each in taken]
    found: list[Taken] = []
    for at, each in enumerate(taken):
        path = pieces[each.number].path
        inside = any(
            pieces[other.number].path == path
            and (lines[at] < lines[number] or (lines[at] == lines[number] and number < at))
            for number, other in enumerate(taken)
            if number != at
        )
        if not inside:
            found.append(each)
    return found

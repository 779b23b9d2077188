"""Sequences whose parts are made when they are taken: a page of an answer costs what is on it.

Belongs here: what all of them have in common. Stays out: what each is made of.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class OnDemand(Sequence[T]):
    """A sequence that knows how long it is and makes each part anew."""

    @abstractmethod
    def made(self, at: int) -> T:
        """The part at a place from 0 on."""

    def expect(self, places: range) -> None:
        """Have at hand what the parts at these places need: what is read together costs less."""

    def several(self, places: range) -> list[T]:
        """The parts at some places; for who makes many at once faster than one by one."""
        self.expect(places)
        return list(map(self.made, places))

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        places = range(len(self))[at]
        if isinstance(places, int):
            return self.made(places)
        return self.several(places)

"""Columns of numbers in packed bytes, read where they lie.

Belongs here: how a whole column is seen, and how a few rows of it are read. Stays out: which
columns there are.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any, Protocol


class Packed(Protocol):
    """What has columns: its bytes, and where each column begins and the last one ends."""

    blob: bytes
    starts: tuple[int, ...]


class Column:
    """A column by its number, made when first asked for: a question about a much-used symbol looks
    into the links of hundreds of files, and at few columns of most."""

    def __init__(self, number: int, code: str) -> None:
        self._number = number
        self._code = code
        self._name = ""

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, held: Packed, _: type[Any]) -> memoryview[int]:
        start, end = held.starts[self._number : self._number + 2]
        view: memoryview[int] = memoryview(held.blob)[start:end].cast(self._code)  # type: ignore[call-overload]
        held.__dict__[self._name] = view
        return view


@lru_cache(1024)
def structs(count: int) -> tuple[struct.Struct, struct.Struct, struct.Struct]:
    """How so many rows of a column are read, of 8, 2 or 1 bytes each.

    Nearly always these are a few rows of many files, for each of which views of whole columns take
    twice as long to make as the rows to read.
    """
    return struct.Struct(f"={count}Q"), struct.Struct(f"={count}H"), struct.Struct(f"={count}B")

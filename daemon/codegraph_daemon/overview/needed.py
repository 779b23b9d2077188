"""Which files an overview has to read: those that are looked at, and what these are below of.

Where tests are not asked for, most files of many repositories are told of by their number alone,
and their paths say so. What they use is not told either; but a class may lie below another by way
of one that stands among tests, and then that file says which members override which. Belongs here:
which files these are. Stays out: reading them (`workers.overviewing`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait
from ..graph.piece import Piece
from ..languages.registry import is_structural

OF_TESTS: Final = Trait.TEST | Trait.EXAMPLE
"""What tests something, shows how it is used or measures it."""


def is_needed(path: str) -> bool:
    """Whether a file may be looked at where tests are not; where having the methods of a type is
    enough to be of its kind, any file may say something of any type."""
    return not traits_of_path(path) & OF_TESTS or is_structural(path)


def leads_to(piece: Piece) -> set[int]:
    """The path ids of files that say what the classes of one file are below of."""
    _, above, _ = piece.above
    return set(np.unique(np.concatenate((above, piece.members.holder_path))).tolist())


class Unread(NamedTuple):
    """Files that are not read."""

    files: int
    tests: int
    """Those of them that test something, show how it is used or measure it."""


def unread(paths: Iterable[str]) -> Unread:
    """How many some files are."""
    of_tests = [bool(traits_of_path(path) & OF_TESTS) for path in paths]
    return Unread(len(of_tests), sum(of_tests))

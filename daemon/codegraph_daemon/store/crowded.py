"""Terms that reading found to have many segments, remembered until there is time to merge them.

Belongs here: which terms, and how many at a time. Stays out: how segments of a family are merged
(`postings`, `words`), and when there is time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from codegraph_daemon.store.crash import crash_point

#: A term met with more segments than this is remembered and merged when there is time.
CROWDED: Final = 8
#: The most crowded terms that are remembered; the sweep finds the others.
CROWD_LIMIT: Final = 4096


class Crowd:
    """Crowded terms, each with its family."""

    def __init__(self) -> None:
        self._terms: dict[tuple[str, bytes], None] = {}

    def __len__(self) -> int:
        return len(self._terms)

    def note(self, family: str, term: bytes, segments: int) -> None:
        """A term was read, and had so many segments."""
        if segments > CROWDED and len(self._terms) < CROWD_LIMIT:
            self._terms[family, term] = None

    def merge(self, terms: int, merge_one: Callable[[str, bytes], None]) -> int:
        """Have up to `terms` of them merged, each in one write; how many were."""
        done = 0
        while self._terms and done < terms:
            family, term = next(iter(self._terms))
            del self._terms[family, term]
            merge_one(family, term)
            crash_point("between-sweeps")
            done += 1
        return done

"""What is told of a symbol of a library, between a worker that found it and the daemon."""

from __future__ import annotations

from typing import NamedTuple


class External(NamedTuple):
    """A symbol of a library.  `name` is the file's path as people would import it."""

    path: str
    name: str
    package: str
    symbol: int
    """The hash of its descriptor."""
    origin: int
    facts_id: bytes
    state: tuple[int, int]
    path_id: int
    library: tuple[str, str, str]
    """What installs it, what it is called there, and its version; as far as that is known."""

"""Where packs of libraries lie, and how much is kept of them; it loads nothing of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from codegraph_client.place import cache_dir


def packs_folder() -> Path:
    """Where packs lie, of all repositories of this user."""
    return cache_dir() / "external"


class Kept(NamedTuple):
    """What is kept of libraries in a directory."""

    packs: int
    pack_bytes: int
    unpacked_bytes: int
    """Of sources that were taken out of archives."""


def kept_in(directory: Path) -> Kept:
    """What is kept in a directory of packs, for all repositories of this user."""
    sizes: list[int] = []
    unpacked = 0
    for at, _, names in os.walk(directory):
        for name in names:
            try:
                size = os.stat(os.path.join(at, name)).st_size
            except OSError:
                continue
            if at != str(directory):
                unpacked += size
            elif name.endswith(".pack"):
                sizes.append(size)
    return Kept(len(sizes), sum(sizes), unpacked)

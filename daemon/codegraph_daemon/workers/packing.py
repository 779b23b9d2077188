"""Makes the pack of one library: every file that may be asked for what it declares, read once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..external import archives
from ..external.packs import Made, Packs, sweep_now
from ..languages.external import Libraries, libraries_of
from . import Host
from .libraries import read_external

_MOST_FILES = 4000
_MOST_BYTES = 64 * 1024 * 1024
"""Of text: of a larger package only so much is packed, and the rest is read when asked for."""
_LEFT_OUT = frozenset(("node_modules", "__pycache__", ".git"))


def pack(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Pack the package in a folder; says how many files and bytes the pack has."""
    libraries = libraries_of(payload["rules"])
    folder, environment = payload["folder"], payload["environment"]
    made: list[Made] = []
    total = 0
    for path in _files(libraries, folder) if libraries is not None else ():
        host.step([path])
        found = read_external(path, environment)
        if found is None:
            continue
        facts_id, facts, state = found
        made.append((path[len(folder) + 1 :], state, facts_id, facts))
        total += state[0]
        if len(made) >= _MOST_FILES or total > _MOST_BYTES:
            break
    directory = Path(payload["packs"])
    size = Packs(directory).write(folder, environment, made) if made else 0
    sweep_now(directory)
    archives.sweep_now(directory / archives.SOURCES)
    return {"files": len(made), "bytes": size}


def _files(libraries: Libraries, folder: str) -> Iterator[str]:
    for at, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if name not in _LEFT_OUT)
        for name in sorted(names):
            path = f"{at}/{name}"
            if libraries.declares(path):
                yield path

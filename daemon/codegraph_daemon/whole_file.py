"""A file that is put in place of another as a whole: who reads it finds the one or the other.

Belongs here: writing beside it and renaming. Stays out: what is written, and whether it is checked
when it is read. Nothing is synced: what is written so can be made again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".new-"
"""What names of files begin with that are being written; a killed process leaves its own behind."""


def replace(path: Path, parts: Iterable[bytes | bytearray], mode: int = 0o600) -> None:
    """Put a file of these parts in place of what is there; its folder is made if need be.

    May run in any thread, in several processes at once. Raises OSError, and leaves what was there.
    """
    # Nothing is written by the start of a daemon, which need not load it.
    import tempfile

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with open(descriptor, "wb") as file:
            file.writelines(parts)
            os.fchmod(file.fileno(), mode)
        os.replace(unfinished, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(unfinished)
        raise

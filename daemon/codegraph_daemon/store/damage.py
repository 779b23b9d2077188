"""What is wrong with a store, and what to do about it.

Belongs here: the meaning of RocksDB's errors, and moving a damaged store aside. Stays out:
building the index again, which is the daemon's decision.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NoReturn

from codegraph_client.errors import StoreError

_FULL = ("No space left on device", "File too large", "Disk quota exceeded")


class DamagedStore(StoreError):
    """The files on disk are not a whole database. `quarantine` it and build the index again."""


class StoreInUse(StoreError):
    """Another process, or a store of this process that was not closed, has the database open."""


def quarantine(directory: Path) -> Path:
    """Move a damaged store aside so that a new one can be built; the new place is returned.

    At most one is kept, beside its old place; an earlier one is deleted.
    """
    aside = directory.with_name(f"{directory.name}.damaged")
    if aside.is_symlink() or aside.is_file():
        aside.unlink()
    shutil.rmtree(aside, ignore_errors=True)
    directory.rename(aside)
    return aside


def damage_text(directory: Path, reason: str) -> str:
    """What a person is told about a damaged store, and what to do."""
    return (
        f"the index in {directory} is damaged ({reason}); it can be built again from the sources: "
        "stop the daemon and remove this directory, nothing but time is lost"
    )


def fail(directory: Path, error: Exception) -> NoReturn:
    """Raise what RocksDB's message means. Its errors have no class and no code, only a text."""
    if isinstance(error, StoreError):
        raise error
    text = " ".join(str(error).split())
    if "lock hold by current process" in text or "While lock file" in text:
        raise StoreInUse(f"the index in {directory} is in use by another daemon") from error
    if text.startswith(("Corruption", "Invalid argument", "IO error: No such file")):
        raise DamagedStore(damage_text(directory, text)) from error
    if any(reason in text for reason in _FULL):
        raise StoreError(
            f"there is no space for the index in {directory} ({text}): free some, "
            "or set CODEGRAPH_CACHE_DIR to another disk; nothing but time is lost"
        ) from error
    raise StoreError(f"the index in {directory} cannot be used: {text}") from error

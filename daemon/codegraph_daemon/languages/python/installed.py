"""Which distribution brought a module: by its name, by the names that it says it has at the top
(`top_level.txt`), else by the list of its files (`RECORD`).
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import NamedTuple

from ..external import Disk

_METADATA = re.compile(r"([^-]+)-([^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info")
"""The folder that says what was installed: name and version."""
_NAME = re.compile(r"^Name:[ \t]*(\S+)", re.MULTILINE)
_CODE = (".py", ".pyi", ".so", ".pyd")
_MOST_BYTES = 8 * 1024 * 1024


class Distribution(NamedTuple):
    """What was installed as one."""

    name: str
    version: str


def distribution(disk: Disk, folder: str, top: str, rest: str) -> Distribution | None:
    """The distribution that brought a file to a folder of packages: `top` is the name of what lies
    there, `rest` the path inside of it, empty for a module.  None if that is not one."""
    told = [each for name in disk.names_in(folder) if (each := _METADATA.fullmatch(name))]
    found = [each for each in told if _same(each[1]) == _same(top)]
    if not found:
        # `yaml` comes with PyYAML.
        tops = [(each, disk.read(f"{folder}/{each[0]}/top_level.txt").split()) for each in told]
        found = [each for each, names in tops if top in names]
    if len(found) != 1:
        among = found or told
        found = [each for each in among if _brought(f"{folder}/{each[0]}/RECORD", top, rest)]
    if len(found) != 1:
        return None
    name = _NAME.search(disk.read(f"{folder}/{found[0][0]}/METADATA"))
    return Distribution(name[1] if name is not None else found[0][1], found[0][2])


def _same(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _brought(record: str, top: str, rest: str) -> bool:
    """Whether a list of files has those of a module, or of the part of a package that a file is
    in."""
    try:
        state = os.stat(record)
    except OSError:
        return False
    if state.st_size > _MOST_BYTES:
        return False
    folders = _folders(record, state.st_mtime_ns, state.st_size)
    at = f"{top}/{rest}".rpartition("/")[0] if rest else top
    return at in folders


@lru_cache(1024)
def _folders(record: str, _changed: int, _size: int) -> frozenset[str]:
    """The folders in which a distribution has code, and its modules at the top."""
    try:
        with open(record, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return frozenset()
    paths = [line.rsplit(",", 2)[0].strip('"') for line in lines]
    code = [path for path in paths if path.endswith(_CODE)]
    return frozenset([path.rpartition("/")[0] or path.partition(".")[0] for path in code])

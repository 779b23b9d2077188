"""Whether what a text spells means a symbol: by its name, what it lies in, and its file.

Belongs here: comparing names. Stays out: finding what is spelled (`mentions`), and how many symbols
have a name.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_PARTS: Final = re.compile(rb"\.|::|#|->|:|/")
_SHORTEST: Final = 3
"""Letters of a name that may stand alone."""
_ITSELF: Final = frozenset((b"self", b"cls", b"this", b"super"))
_BUILT: Final = frozenset(("dist", "lib", "build", "out", "es", "esm", "cjs", "types"))
_SOURCES: Final = frozenset(("src", "source", "lib", "ts"))
_OF_FOLDERS: Final = frozenset(("__init__", "index", "mod", "lib", "main"))


class Named(NamedTuple):
    """A symbol as texts may name it."""

    name: bytes
    container: bytes
    """The name of the type or function that it lies in; empty for what is outermost."""
    path: str
    """Of its file, from the root."""

    @property
    def folders(self) -> list[bytes]:
        """The steps of its module's name, as `loosely` has them."""
        return [loosely(each.encode("utf-8", "replace")) for each in steps_of(self.path)]


def steps_of(path: str) -> list[str]:
    """The steps of a module's name, by the path of its file."""
    steps = (path.rpartition(".")[0] or path).split("/")
    if len(steps) > 1 and steps[-1] in _OF_FOLDERS:
        steps.pop()
    return steps


def loosely(name: bytes) -> bytes:
    """A name without regard to how it is written: `QuerySet`, `queryset` and `query_set` are
    one."""
    return name.replace(b"_", b"").replace(b"-", b"").lower()


def last_name(spelled: bytes) -> bytes:
    """The name that something spelled ends with."""
    return _PARTS.split(spelled)[-1]


def last_file(path: bytes) -> bytes:
    """A path's last step without extension: what a file is called whatever it is built to."""
    return path.rpartition(b"/")[2].partition(b".")[0]


def holder_of(spelled: bytes) -> bytes:
    """What the last name is said to lie in; empty if that is not said."""
    before = [each for each in _PARTS.split(spelled)[:-1] if each]
    return before[-1] if before else b""


def means(spelled: bytes, symbol: Named) -> str:
    """How what is spelled may mean a symbol whose name it ends with: `qualified`, by what it lies
    in; `alone`, by its name only; empty if it names something else."""
    *before, name = _PARTS.split(spelled)
    if name != symbol.name:
        return ""
    before = [each for each in before if each]
    if not before or before[-1] in _ITSELF:
        return "alone" if len(name) >= _SHORTEST else ""
    nearest = loosely(before[-1])
    if symbol.container:
        return "qualified" if nearest == loosely(symbol.container) else ""
    return "qualified" if nearest in symbol.folders else ""


def means_module(spelled: bytes, path: str) -> bool:
    """Whether a dotted name of two steps or more is that of a file as a module."""
    steps = [each.replace(b"-", b"_") for each in _PARTS.split(spelled) if each]
    own = [each.encode("utf-8", "replace").replace(b"-", b"_") for each in steps_of(path)]
    return 1 < len(steps) <= len(own) and own[-len(steps) :] == steps


def means_built(spelled: bytes, path: str, folder: str) -> bool:
    """Whether a path that stands in a file of `folder` is what a file is built to: `dist/a.js` of
    `src/a.ts`."""
    if folder and not path.startswith(f"{folder}/"):
        return False
    steps = (path[len(folder) + 1 :] if folder else path).split("/")
    built = [
        each for each in spelled.decode("utf-8", "replace").split("/") if each not in ("", ".")
    ]
    if len(built) < 2 or built[0] not in _BUILT or len(steps) < 2 or steps[0] not in _SOURCES:
        return False
    built[-1], steps[-1] = built[-1].partition(".")[0], steps[-1].partition(".")[0]
    return built[1:] == steps[1:]


def means_file(spelled: bytes, path: str, folder: str) -> bool:
    """Whether a path that stands in a file of `folder` leads to a file: from there, from the root,
    or by its last two steps."""
    steps: list[str] = []
    for base in (folder.split("/") if folder else [], []):
        steps = list(base)
        for step in spelled.decode("utf-8", "replace").split("/"):
            if step == ".." and steps:
                steps.pop()
            elif step not in ("", ".", ".."):
                steps.append(step)
        if "/".join(steps) == path:
            return True
    return len(steps) > 1 and f"/{path}".endswith("/" + "/".join(steps))

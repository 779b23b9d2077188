"""The grammar of SCIP's names of symbols: scheme, package, and descriptors from the outside in.

    <scheme> ' ' <manager> ' ' <package> ' ' <version> ' ' <descriptors>

A space within a part is doubled, an empty part of the package is a dot.  Names that are no simple
identifiers stand between backticks.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(r"((?:[^ ]|  )*) ((?:[^ ]|  )*) ((?:[^ ]|  )*) ((?:[^ ]|  )*) (.+)", re.DOTALL)
_LAST = re.compile(
    r"(?:`((?:[^`]|``)*)`|([\w+\-$]+))(?:\((?:[\w+\-$]*)\)\.|[/#.:!])$"
    r"|[(\[](?:`((?:[^`]|``)*)`|([\w+\-$]+))[)\]]$"
)
_SIMPLE = re.compile(r"[A-Za-z0-9_+\-$]+")
_MARK = re.compile(r"^<\w+>")
_SUFFIX = re.compile(r"(?:\([\w+\-$]*\)\.|[/#.:!])$")
LOCAL = "local "


def package_of(symbol: str) -> str | None:
    """Scheme, manager and name of the package that a symbol belongs to, without its version.

    None if it is no global symbol, or names no package.
    """
    found = None if symbol.startswith(LOCAL) else _PARTS.fullmatch(symbol)
    if found is None or found[3] in ("", "."):
        return None
    # An indexer may spell the package that it is told of otherwise than the one that is installed.
    name = re.sub(r"[-_.]+", "-", found[3]).lower()
    return f"{found[1]} {found[2]} {name}"


@lru_cache(maxsize=1 << 14)
def name_of(symbol: str) -> str | None:
    """The name in the last descriptor of a symbol, as it is spelled; None if there is none."""
    found = _LAST.search(symbol)
    if found is None:
        return None
    quoted = found[1] if found[1] is not None else found[3]
    return quoted.replace("``", "`") if quoted is not None else found[2] or found[4]


def is_spelled(name: str, spelled: str) -> bool:
    """Whether a name in a descriptor is that of a word in the text: indexers put marks before
    names (`<get>size`) and numbers after those of literals' members (`size0`)."""
    if name == spelled:
        return True
    numbered = name.startswith(spelled) and name[len(spelled) :].isdigit()
    return numbered or _MARK.sub("", name) == spelled


def stem_of(symbol: str) -> str:
    """A symbol without what says of what kind it is."""
    return _SUFFIX.sub("", symbol)


def escaped(name: str) -> str:
    """A name as it stands in a descriptor."""
    return name if _SIMPLE.fullmatch(name) else "`" + name.replace("`", "``") + "`"


def in_package(part: str) -> str:
    """One part of scheme or package."""
    return part.replace(" ", "  ") or "."

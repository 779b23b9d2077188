"""What was typed, taken apart once for all names it is compared with.

Belongs here: the syntax of a query. Stays out: names.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from codegraph_daemon.search.spelling import spelling

LONGEST_PART: Final = 100
"""Characters of one part of a query that count."""

_SEPARATOR = re.compile(r"::|[./#]")
_BLANKS = re.compile(r"\s+")


class Query(NamedTuple):
    """`qualifiers` are what stands before the last dot, without case. `raw` is the name as typed,
    `folded` without case, `bare` without underscores too. `bold` says for each byte of `bare`
    whether it was typed as a capital; empty if all or none but the first were. `cased`: a
    capital was typed.
    """

    qualifiers: tuple[bytes, ...]
    raw: bytes
    folded: bytes
    bare: bytes
    bold: tuple[bool, ...]
    cased: bool


def parse(text: str) -> Query:
    """Take a query apart: `a.b.name`, with `::`, `/` and `#` as good as a dot.

    Blanks stand for underscores. An empty name after a dot asks for the members.
    """
    parts = [_BLANKS.sub("_", part.strip())[:LONGEST_PART] for part in _SEPARATOR.split(text)]
    name = spelling(parts[-1])
    kept = [i for i, byte in enumerate(name.raw) if byte != 0x5F]
    bold = tuple(65 <= name.raw[i] <= 90 for i in kept)
    return Query(
        qualifiers=tuple(spelling(part).folded for part in parts[:-1] if part),
        raw=name.raw,
        folded=name.folded,
        bare=bytes(name.folded[i] for i in kept),
        bold=bold if any(bold[1:]) and not all(bold) else (),
        cased=name.raw != name.folded,
    )

"""Cutting a file into chunks: a function, a method, the head of a class, the rest of a module.

The chunks of a file cover all of it but the licence that it may begin with. A chunk stands for one
symbol, or for none where a module says what belongs to no piece of it. What is long is split where
a statement begins, and its parts overlap by a few lines. Sizes are in lines, since that is how
people read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from codegraph_daemon.facts import UNLISTED, Facts, Flag, Kind

from .comments import licence
from .traits import SETTINGS

CHUNKS_VERSION: Final = 7
"""Rises when chunks, terms or trigrams of the same facts change."""

MOST_SETTINGS: Final = 64 * 1024
"""Bytes of a file that configures something and is searched; one that has more holds data."""

MOST_CHUNKS: Final = 4095
"""Chunks of one file; what would be beyond belongs to the last."""

LONGEST: Final = 60
"""Lines of a chunk that is not split."""
OVERLAP: Final = 3
"""Lines that a part shares with the one before."""
WIDEST: Final = 6000
"""Bytes of a chunk that is not split, where lines are long."""
LEAST: Final = 3
"""Lines, blank ones not counted, of what lies between two symbols and is a chunk of its own."""
LEAST_INNER: Final = 8
"""Lines of a function inside a long function that is a chunk of its own."""
LEAST_VALUE: Final = 4
"""Lines of a constant, a field or an alias that is a chunk of its own."""

PROSE: Final = 255
"""The kind of a chunk that stands for no symbol."""
NO_SYMBOL: Final = -1

_HOLDERS: Final = frozenset(
    (
        *(Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.NAMESPACE, Kind.EXTENSION, Kind.MODULE),
        Kind.SECTION,
    )
)
_CALLABLES: Final = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY))
_ABOVE: Final = (b"//", b"/*", b"*", b"#", b"@", b"--", b"[", b";;", b"%")
"""How lines begin that stand above a definition and belong to it: comments, decorators,
attributes."""


class Chunk(NamedTuple):
    """A piece of a file: a byte range that begins and ends with lines, and what it stands for.

    `line` is zero-based. `symbol` is an index in the facts, or NO_SYMBOL. `part` counts from zero
    through what was split or lies apart of one symbol. `kind` is a `facts.Kind`, or PROSE.
    """

    start: int
    end: int
    line: int
    symbol: int
    part: int
    kind: int


class _Piece(NamedTuple):
    start: int
    end: int
    symbol: int
    first: int
    """Zero-based line of its start."""
    last: int


def cut(text: bytes, facts: Facts, language: str) -> list[Chunk]:
    """The chunks of a file, in order; `text` is what the facts are of. A blank text has none."""
    if not text or text.isspace() or (language in SETTINGS and len(text) > MOST_SETTINGS):
        return []
    lines = facts.line_start.tolist()
    begin = bisect_left(lines, licence(text, language))
    spans = _spans(text, facts, lines, lines[begin] if begin < len(lines) else 0)
    kinds = facts.symbol_kind
    chunks: list[Chunk] = []
    parts: dict[int, int] = {}
    for start, end, symbol in spans:
        kind = PROSE if symbol < 0 else kinds[symbol]
        for begin, stop in _split(text, start, end, lines):
            if len(chunks) == MOST_CHUNKS:
                chunks[-1] = chunks[-1]._replace(end=len(text))
                return chunks
            part = parts.get(symbol, 0)
            parts[symbol] = part + 1
            line = bisect_right(lines, begin) - 1
            chunks.append(Chunk(begin, stop, line, symbol, part, kind))
    return chunks


def _pieces(facts: Facts, lines: Sequence[int]) -> list[_Piece]:
    """What may be a chunk of its own, outer before inner."""
    kinds, flags = facts.symbol_kind.tolist(), facts.symbol_flags
    first, starts, ends = facts.symbol_sites.tolist(), facts.site_start, facts.site_end
    found: dict[tuple[int, int], _Piece] = {}
    for symbol in range(1, len(kinds)):
        kind = kinds[symbol]
        if kind in UNLISTED or flags[symbol] & Flag.INSTANCE:
            continue
        for site in range(first[symbol], first[symbol + 1]):
            start, end = starts[site], ends[site]
            top = bisect_right(lines, start) - 1
            last = bisect_left(lines, end) - 1
            least = 2 if kind in _HOLDERS or kind in _CALLABLES else LEAST_VALUE
            if last - top + 1 < least:
                continue
            known = found.get((start, -end))
            # Of several symbols in one place the one counts that has a body.
            if known is None or (kind in _CALLABLES and kinds[known.symbol] not in _CALLABLES):
                found[start, -end] = _Piece(start, end, symbol, top, last)
    return [found[key] for key in sorted(found)]


def _spans(text: bytes, facts: Facts, lines: Sequence[int], at: int) -> list[tuple[int, int, int]]:
    """(start, end, symbol) of what covers the text from `at` on, not yet split."""
    kinds, documents = facts.symbol_kind, facts.symbol_doc_start
    spans: list[tuple[int, int, int]] = []
    open_pieces: list[_Piece] = []
    begun: set[int] = set()
    """Symbols that have a chunk."""

    def close(end: int) -> None:
        """Give what lies between here and `end` to the innermost open piece."""
        nonlocal at
        if end <= at:
            return
        symbol = open_pieces[-1].symbol if open_pieces else NO_SYMBOL
        small = (symbol in begun or symbol == NO_SYMBOL) and _is_small(text, at, end)
        if spans and (small or text[at:end].isspace()):
            spans[-1] = (spans[-1][0], end, spans[-1][2])
        else:
            spans.append((at, end, symbol))
            begun.add(symbol)
        at = end

    def line_end(offset: int) -> int:
        line = bisect_left(lines, offset)
        return lines[line] if line < len(lines) else len(text)

    for piece in _pieces(facts, lines):
        while open_pieces and open_pieces[-1].end <= piece.start:
            close(line_end(open_pieces[-1].end))
            open_pieces.pop()
        if open_pieces:
            outer = open_pieces[-1]
            if kinds[outer.symbol] not in _HOLDERS:
                long = outer.last - outer.first >= LONGEST
                if not long or piece.last - piece.first + 1 < LEAST_INNER:
                    continue
                if kinds[piece.symbol] not in _CALLABLES and kinds[piece.symbol] not in _HOLDERS:
                    continue
        start = lines[piece.first]
        document = documents[piece.symbol]
        if document and at <= document < start:
            start = lines[bisect_right(lines, document) - 1]
        start = max(_with_lines_above(text, start, lines, at), at)
        close(start)
        open_pieces.append(piece)
    while open_pieces:
        close(line_end(open_pieces[-1].end))
        open_pieces.pop()
    close(len(text))
    return spans


def _with_lines_above(text: bytes, start: int, lines: Sequence[int], least: int) -> int:
    """Where a definition begins with the comments and decorators that stand right above it.

    A comment of several lines may have a blank line below.
    """
    line = bisect_left(lines, start)
    while line > 0 and lines[line - 1] >= least:
        above = text[lines[line - 1] : lines[line]].strip()
        if not above and line > 1 and text[lines[line - 2] : lines[line - 1]].strip() == b"*/":
            line -= 1
            above = b"*/"
        if above.endswith(b"*/"):
            opened = text.rfind(b"/*", least, lines[line])
            if opened < 0:
                break
            line = bisect_right(lines, opened) - 1
            if text[lines[line] : opened].strip():
                break
        elif above.startswith(_ABOVE):
            line -= 1
        else:
            break
        start = lines[line]
    return start


def _is_small(text: bytes, start: int, end: int) -> bool:
    """Whether a range has fewer lines than make a chunk."""
    if end - start > 2000:
        return False
    return sum(not line.isspace() for line in text[start:end].splitlines() if line) < LEAST


def _split(text: bytes, start: int, end: int, lines: Sequence[int]) -> list[tuple[int, int]]:
    """A range as parts that are not too long, each but the first with the last lines before it."""
    first, last = bisect_left(lines, start), bisect_left(lines, end)
    count = last - first
    wanted = max(-(-count // LONGEST), -(-(end - start) // WIDEST))
    if wanted <= 1 or count < 2:
        return [(start, end)]
    bounds = [lines[line] for line in range(first, last)] + [end]
    depth = [_depth(text, bounds[i], bounds[i + 1]) for i in range(count)]
    each = -(-count // wanted)
    parts: list[tuple[int, int]] = []
    at = 0
    while at < count:
        stop = count
        if count - at > each * 5 // 4:
            # The shallowest line near the middle of the room begins the next part; of several the
            # one after a blank line, then the last.
            low, high = at + max(each // 2, 1), at + each
            stop = min(
                range(low, high + 1),
                key=lambda i: (depth[i], depth[i - 1] != _BLANK, -i),
            )
        begin = max(at - OVERLAP, 0) if parts else at
        parts.append((bounds[begin], bounds[stop]))
        at = stop
    return parts


_BLANK: Final = 1 << 20


def _depth(text: bytes, start: int, end: int) -> int:
    """How far a line is indented; what closes brackets begins no statement."""
    line = text[start:end]
    rest = line.lstrip()
    if not rest:
        return _BLANK
    return len(line) - len(rest) + (1 if rest[0] in b")]}" else 0)

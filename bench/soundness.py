"""What must hold of the facts of any file, whatever its text is.

Nothing here knows a language: columns that belong together are of one length, what they point at
is there, places lie inside the text, scopes lie inside each other, and an occurrence stands where
its name is spelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codegraph_daemon.facts import (
    CONSTRUCTOR_NAME,
    MODULE_VALUE_NAME,
    NONE,
    Facts,
    Kind,
    Role,
    ScopeKind,
    listed_name,
    unpack_occurrence,
    without_tag,
)
from codegraph_daemon.facts.columns import line_table, wide_lines

MOST = 5
"""So many faults of one file are told."""

_TABLES = {
    "scope": ("kind", "parent", "owner", "start", "end"),
    "symbol": (
        *("name", "kind", "flags", "container", "scope", "body", "variant", "hash"),
        *("doc_start", "doc_end"),
    ),
    "site": ("start", "end", "name", "declared"),
    "bind": ("name", "kind", "a", "b", "c"),
    "expr": ("kind", "a", "b"),
}


def faults_of(text: bytes, blob: bytes) -> list[str]:
    """What is wrong with the facts `blob` of `text`, a sentence each; at most `MOST`."""
    facts = Facts(blob)
    found: list[str] = []
    for check in (_columns, _lines, _symbols, _scopes, _occurrences):
        for fault in check(text, facts):
            found.append(fault)
            if len(found) == MOST:
                return found
        if found:
            # What the next check reads may not be there.
            return found
    return found


def _columns(text: bytes, facts: Facts) -> Iterator[str]:
    counts = {}
    for table, names in _TABLES.items():
        lengths = {name: len(getattr(facts, f"{table}_{name}")) for name in names}
        counts[table] = lengths[names[0]]
        if len(set(lengths.values())) > 1:
            yield f"columns of {table} differ in length: {lengths}"
    counts["occurrence"] = len(facts.occurrence)
    for first, rows, many in (
        ("symbol_sites", "symbol", "site"),
        ("scope_bindings", "scope", "bind"),
        ("expr_occurrences", "expr", "occurrence"),
    ):
        column = getattr(facts, first).tolist()
        if len(column) != counts[rows] + 1 or column[0] != 0 or column[-1] != counts[many]:
            yield f"{first} does not divide the {counts[many]} rows of {many}"
        elif column != sorted(column):
            yield f"{first} does not rise"
    if facts.name_count != len(facts.names):
        yield f"{facts.name_count} names are {len(facts.names)}: one holds a line end"
    if facts.text_length != len(text):
        yield "the text is of another length"
    for column, table in (
        *(("scope_owner", "symbol"), ("symbol_container", "symbol")),
        *(("symbol_scope", "scope"), ("symbol_body", "scope"), ("scope_parent", "scope")),
    ):
        if (worst := _largest(getattr(facts, column))) >= counts[table]:
            yield f"{column} points at {table} {worst} of {counts[table]}"
    for column in ("symbol_name", "symbol_variant", "bind_name"):
        if (worst := _largest(getattr(facts, column))) >= facts.name_count:
            yield f"{column} points at name {worst} of {facts.name_count}"
    if len(set(facts.symbol_hash)) != counts["symbol"]:
        yield "two symbols have one hash"
    if facts.announced.tolist() != sorted(set(facts.announced)):
        yield "what is announced does not rise"


def _largest(column: Sequence[int]) -> int:
    return max((value for value in column if value != NONE), default=-1)


def _lines(text: bytes, facts: Facts) -> Iterator[str]:
    if facts.line_start.tolist() != line_table(text).tolist():
        yield "the lines do not start where the text's do"
    if facts.line_wide.tolist() != wide_lines(text):
        yield "other lines than the text's are not ASCII"


def _symbols(text: bytes, facts: Facts) -> Iterator[str]:
    end = len(text)
    names = facts.names
    for symbol in range(1, len(facts.symbol_name)):
        told = f"symbol {facts.qualified(symbol)!r}"[:120]
        if facts.symbol_container[symbol] >= symbol:
            yield f"{told} lies in one that comes later"
        spelled = without_tag(names[facts.symbol_name[symbol]]).encode("utf-8", "surrogatepass")
        sites = facts.sites(symbol)
        if not sites:
            yield f"{told} has no site"
        for site in sites:
            if not site.start <= site.name <= site.end <= end:
                yield f"{told} has a site outside of the text or of itself: {site}"
            elif site.name + len(spelled) > site.end and text.startswith(spelled, site.name):
                yield f"{told} has a name that leaves its site: {site}"
        if not facts.symbol_doc_start[symbol] <= facts.symbol_doc_end[symbol] <= end:
            yield f"{told} has documentation outside of the text"


def _scopes(text: bytes, facts: Facts) -> Iterator[str]:
    starts, ends = facts.scope_start.tolist(), facts.scope_end.tolist()
    parents, kinds = facts.scope_parent.tolist(), facts.scope_kind
    if parents[0] != NONE or (starts[0], ends[0]) != (0, len(text)):
        yield "the first scope is not the whole text"
    for scope in range(1, len(parents)):
        parent = parents[scope]
        if parent >= scope:
            yield f"scope {scope} lies in {parent}, which comes later"
        elif kinds[parent] == ScopeKind.TYPE_PARAMETERS:
            # What is declared with type parameters lies in the scope of their list, which is
            # before it.
            continue
        elif ends[scope] <= starts[parent] and parents[parent] != NONE:
            # What comments say of parameters, right before their function.
            around = parents[parent]
            if starts[scope] < starts[around]:
                yield f"scope {scope} stands before {around}, in which its parent lies"
        elif not starts[parent] <= starts[scope] <= ends[scope] <= ends[parent]:
            inner, outer = (starts[scope], ends[scope]), (starts[parent], ends[parent])
            yield f"scope {scope} at {inner} leaves its parent at {outer}"


_AS_WRITTEN = {MODULE_VALUE_NAME: "exports"}
"""The one value that a module is has no name of its own and stands where it is assigned."""


_LISTED = listed_name("\0").split("\0")
"""What stands around a name that a list of macros mentions."""


def _spelled(name: str) -> str:
    before, after = _LISTED
    if name.startswith(before) and name.endswith(after):
        return name[len(before) : -len(after)]
    return _AS_WRITTEN.get(name, without_tag(name))


def _occurrences(text: bytes, facts: Facts) -> Iterator[str]:
    names = [_spelled(name).encode("utf-8", "surrogatepass") for name in facts.names]
    scopes, end = len(facts.scope_kind), len(text)
    first, packed = facts.expr_occurrences.tolist(), facts.occurrence.tolist()
    named = {start for start, role, _ in map(unpack_occurrence, packed) if role != Role.MADE}
    constructors = {
        site.name: facts.names[facts.symbol_name[symbol]].encode("utf-8", "surrogatepass")
        for symbol, kind in enumerate(facts.symbol_kind)
        if kind == Kind.CONSTRUCTOR
        for site in facts.sites(symbol)
    }
    for expr in range(len(facts.expr_kind)):
        name = facts.expr_name(expr)
        for at in range(first[expr], first[expr + 1]):
            start, role, scope = unpack_occurrence(packed[at])
            if role == Role.MADE:
                if start not in named:
                    yield f"something is made at {start}, where nothing is named"
            elif start in constructors and role == Role.DEFINITION:
                if not _spells(text, start, constructors[start]):
                    yield f"no constructor {constructors[start]!r} at {start}"
            elif role == Role.MENTION and name != NONE and facts.names[name] == CONSTRUCTOR_NAME:
                # Documentation names a constructor as its class.
                continue
            elif start > end or scope >= scopes:
                yield f"an occurrence lies outside of the text: {start} in scope {scope}"
            elif name != NONE and not _spells(text, start, names[name]):
                line, column = facts.position(start)
                spelled = text[start : start + 30]
                yield f"{line + 1}:{column + 1}: {spelled!r} does not spell {names[name]!r}"


def _spells(text: bytes, start: int, name: bytes) -> bool:
    # In names line ends are spaces.
    there = text[start : start + len(name)]
    if there == name or there.replace(b"\n", b" ") == name:
        return True
    if not name.startswith(b"operator"):
        return False
    # `operator ()` and `operator()` are one name.
    return b"".join(text[start : start + 2 * len(name)].split()).startswith(b"".join(name.split()))


def outline(blob: bytes) -> list[tuple[str, int, int]]:
    """Name, where it is and where its definition ends, of what an outline shows of a file."""
    facts = Facts(blob)
    names, kinds = facts.names, facts.symbol_kind
    return [
        (names[facts.symbol_name[symbol]], site.name, site.end)
        for symbol in range(1, len(kinds))
        if kinds[symbol] not in (Kind.PARAMETER, Kind.IMPORT)
        for site in facts.sites(symbol)
    ]

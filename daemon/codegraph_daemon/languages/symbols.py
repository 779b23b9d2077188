"""What the bindings of a walk become: columns of symbols, of their sites, and of bindings.

A name that a scope binds is one symbol, however often it is bound; parameters are symbols too,
other variables of a function are not.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain

from xxhash import xxh3_64_intdigest

from ..facts import KIND_NAMES, MODULE_HASH, NONE, Bind, Flag, Kind, ScopeKind, descriptor_part
from .scopes import (
    EXTENSION_SPACE,
    TAG_VARIANT,
    TYPE_SPACE,
    VARIANT_SPACE,
    Definition,
    Rows,
    Scope,
    spoken,
)

_DEF = int(Bind.DEF)
_NOTHING: Rows = []
_SPACES = re.compile(b"[%s]" % (TYPE_SPACE + EXTENSION_SPACE + VARIANT_SPACE))
"""What only keys hold that say more than a name."""
_MODULE, _CLASS, _FUNCTION = ScopeKind.MODULE, int(ScopeKind.CLASS), int(ScopeKind.FUNCTION)
_LOCAL, _INSTANCE = int(Flag.LOCAL), int(Flag.INSTANCE)
_PARAMETER, _FIELD = int(Kind.PARAMETER), int(Kind.FIELD)
_CONSTANT, _VARIABLE = int(Kind.CONSTANT), int(Kind.VARIABLE)
_SUFFIX = [descriptor_part("", kind).encode() for kind in range(len(KIND_NAMES))]
"""What follows a name in the descriptor of each kind of symbol; parameters have parentheses."""


def symbol_columns(
    scopes: Sequence[Scope], names: dict[bytes, int], doc: tuple[int, int]
) -> Mapping[str, Sequence[int]]:
    """The columns of the symbols that the bindings make; DEF rows are pointed at them."""
    # name, kind, flags, container, scope, body, variant, hash, start and end of the documentation
    unsaid = names[b""]
    rows: list[int] = [unsaid, Kind.MODULE, 0, 0, 0, 0, unsaid, MODULE_HASH, *doc]
    descriptors = [b""]
    sites: list[Rows] = [[]]
    by_hash = {MODULE_HASH: 0}
    unnamed: dict[bytes, int] = {}
    # Parents come before their children in `scopes`, so a container is always known.
    for scope in scopes:
        kind = scope.kind
        if scope.symbol:
            scope.prefix = descriptors[scope.symbol]
        elif scope.parent is not None:
            scope.symbol = scope.parent.symbol
            prefix = scope.prefix = scope.parent.prefix
            if scope.definitions or (kind == _CLASS and scope.sites):
                # Of equal names in two bodies without a name, each is a symbol of its own.
                place = unnamed[prefix] = unnamed.get(prefix, 0) + 1
                if kind != _MODULE:
                    scope.prefix = b"%s<%d>." % (prefix, place)
        if kind > _FUNCTION and not scope.definitions:
            # What a lambda or a comprehension binds is no symbol.
            continue
        owner = scope.symbol
        prefix = scope.prefix
        home = scope.index
        if kind == _FUNCTION:
            # Its plain variables are no symbols.
            for text, start, end, at, declared in scope.parameters:
                descriptor = prefix + b"(" + text + b")"
                hashed = xxh3_64_intdigest(descriptor)
                index = by_hash.get(hashed)
                if index is None:
                    by_hash[hashed] = len(descriptors)
                    descriptors.append(descriptor)
                    name = names[text]
                    rows += (name, _PARAMETER, _LOCAL, owner, home, NONE, unsaid, hashed, 0, 0)
                    sites.append([start, end, at, declared])
                else:
                    _check(descriptors[index], descriptor)
                    sites[index] += (start, end, at, declared)
        binds, definitions, own_sites = scope.binds, scope.definitions, scope.sites
        found: Iterable[bytes] = definitions if kind >= _FUNCTION else own_sites
        if not found:
            continue
        is_local = prefix.find(b"<") >= 0
        # Nearly all keys are names and nothing else, which one look at all of them tells.
        is_plain = _SPACES.search(b"".join(found)) is None
        if not is_plain and definitions:
            # Types and callables first: who asks for a name without saying for what means the
            # value.
            found = sorted(found, key=_is_value)
        for key in found:
            text, other, space = (key, b"", 0) if is_plain else _parts(scope, key)
            is_tag = not is_plain and key != text and key in binds
            if is_tag:
                other, space = TAG_VARIANT, 0
            bound_as = text if is_plain else scope.bound_as.get(key, text)
            if text[-1:] == TYPE_SPACE:
                text = text[:-1]
            start = end = flags = 0
            opens = NONE
            defined = definitions.get(key)
            if defined is not None:
                main, start, end = _main(defined)
                symbol_kind, opens, flags = main.kind, main.body, main.flags
            elif kind == _CLASS:
                symbol_kind = _FIELD
            else:
                symbol_kind = _CONSTANT if text.isupper() else _VARIABLE
            if is_local or (kind >= _FUNCTION and symbol_kind != _FIELD):
                flags |= _LOCAL
            elif bound_as not in binds and key not in binds and key[-1:] != EXTENSION_SPACE:
                flags = _INSTANCE
            if other:
                descriptor = b"%s%s(%s)." % (prefix, text, other)
            else:
                descriptor = prefix + text + _SUFFIX[symbol_kind]
            hashed = xxh3_64_intdigest(descriptor)
            index = by_hash.get(hashed)
            if index is None:
                index = by_hash[hashed] = len(descriptors)
                descriptors.append(descriptor)
                # A control character in a name cuts it, and what is left was not met before.
                name = names.setdefault(text, len(names))
                told = names.setdefault(other, len(names)) if other else unsaid
                rows += (name, symbol_kind, flags, owner, home, opens, told, hashed, start, end)
                sites.append(own_sites[key])
            else:
                # Another body of the same owner binds it too: one symbol, more sites.
                _check(descriptors[index], descriptor)
                sites[index] += own_sites[key]
            if defined is not None:
                for definition in defined:
                    definition.symbol = index
                    if definition.body != NONE:
                        scopes[definition.body].symbol = index
                # What is only assigned to instances is bound elsewhere.
                bound = binds.get(key if is_tag else bound_as, _NOTHING)
                for at in range(0, len(bound), 4):
                    if bound[at] == _DEF and bound[at + 3] == space:
                        bound[at + 1] = index
    flat = array("I", list(chain.from_iterable(sites)))
    columns = (
        *("name", "kind", "flags", "container", "scope", "body", "variant", "hash"),
        *("doc_start", "doc_end"),
    )
    width = len(columns)
    result: dict[str, Sequence[int]] = {
        f"symbol_{column}": rows[i::width] for i, column in enumerate(columns)
    }
    result.update(
        symbol_sites=list(accumulate([len(each) >> 2 for each in sites], initial=0)),
        site_start=flat[0::4],
        site_end=flat[1::4],
        site_name=flat[2::4],
        site_declared=bytes(flat[3::4].tolist()),
    )
    return result


def _is_value(key: bytes) -> bool:
    return not key.endswith(TYPE_SPACE) and key.find(VARIANT_SPACE) < 0


def _check(known: bytes, descriptor: bytes) -> None:
    if known != descriptor:
        # One file's symbols must never share a hash, whatever the odds.
        raise ValueError(f"two descriptors have one hash: {known!r}, {descriptor!r}")


def _parts(scope: Scope, key: bytes) -> tuple[bytes, bytes, int]:
    """Of a key of the tables of `scope`: its name, its variant, and the `c` of its DEF rows."""
    text, marked, told = key.partition(VARIANT_SPACE)
    if marked:
        # Every callable, where callables have variants.
        return text, told, scope.spaces.get(key, 1)
    text = spoken(key)
    return text, b"", scope.spaces.get(key, 1) if key != text else 0


def binding_columns(
    scopes: Sequence[Scope], names: Mapping[bytes, int]
) -> Mapping[str, Sequence[int]]:
    """The columns of the bindings, grouped by scope."""
    first = [0]
    named: list[int] = []
    tables: list[Rows] = []
    for scope in scopes:
        for table in (scope.binds, scope.attributes) if scope.attributes else (scope.binds,):
            for text, rows in table.items():
                if len(rows) == 4:
                    named.append(names[text])
                else:
                    named += [names[text]] * (len(rows) >> 2)
            tables += table.values()
        first.append(len(named))
    flat = array("I", list(chain.from_iterable(tables)))
    return {
        "scope_bindings": first,
        "bind_name": named,
        "bind_kind": bytes(flat[0::4].tolist()),
        "bind_a": flat[1::4],
        "bind_b": flat[2::4],
        "bind_c": flat[3::4],
    }


def _main(defined: list[Definition]) -> tuple[Definition, int, int]:
    """The definition that decides what a symbol is, the richest, and the documentation."""
    if len(defined) == 1:
        return defined[0], *defined[0].doc
    main = min(defined, key=lambda d: (d.kind != Kind.CLASS, d.kind))
    doc = main.doc
    for definition in defined:
        if not doc[1]:
            doc = definition.doc
    return main, *doc

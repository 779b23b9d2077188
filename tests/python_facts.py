"""Reading the facts of a Python source in the words of a test.

A source is written with what it says at the end of its lines, after `#:`: the occurrences of names
in their order, each with its role (`def`, `write`, `call`, `type`, `import`, or nothing for a plain
read) and what it spells: `name@scope` for a name that the scope binds (`@-`: nothing in the file
does), `receiver.name` for an attribute, `callee(name=)` for a keyword argument and `[module]` for
a module.  A scope is called after its function or class, `lambda`, `comprehension` or `types`.
"""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict

from codegraph_daemon.facts import (
    EARLIER,
    KIND_NAMES,
    NONE,
    ROLE_NAMES,
    Bind,
    Expr,
    Facts,
    Flag,
    ScopeKind,
    unpack_occurrence,
)
from codegraph_daemon.languages.python.parse import facts_of

_SCOPES = {
    ScopeKind.MODULE: "module",
    ScopeKind.LAMBDA: "lambda",
    ScopeKind.COMPREHENSION: "comprehension",
    ScopeKind.TYPE_PARAMETERS: "types",
    ScopeKind.BLOCK: "block",
}
_OF_ONE = {
    Expr.AWAIT: "await",
    Expr.ELEMENT: "element",
    Expr.ENTERED: "entered",
    Expr.INSTANCE: "instance",
}


def facts(source: str) -> Facts:
    return Facts(facts_of(textwrap.dedent(source).encode()))


def scope_name(read: Facts, scope: int) -> str:
    kind = read.scope_kind[scope]
    if scope == NONE:
        return "-"
    if kind in (ScopeKind.CLASS, ScopeKind.FUNCTION):
        return read.names[read.symbol_name[read.scope_owner[scope]]]
    return _SCOPES[kind]


def spelled(read: Facts, expr: int) -> str:
    """An expression, as near to its source as its facts allow."""
    kind, a, b = read.expr_kind[expr], read.expr_a[expr], read.expr_b[expr]
    names = read.names

    def of(operand: int) -> str:
        return spelled(read, operand)

    match kind:
        case Expr.UNKNOWN:
            return "?"
        case Expr.NAME:
            return f"{names[a]}@{'-' if b == NONE else scope_name(read, b)}"
        case Expr.ATTR:
            return f"{of(a)}.{names[b]}"
        case Expr.CALL:
            return f"{of(a)}({of(b) if b else ''})"
        case Expr.INDEX:
            return f"{of(a)}[{of(b)}]"
        case Expr.LITERAL:
            return f"{names[a]}({of(b)})" if b else names[a]
        case Expr.UNION:
            return f"{of(a)} | {of(b)}"
        case Expr.TUPLE:
            rest = of(b)[1:-1] if b else ""
            return f"({of(a)}{', ' + rest if rest else ''})"
        case Expr.MODULE:
            return f"[{'.' * b}{names[a]}]"
        case Expr.KEYWORD:
            return f"{of(a)}({names[b]}=)"
        case Expr.LAMBDA | Expr.SUPER:
            word = "lambda" if kind == Expr.LAMBDA else "super"
            return f"{word} {scope_name(read, a)}"
        case Expr.ASSIGNED:
            return f"{of(a)}/{'<' if b & EARLIER else ''}{b & ~EARLIER}"
        case Expr.EXCLUDED:
            return f"{of(b)} but {of(a)}"
        case Expr.UNPACKED:
            return f"{of(a)} #{b}"
        case Expr.AWAIT | Expr.ELEMENT | Expr.ENTERED | Expr.INSTANCE:
            return f"{_OF_ONE[kind]} {of(a)}"
    raise AssertionError(kind)


def occurrences(read: Facts) -> list[tuple[int, str, str]]:
    """(start, role, what is spelled), in the order of the text."""
    found = []
    for expr in range(len(read.expr_kind)):
        for packed in read.occurrences_of(expr):
            start, role, _ = unpack_occurrence(packed)
            found.append((start, ROLE_NAMES[role], spelled(read, expr)))
    return sorted(found)


_SHORT = {"read": "", "definition": "def "}


def check(source: str) -> None:
    """Check a source that says at the end of its lines what is to be found in them."""
    lines = textwrap.dedent(source).strip("\n").splitlines()
    code = [re.split(" *#:", line)[0] for line in lines]
    read = facts("\n".join(code) + "\n")
    found: dict[int, list[str]] = defaultdict(list)
    for start, role, text in occurrences(read):
        found[read.position(start)[0]].append(_SHORT.get(role, role + " ") + text)
    drawn = [
        f"{line}  #: {', '.join(found[number])}" if found[number] else line
        for number, line in enumerate(code)
    ]
    assert drawn == [re.sub(" *#: *", "  #: ", line) for line in lines]


def symbols(source: str) -> list[str]:
    """The symbols of a source, without the file's own: descriptor, kind and flags."""
    read = facts(source)
    flags = {value: name.lower() for name, value in vars(Flag).items() if name.isupper()}
    drawn = []
    for symbol in range(1, len(read.symbol_name)):
        words = [read.descriptor(symbol), KIND_NAMES[read.symbol_kind[symbol]]]
        words += [name for value, name in flags.items() if read.symbol_flags[symbol] & value]
        drawn.append(" ".join(words))
    return drawn


def bound(source: str, name: str) -> list[str]:
    """What gives `name` its meaning, wherever it is bound: its value, `: ` its annotation."""
    read = facts(source)
    drawn = []
    for scope in range(len(read.scope_kind)):
        for row in read.bindings_of(scope, name):
            kind = read.bind_kind[row]
            a, b, c = read.bind_a[row], read.bind_b[row], read.bind_c[row]
            match kind:
                case Bind.IMPORT_MODULE:
                    drawn.append(f"import {read.names[a]}{' as' if b else ''}")
                case Bind.IMPORT_FROM:
                    drawn.append(f"from {'.' * c}{read.names[a]} import {read.names[b]}")
                case Bind.WILDCARD:
                    drawn.append(f"from {'.' * c}{read.names[a]} import *")
                case Bind.DEF:
                    drawn.append(read.descriptor(a))
                case Bind.EXPORTS:
                    drawn.append(read.names[a])
                case Bind.PARAM:
                    position = f"{'*' if c & 0x100 else '#'}{c & 0xFF}"
                    note = f": {spelled(read, b)}" if b else ""
                    drawn.append(f"{position}{note}{' = ' + spelled(read, a) if a else ''}")
                case _:
                    drawn.append(spelled(read, a) + (f": {spelled(read, b)}" if b else ""))
    return drawn


def sites(source: str, descriptor: str) -> list[str]:
    """The extents of the definitions of a symbol."""
    text = textwrap.dedent(source).encode()
    read = Facts(facts_of(text))
    for symbol in range(len(read.symbol_name)):
        if read.descriptor(symbol) == descriptor:
            return [text[site.start : site.end].decode() for site in read.sites(symbol)]
    raise AssertionError(f"no symbol {descriptor}")

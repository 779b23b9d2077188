"""Members of structures among the arguments of macros: `container_of(node, struct item, link)`,
`TAILQ_FOREACH(item, &list, entries)`.

Where a macro is defined: which of its parameters it takes for a member, and of which other
parameter, or of the type that is another one.  Where one is called: names that nothing around binds
may be such members; what they are is known when the file is linked (`resolve.macro_members`).
"""

from __future__ import annotations

import re

from ...facts import Bind, Expr, members_name
from .names import plain_name
from .tokens import CAPS
from .walk import READ, Macro, Node, Walk, binds_locally, sequence, text_of

_PASSED = int(Expr.PASSED)
_TOKEN = re.compile(
    rb"[A-Za-z_]\w*|->|##?|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[0-9][\w.]*|[^\s\w]"
)
_OFFSETS = frozenset((b"offsetof", b"__builtin_offsetof", b"__offsetof"))
_AROUND = frozenset((b"(", b")", b"&", b"*"))
_WORD = re.compile(rb"[A-Za-z_]\w*")
_BEFORE = frozenset((b"return", b"sizeof", b"else", b"do", b"case"))
"""Words of the language that no call begins with."""
_MOST_TOKENS = 600
_LONGEST = 40
"""Tokens of an argument that are looked at."""

Of = tuple[int, bool]
"""The position of the parameter that has a member, and whether that is a type."""


def defined(x: Walk, name: bytes, parameters: list[bytes], body: bytes) -> None:
    """Note a macro that may take one of its parameters for a member of another."""
    if len(parameters) > 1 and (b"->" in body or b"(" in body):
        tokens = _TOKEN.findall(body)
        if len(tokens) <= _MOST_TOKENS:
            x.macros.append(Macro(name, parameters, tokens))


def told(x: Walk) -> None:
    """Bind what the macros of a file take for members, by their own text and by what they give to
    each other."""
    known: dict[bytes, dict[int, Of]] = {}
    for macro in x.macros:
        found = _members(macro)
        if found:
            known[macro.name] = found
    for _ in range(2 if known else 0):
        for macro in x.macros:
            found = _passed_on(macro, known)
            if found:
                known.setdefault(macro.name, {}).update(found)
    for name, members in known.items():
        key = members_name(name.decode("utf-8", "replace")).encode()
        for position, (of, is_type) in members.items():
            row = b"[%d,%d,%s]" % (position, of, b"true" if is_type else b"false")
            x.build.bind(x.file, key, Bind.SETTING, x.build.name(row))


def _members(macro: Macro) -> dict[int, Of]:
    """The parameters that stand behind `->` or `.`, or in an `offsetof`."""
    found: dict[int, Of] = {}
    numbers = {text: position for position, text in enumerate(macro.parameters)}
    tokens = macro.tokens
    for at, token in enumerate(tokens):
        if token in _OFFSETS:
            given = tokens[at + 1 : at + 5]
            if len(given) == 4 and given[::2] == [b"(", b","]:
                of, member = numbers.get(given[1]), numbers.get(given[3])
                if of is not None and member is not None:
                    found.setdefault(member, (of, True))
        elif token in numbers and at > 1 and tokens[at - 1] in (b"->", b"."):
            if tokens[at + 1 : at + 2] == [b"##"]:
                continue
            receiver = _receiver(tokens, at - 2, numbers)
            if receiver is not None and receiver[0] != numbers[token]:
                found.setdefault(numbers[token], receiver)
    return found


def _receiver(tokens: list[bytes], last: int, numbers: dict[bytes, int]) -> Of | None:
    """The one parameter that an expression consists of, or whose type it is cast to; `last` is
    where its last token stands."""
    if tokens[last] in numbers:
        is_part = last > 0 and tokens[last - 1] in (b"->", b".", b"##")
        return None if is_part else (numbers[tokens[last]], False)
    if tokens[last] != b")":
        return None
    depth, first = 0, last
    while first >= 0 and last - first < _LONGEST:
        depth += (tokens[first] == b")") - (tokens[first] == b"(")
        if not depth:
            break
        first -= 1
    else:
        return None
    if first and tokens[first - 1] not in _BEFORE and _WORD.fullmatch(tokens[first - 1]):
        # What a call gives.
        return None
    inner = tokens[first : last + 1]
    names = [token for token in inner if token not in _AROUND]
    if len(names) == 1:
        position = numbers.get(names[0])
        return None if position is None else (position, False)
    # `((type *) 0)`
    is_cast = inner[:2] == [b"(", b"("] and inner[3:5] == [b"*", b")"]
    position = numbers.get(inner[2]) if is_cast else None
    return None if position is None else (position, True)


def _passed_on(macro: Macro, known: dict[bytes, dict[int, Of]]) -> dict[int, Of]:
    """The parameters that are given to macros that take them for members."""
    found: dict[int, Of] = {}
    numbers = {text: position for position, text in enumerate(macro.parameters)}
    for at, token in enumerate(macro.tokens):
        members = known.get(token) if token != macro.name else None
        if members is None or macro.tokens[at + 1 : at + 2] != [b"("]:
            continue
        given = [numbers.get(each) if each else None for each in _given(macro.tokens, at + 2)]
        for position, (of, is_type) in members.items():
            if max(position, of) < len(given):
                member, receiver = given[position], given[of]
                if member is not None and receiver is not None and member != receiver:
                    found.setdefault(member, (receiver, is_type))
    return found


def _given(tokens: list[bytes], at: int) -> list[bytes]:
    """Of each argument the one name that it consists of, else nothing; `at` is behind the bracket
    that opens."""
    found: list[bytes] = []
    depth, names = 0, list[bytes]()
    for token in tokens[at:]:
        if not depth and token in (b",", b")"):
            found.append(names[0] if len(names) == 1 else b"")
            names = []
            if token == b")":
                break
            continue
        depth += (token == b"(") - (token == b")")
        if token not in _AROUND:
            names.append(token)
    return found


def may_be_member(x: Walk, node: Node, position: int) -> bool:
    """Whether an argument may be a member of another: a name that nothing around binds."""
    if not position or x.kinds[node.kind_id] != "identifier":
        return False
    text = text_of(x, node)
    # Where something is missing the grammar puts a name without a letter.
    if not text or text in x.file.binds or CAPS.fullmatch(text) is not None:
        return False
    return not binds_locally(x.scope, text)


def passed_names(x: Walk, head: int, given: list[int], names: list[tuple[int, Node]]) -> None:
    """Note the arguments of a call that may be members of others, with their places among them."""
    texts = [text_of(x, node) for _, node in names]
    for (position, _), text in zip(names, texts, strict=True):
        given[position] = plain_name(x, text)
    all_ = sequence(x, [head, *given])
    for (_, node), text in zip(names, texts, strict=True):
        x.build.spelled(_PASSED, all_, x.build.name(text), node.start_byte | READ | x.scope.read)

"""What a condition tells of a name's type: `instanceof`, and a member that is told by its value.

While a name is narrowed, members of it are members of the narrowed expression.  Narrowings end with
the block, and with the next assignment to the name.  Other conditions say nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...facts import GUARD_NAME, Bind, Expr
from .walk import EXTRAS, Node, Walk, children, parts_of, statements, text_of, union

_LITERAL, _INSTANCE, _MATCHING = int(Expr.LITERAL), int(Expr.INSTANCE), int(Expr.MATCHING)
_UNMATCHED, _GUARDED = int(Expr.UNMATCHED), int(Expr.GUARDED)

Told = Mapping[bytes, int]
"""Names, or chains of them, with the expressions that they are narrowed to."""

_NAMES = frozenset(("identifier", "member_expression", "this"))
_LITERALS = frozenset(("string", "true", "false", "number"))
_TELLING = frozenset(
    (
        *("parenthesized_expression", "unary_expression", "member_expression"),
        *("binary_expression", "call_expression"),
    )
)
_GUARD, _VALUE = GUARD_NAME.encode(), int(Bind.VALUE)
_GUARDS = (b"is", b"has")
"""How functions are called, nearly always, that say what their argument is."""
_EQUAL = frozenset((b"===", b"=="))
_UNEQUAL = frozenset((b"!==", b"!="))
_LEAVING = frozenset(
    ("return_statement", "throw_statement", "continue_statement", "break_statement")
)
_LONGEST = 100
_DEEPEST = 8
"""Operators of a condition that are looked into: each of a long chain would look at all before."""


def told_by(x: Walk, node: Node, outcome: bool, depth: int = 0) -> Told:
    """What a condition that has this outcome tells of names; it was visited before."""
    if depth == _DEEPEST:
        return {}
    kind = x.kinds[node.kind_id]
    if kind not in _TELLING:
        return {}
    parts = parts_of(x, node)
    if kind == "parenthesized_expression" and len(parts) == 1:
        return told_by(x, parts[0], outcome, depth + 1)
    if kind == "unary_expression" and x.source[node.start_byte] == 33 and len(parts) == 1:
        return told_by(x, parts[0], not outcome, depth + 1)
    if kind == "member_expression":
        # What is true of a member is told as by a comparison with `true`.
        return _by_value(x, node, [b"true"], outcome)
    if kind == "call_expression":
        return _by_guard(x, parts) if outcome and len(parts) == 2 else {}
    if kind != "binary_expression" or len(parts) != 2:
        return {}
    left, right = parts
    operator = x.source[left.end_byte : right.start_byte].strip()
    if operator == b"&&" and outcome:
        return {**told_by(x, left, True, depth + 1), **told_by(x, right, True, depth + 1)}
    if operator == b"||" and not outcome:
        return {**told_by(x, left, False, depth + 1), **told_by(x, right, False, depth + 1)}
    if operator == b"instanceof" and outcome:
        return _by_class(x, left, right)
    if operator in _EQUAL or operator in _UNEQUAL:
        if x.kinds[left.kind_id] in _LITERALS:
            left, right = right, left
        value = literal_text(x, right)
        if value is not None:
            return _by_value(x, left, [value], outcome == (operator in _EQUAL))
    return {}


def literal_text(x: Walk, node: Node) -> bytes | None:
    """A literal as it is spelled in the name of its type; None if it is none."""
    if x.kinds[node.kind_id] not in _LITERALS:
        return None
    text = text_of(x, node)
    if text[:1] in (b'"', b"'"):
        return b'"' + text[1:-1] + b'"' if b"\\" not in text else None
    return text


def literal_type(x: Walk, node: Node) -> int:
    """A type that is one value."""
    for part in parts_of(x, node):
        text = literal_text(x, part)
        if text is not None and len(text) <= _LONGEST and b"\n" not in text:
            return x.build.expr(_LITERAL, x.build.name(text))
        x.visit[part.kind_id](x, part)
    return 0


def _by_class(x: Walk, left: Node, right: Node) -> Told:
    if x.kinds[left.kind_id] not in _NAMES:
        return {}
    before, classes = _expression(x, left), _expression(x, right)
    if not before or not classes:
        return {}
    return {text_of(x, left): x.build.expr(_INSTANCE, classes, before)}


def _by_guard(x: Walk, parts: list[Node]) -> Told:
    """What `isUser(value)` tells, if it was declared to: `(value): value is User`."""
    callee, given = parts[0], parts_of(x, parts[1])
    if (
        not given
        or x.kinds[callee.kind_id] not in _NAMES
        or x.kinds[given[0].kind_id] not in _NAMES
    ):
        return {}
    text = text_of(x, given[0])
    if not text_of(x, callee).rpartition(b".")[2].startswith(_GUARDS) or len(text) > _LONGEST:
        return {}
    guard, before = _expression(x, callee), _expression(x, given[0])
    return {text: x.build.expr(_GUARDED, guard, before)} if guard and before else {}


def predicate(x: Walk, node: Node) -> int:
    """`value is T`, of the first parameter of the function around it."""
    parts = parts_of(x, node)
    values = [x.visit[part.kind_id](x, part) for part in parts]
    scope = x.scope
    is_of_first = scope.parameters and scope.parameters[0][0] == text_of(x, parts[0])
    if is_of_first and len(values) == 2 and values[1]:
        x.build.bind(scope, _GUARD, _VALUE, 0, values[1])
    return 0


def _by_value(x: Walk, node: Node, values: list[bytes], outcome: bool) -> Told:
    """What is told if the member at `node` is one of these values, or is none of them."""
    compared = _compared(x, node)
    return _matching(x, *compared, values, outcome) if compared is not None else {}


def _compared(x: Walk, node: Node) -> tuple[bytes, int] | None:
    """Whose member is at `node`, and the expression of the member."""
    if x.kinds[node.kind_id] != "member_expression":
        return None
    owner = parts_of(x, node)[0]
    text = text_of(x, owner)
    if x.kinds[owner.kind_id] not in _NAMES or len(text) > _LONGEST:
        return None
    # What is told of the member itself is another expression; this is about whose member it is.
    found = _member(x, node)
    return (text, found) if found else None


def _matching(x: Walk, text: bytes, found: int, values: list[bytes], outcome: bool) -> Told:
    literals = union(x, [x.build.expr(_LITERAL, x.build.name(each)) for each in values])
    kind = _MATCHING if outcome else _UNMATCHED
    return {text: x.build.expr(kind, found, literals)}


def _expression(x: Walk, node: Node) -> int:
    """The expression of names and members that were visited before, without an occurrence."""
    kind = x.kinds[node.kind_id]
    if kind == "identifier":
        text = text_of(x, node)
        return x.narrowed.get(text, 0) or x.scope.uses.get(text, 0)
    if kind == "this":
        return x.this
    if kind != "member_expression":
        return 0
    return x.narrowed.get(text_of(x, node)) or _member(x, node)


def _member(x: Walk, node: Node) -> int:
    """The expression of a member that was visited before."""
    parts = [part for part in parts_of(x, node) if x.kinds[part.kind_id] != "optional_chain"]
    if len(parts) != 2:
        return 0
    receiver = _expression(x, parts[0])
    return x.build.members.get((receiver, text_of(x, parts[1])), 0)


def narrow(x: Walk, told: Told) -> None:
    """From here on names are what they are told to be."""
    if told:
        x.narrowed = {**x.narrowed, **told}


def forget(x: Walk, text: bytes) -> None:
    """A name gets another value: what was told of it and its members holds no more."""
    if x.narrowed:
        x.narrowed = {
            each: expr
            for each, expr in x.narrowed.items()
            if each != text and not each.startswith(text + b".")
        }


def if_(x: Walk, node: Node) -> int:
    """`if`; a branch that leaves tells something of what follows it."""
    test: Node | None = None
    leaves = others = False
    outer = x.narrowed
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in EXTRAS:
            x.effect[part.kind_id](x, part)
        elif test is None:
            test = part
            x.effect[part.kind_id](x, part)
        elif kind == "else_clause":
            others = True
            narrow(x, told_by(x, test, False))
            x.effect[part.kind_id](x, part)
            x.narrowed = outer
        else:
            narrow(x, told_by(x, test, True))
            x.effect[part.kind_id](x, part)
            x.narrowed = outer
            leaves = _leaves(x, part)
    if test is not None and leaves and not others:
        narrow(x, told_by(x, test, False))
    return 0


def _leaves(x: Walk, node: Node) -> bool:
    if x.kinds[node.kind_id] == "statement_block":
        named = node.named_child_count
        last = node.named_child(named - 1) if named else None
        return last is not None and x.kinds[last.kind_id] in _LEAVING
    return x.kinds[node.kind_id] in _LEAVING


def block(x: Walk, node: Node) -> int:
    """Statements after which nothing that they tell holds."""
    outer = x.narrowed
    statements(x, node)
    x.narrowed = outer
    return 0


def switch(x: Walk, node: Node) -> int:
    """`switch (value.member)`; each case tells what the member is."""
    parts = parts_of(x, node)
    if len(parts) != 2:
        return children(x, node)
    test, body = parts
    x.effect[test.kind_id](x, test)
    inner = parts_of(x, test)
    before, x.switched = x.switched, _compared(x, inner[0]) if len(inner) == 1 else None
    x.effect[body.kind_id](x, body)
    x.switched = before
    return 0


def cases(x: Walk, node: Node) -> int:
    """The cases of a `switch`; one without statements shares those of the next."""
    test, x.switched = x.switched, None
    values: list[bytes] = []
    known = True
    for case in node.named_children:
        if x.kinds[case.kind_id] != "switch_case":
            x.effect[case.kind_id](x, case)
            continue
        outer = x.narrowed
        first = True
        has_statements = False
        for part in case.named_children:
            if x.kinds[part.kind_id] in EXTRAS:
                x.effect[part.kind_id](x, part)
            elif first:
                first = False
                x.effect[part.kind_id](x, part)
                text = literal_text(x, part)
                known = known and text is not None
                values += [text] if text is not None else []
            else:
                if not has_statements and test is not None and known:
                    narrow(x, _matching(x, *test, values, True))
                has_statements = True
                x.effect[part.kind_id](x, part)
        x.narrowed = outer
        if has_statements:
            values, known = [], True
    return 0

"""Arguments of calls, and calls that are told by their names: casts, and functions of the standard
library that give what they are given.

Belongs here: which these are, and what they give. Stays out: calls of anything else
(`expressions`), and what containers give (`resolve.templates`).
"""

from __future__ import annotations

from ...facts import Expr
from .algorithms import FOLDS, passed
from .macro_members import may_be_member, passed_names
from .names import name_in, tag
from .tokens import TAGS
from .walk import CALL, MADE, Node, Walk, sequence, text_of, value_of

_LITERAL, _TYPED = int(Expr.LITERAL), int(Expr.TYPED)
_CASTS = frozenset((b"static_cast", b"dynamic_cast", b"const_cast", b"reinterpret_cast"))
_SAME = frozenset(
    (
        *(b"move", b"forward", b"ref", b"cref", b"as_const", b"exchange", b"launder"),
        *(b"max", b"min", b"clamp", b"next", b"prev", b"find", b"find_if", b"find_if_not"),
        *(b"max_element", b"min_element", b"lower_bound", b"upper_bound", b"partition_point"),
        *(b"remove", b"remove_if", b"unique", b"partition", b"search", b"adjacent_find"),
        b"is_sorted_until",
    )
)
"""Functions of the standard library that give their first argument, or an iterator like it."""
_MAKING = {b"make_pair": b"pair", b"make_tuple": b"tuple"}
"""Functions that make something of each of their arguments."""
_HOLDING = frozenset((b"make_unique", b"make_shared"))
"""Functions that make what is between their angle brackets, and a pointer to it."""
_NAMED_WITHIN = frozenset(("qualified_identifier", "dependent_name"))


def conversion(x: Walk, callee: Node, given: Node | None) -> int:
    """`static_cast<T>(value)`, `std::move(value)`, `std::make_pair(a, b)`; -1 if a call is none of
    these.
    """
    kind = x.kinds[callee.kind_id]
    if kind == "template_function":
        name = callee.child_by_field_name("name")
        if name is not None and text_of(x, name) in _CASTS:
            types = callee.child_by_field_name("arguments")
            wanted = 0
            for part in types.named_children if types is not None else ():
                wanted = x.visit[part.kind_id](x, part) or wanted
            arguments(x, given)
            return x.build.expr(_TYPED, wanted) if wanted else 0
    if kind == "qualified_identifier":
        text = text_of(x, callee)
        called = text[5:].partition(b"<")[0] if text.startswith(b"std::") else b""
        made = _MAKING.get(called)
        if made is not None or called in _SAME or called in FOLDS:
            name_in(x, callee, CALL)
            parts = arguments(x, given, callee)
            if called in FOLDS:
                return parts[2] if len(parts) > 2 else 0
            if made is not None and parts:
                return x.build.expr(_LITERAL, x.build.name(made), sequence(x, parts))
            return parts[0] if parts else 0
    return -1


Apart = list[tuple[int, Node]]
"""Names among arguments that are not visited, with their places."""


def arguments(
    x: Walk, node: Node | None, callee: Node | None = None, apart: Apart | None = None
) -> list[int]:
    """The expressions of arguments of a callee; if they are asked for, what may be a member of
    another of them is kept `apart`."""
    if node is None:
        return []
    if node.has_error:
        return _with_types(x, node, apart)
    found: list[int] = []
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "lambda_expression" and callee is not None:
            x.passed = passed(x, callee, found)
        if kind == "comment" or (apart is not None and _is_apart(x, part, found, apart)):
            continue
        found.append(x.visit[part.kind_id](x, part))
    return found


def arguments_of(x: Walk, head: int, node: Node | None) -> list[int]:
    """The expressions of arguments of what may be a macro, which may take them for members."""
    names: Apart = []
    parts = arguments(x, node, None, names)
    if names:
        passed_names(x, head, parts, names)
    return parts


def _is_apart(x: Walk, node: Node, found: list[int], apart: Apart) -> bool:
    """Whether an argument is kept apart, with a place among those that are `found`."""
    if not may_be_member(x, node, len(found)):
        return False
    apart.append((len(found), node))
    found.append(0)
    return True


def _with_types(x: Walk, node: Node, apart: Apart | None) -> list[int]:
    """Arguments of a macro, among them `struct name` and `struct name *`."""
    found: list[int] = []
    is_tag = False
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in ("identifier", "ERROR") and text_of(x, part) in TAGS:
            is_tag = True
        elif kind == "binary_expression" and is_tag:
            # The star is read as a product of the name and of the next argument.
            left, right = part.child_by_field_name("left"), part.child_by_field_name("right")
            if left is not None and x.kinds[left.kind_id] == "identifier":
                found += [tag(x, left), value_of(x, right)]
            else:
                found.append(x.visit[part.kind_id](x, part))
            is_tag = False
        elif kind == "ERROR" and is_tag:
            found += [tag(x, e) for e in part.named_children if x.kinds[e.kind_id] == "identifier"]
            is_tag = False
        elif kind != "comment" and not (apart is not None and _is_apart(x, part, found, apart)):
            found.append(x.visit[part.kind_id](x, part))
    return found


def making(x: Walk, callee: Node, head: int, parts: list[int]) -> None:
    """`std::make_unique<Type>(arguments)` calls what makes a `Type` of them."""
    exprs = x.build.exprs
    if exprs[3 * head] != Expr.INDEX:
        return
    while x.kinds[callee.kind_id] in _NAMED_WITHIN:
        callee = callee.named_children[-1]
    name = callee.child_by_field_name("name")
    if name is None or text_of(x, name) not in _HOLDING:
        return
    made = exprs[3 * exprs[3 * head + 2] + 1]
    if exprs[3 * made] in (Expr.NAME, Expr.ATTR, Expr.INDEX):
        made = exprs[3 * made + 1] if exprs[3 * made] == Expr.INDEX else made
        mark = name.start_byte | MADE | x.scope.read
        x.build.spelled(Expr.CHOSEN, made, sequence(x, parts), mark)

"""Blocks and what stands in them; what conditions and arms bind is seen in their bodies alone."""

from __future__ import annotations

from ...facts import RETURN_NAME, Expr
from ..labels import bind_label, use_label
from .expressions import function_made, made_for
from .filled import note_empty, with_holes
from .grammar import (
    BODY,
    CONDITION,
    EXTRAS,
    FIELDS,
    IDENTIFIER,
    PATTERN,
    TYPE,
    VALUE,
    ids,
    only,
)
from .loops import LOOPS, body, either, left_by_jumps
from .patterns import binds_nothing, in_block, pattern
from .walk import VISIT, Node, Visitor, Walk, leaf, value_of

_RETURN = RETURN_NAME.encode()
_GENERIC_FUNCTION, _FIELD_EXPRESSION = only("generic_function"), only("field_expression")
_ALTERNATIVE, _CONSEQUENCE = FIELDS["alternative"], FIELDS["consequence"]
_LEFT, _RIGHT = FIELDS["left"], FIELDS["right"]
_STATEMENTS = ids("expression_statement", "let_declaration", "empty_statement", "macro_definition")
_BOUND = ids(
    *("let_declaration", "function_item", "struct_item", "enum_item", "const_item", "static_item"),
    *("use_declaration", "impl_item", "trait_item", "type_item", "mod_item", "macro_definition"),
)
_LET = only("let_declaration")
_LET_CONDITION, _LET_CHAIN = only("let_condition"), only("let_chain")
_ARMS, _PARAMETER = ids("match_arm"), only("parameter")
_SHORTHAND, _INITIALIZER = only("shorthand_field_initializer"), only("field_initializer")
_TYPED_BY_ARGUMENT = frozenset((b"collect", b"parse", b"into", b"sum", b"product", b"downcast_ref"))
"""Methods whose type argument says what they give."""
_LABEL, _JUMPS = ids("label"), ids("break_expression", "continue_expression")
_MOST = 0xFE


def block(x: Walk, node: Node) -> int:
    """`{ statements; value }`; what it binds is seen inside alone."""
    parts = node.named_children
    outer = x.scope
    if not _BOUND.isdisjoint([part.kind_id for part in parts]):
        in_block(x, node.start_byte, node.end_byte)
    if parts and parts[0].kind_id in _LABEL:
        last, given = left_by_jumps(x, node, False, lambda x, node: statements(x, node, parts))
        result = either(x, last, given)
    else:
        result = statements(x, node, parts)
    x.enter(outer)
    return result


def statements(x: Walk, node: Node, parts: list[Node], wanted: int = 0) -> int:
    """The statements of a block whose scope is open; what the block gives. `wanted` is the type of
    what takes that, if the last of them is a function."""
    items, before, x.items = x.items, x.block_end, x.scope
    x.block_end = node.end_byte
    first = result = 0
    doc = x.doc
    x.doc = (0, 0)
    for part in parts:
        kind = part.kind_id
        visit = VISIT[kind]
        if visit is leaf:
            continue
        made = function_made(x, part) if wanted and part is parts[-1] else None
        value = visit(x, part) if made is None else made_for(x, made, wanted)
        if part is parts[0]:
            first = value
        result = 0 if kind in _STATEMENTS else value
    x.first = first
    x.items, x.block_end, x.doc = items, before, doc
    return result


def let(x: Walk, node: Node) -> int:
    """`let pattern: Type = value else { };`."""
    given, value_node = node.child_by_field_id(TYPE), node.child_by_field_id(VALUE)
    annotation = 0 if given is None else VISIT[given.kind_id](x, given)
    made = function_made(x, value_node) if annotation and value_node is not None else None
    if made is not None:
        value = made_for(x, made, annotation)
    else:
        value = 0 if value_node is None else VISIT[value_node.kind_id](x, value_node)
    otherwise = node.child_by_field_id(_ALTERNATIVE)
    if otherwise is not None:
        VISIT[otherwise.kind_id](x, otherwise)
    target = node.child_by_field_id(PATTERN)
    if target is not None:
        if x.items is not x.home or x.scope.index:
            _shadow(x, node, target)
        if value and given is not None:
            value, annotation = with_holes(x, given, annotation, value)
        pattern(x, target, value, annotation)
        if value_node is not None and not annotation:
            note_empty(x, target, value_node)
    return 0


def _shadow(x: Walk, node: Node, target: Node) -> None:
    """A variable is seen from here on: what was met before of its name is another's."""
    if target.kind_id == IDENTIFIER:
        text = x.source[target.start_byte : target.end_byte]
        later = x.build.scopes[x.scope.index :]
        if len(later) < _MANY and not [each for each in later if text in each.uses]:
            return
    in_block(x, node.end_byte, x.block_end)


_MANY = 200


def if_(x: Walk, node: Node) -> int:
    """`if condition { } else { }`; what the condition binds is seen in the first block."""
    outer = x.scope
    condition = node.child_by_field_id(CONDITION)
    if condition is not None:
        _conditioned(x, node, condition)
    first = value_of(x, node, _CONSEQUENCE)
    x.enter(outer)
    second = value_of(x, node, _ALTERNATIVE)
    return either(x, first, second)


def _conditioned(x: Walk, node: Node, condition: Node) -> None:
    if condition.kind_id in (_LET_CONDITION, _LET_CHAIN):
        in_block(x, condition.start_byte, node.end_byte)
    VISIT[condition.kind_id](x, condition)


def let_condition(x: Walk, node: Node) -> int:
    """`let pattern = value` in a condition."""
    value = value_of(x, node, VALUE)
    target = node.child_by_field_id(PATTERN)
    if target is not None:
        in_block(x, target.start_byte, x.scope.end)
        pattern(x, target, value)
    return 0


def label(x: Walk, node: Node) -> int:
    """`'name`, before a loop or a block, or behind a jump to it."""
    around = node.parent
    is_jump = around is not None and around.kind_id in _JUMPS
    start, text = node.start_byte + 1, x.source[node.start_byte + 1 : node.end_byte]
    (use_label if is_jump else bind_label)(x.build, x.scope, start, text)
    return 0


def _labelled(x: Walk, node: Node) -> None:
    first = node.child(0)
    if first is not None and first.kind_id in _LABEL:
        label(x, first)


def while_(x: Walk, node: Node) -> int:
    """`while condition { }`."""
    _labelled(x, node)
    outer = x.scope
    condition = node.child_by_field_id(CONDITION)
    if condition is not None:
        _conditioned(x, node, condition)
    body(x, node)
    x.enter(outer)
    return 0


def for_(x: Walk, node: Node) -> int:
    """`for pattern in values { }`."""
    _labelled(x, node)
    outer = x.scope
    values = value_of(x, node, VALUE)
    in_block(x, node.start_byte, node.end_byte)
    target = node.child_by_field_id(PATTERN)
    if target is not None:
        pattern(x, target, x.build.expr(Expr.ELEMENT, values) if values else 0)
    body(x, node)
    x.enter(outer)
    return 0


def match(x: Walk, node: Node) -> int:
    """`match value { pattern if condition => result, }`."""
    value = value_of(x, node, VALUE)
    inner = node.child_by_field_id(BODY)
    result = arms = 0
    outer = x.scope
    for arm in inner.named_children if inner is not None else ():
        if arm.kind_id not in _ARMS:
            VISIT[arm.kind_id](x, arm)
            continue
        target = arm.child_by_field_id(PATTERN)
        if target is not None:
            parts = target.named_children
            if not all(binds_nothing(part) for part in parts):
                in_block(x, arm.start_byte, arm.end_byte)
            for child in parts:
                pattern_or_condition(x, target, child, value)
        given = value_of(x, arm, VALUE)
        if given and arms < 8 and given != result:
            result = either(x, result, given)
            arms += 1
        x.enter(outer)
    return result


def pattern_or_condition(x: Walk, node: Node, child: Node, value: int) -> None:
    """One part of what stands before `=>`."""
    condition = node.child_by_field_id(CONDITION)
    if condition is not None and child.start_byte >= condition.start_byte:
        VISIT[child.kind_id](x, child)
    elif child.kind_id not in EXTRAS:
        pattern(x, child, value)


STATEMENTS: dict[str, Visitor] = {
    "block": block,
    "let_declaration": let,
    "if_expression": if_,
    "let_condition": let_condition,
    "while_expression": while_,
    "for_expression": for_,
    "match_expression": match,
    "label": label,
    **LOOPS,
}

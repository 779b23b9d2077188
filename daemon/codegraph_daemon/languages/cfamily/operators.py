"""What types leave out of C++ declarations (pointers, references, `const`), and the operators that
it decides: where one stands at an object, the function that defines it is called.

Between pointers an operator is the language's own.  So belongs here: what a declaration says beside
its type, and which operands hold a value itself, as far as the file tells; what other files declare
is asked when the file is linked (`Expr.UNPOINTED`).  Stays out: which function an operator calls
(`resolve.operated`), and which member a constant object has (`resolve.constness`).
"""

from __future__ import annotations

import re

from ...facts import CONSTANT_NAME, HELD, NONE, REFERRED, Bind, Expr, ScopeKind
from ..scopes import Scope
from .tokens import CAPS
from .walk import CALL, Node, Walk, sequence, text_of

_OPERATED, _UNPOINTED = int(Expr.OPERATED), int(Expr.UNPOINTED)
_NO_OBJECTS = frozenset((Expr.LITERAL, Expr.LAMBDA))
"""Types whose values no class defines operators of."""
_FUNCTION = int(ScopeKind.FUNCTION)
_CONSTANT = CONSTANT_NAME.encode()
CONSTANTS = frozenset((b"const", b"constexpr"))
"""Words that say that what is declared must not change."""
_VALUE, _POINTER, _BY_VALUE = 1, 2, 3
"""What a local name is: an object or a reference to one, what points at one or holds several, and
whatever the value is that it begins with."""
_ELSEWHERE = frozenset(("field_expression", "call_expression", "qualified_identifier"))
"""What others declare."""
_NO_OPERANDS = frozenset(("number_literal", "null", "true", "false"))
_LITERALS = _NO_OPERANDS | {"string_literal", "char_literal", "concatenated_string"}
_SIGNS = frozenset(
    (
        *(b"+ - * / % ^ & | < > = == != <= >= << >> += -= *= /= %= ^= &= |=").split(),
        *(b"<<= >>= <=>").split(),
    )
)
_OTHERS = (b"&&", b"||", b"->", b"/*", b"//")
"""What begins like a sign and is none, or one that hardly any class defines."""
_ALONE = frozenset(b"! - + ~ * ++ -- -> [ (".split())
"""What stands at one operand, or begins what stands behind it."""
_MOST_NAMES = 256
"""In a scope with more names nobody looks for the one that a variable begins with."""
_ADDRESS = re.compile(rb"\s*[={(]\s*&")
"""Behind a name: it begins as a pointer."""
_STAR, _REFERENCE = ord("*"), ord("&")


def sign_at(x: Walk, at: int) -> bytes:
    """The operator between two operands at a byte offset; empty if classes define none like it."""
    text = x.source[at : at + 3]
    if text[:2] in _OTHERS:
        return b""
    for length in (3, 2, 1):
        if text[:length] in _SIGNS:
            return text[:length]
    return b""


def holding(x: Walk, start: int, end: int) -> int:
    """Whether what a declaration names at some bytes is the value itself (HELD) or a reference to
    one (REFERRED), by what is around the name; 0 if it may be neither."""
    if not x.is_cpp or _pointers(x, start, end):
        return 0
    return REFERRED if _before(x, start) == _REFERENCE else HELD


def constant(x: Walk, scope: Scope, text: bytes, wanted: int) -> None:
    """Note that what a name stands for, or points at, must not change."""
    if x.is_cpp and text and not (wanted and is_of_language(x, wanted)):
        x.build.bind(scope, _CONSTANT, Bind.EXPORTS, x.build.name(text))


def is_constant(x: Walk, node: Node) -> bool:
    """Whether a part of a declaration says that what is declared must not change."""
    return x.kinds[node.kind_id] == "type_qualifier" and text_of(x, node) in CONSTANTS


def local(x: Walk, scope: Scope, text: bytes, start: int, value: int, wanted: int) -> int:
    """Note what the local name at a byte offset is; the c of its binding, see `holding`."""
    if not x.is_cpp or (wanted and is_of_language(x, wanted)):
        return 0
    end = start + len(text)
    pointers = _pointers(x, start, end)
    if not wanted and _ADDRESS.match(x.text, end):
        pointers += 1
    if pointers > 1:
        return 0
    state = _POINTER if pointers else _VALUE if wanted else _copied(x, value)
    x.held[(scope.index, text)] = state
    return holding(x, start, end) if state == _VALUE else 0


def _copied(x: Walk, value: int) -> int:
    """What a name is that begins with a value."""
    exprs = x.build.exprs
    scope = exprs[3 * value + 2]
    if exprs[3 * value] == Expr.NAME and scope != NONE:
        using = x.build.scopes[scope]
        if len(using.uses) > _MOST_NAMES:
            return _BY_VALUE
        text = next((text for text, expr in using.uses.items() if expr == value), b"")
        if _state_of(x, using, text) == _VALUE:
            return _VALUE
    return _BY_VALUE


def _pointers(x: Walk, start: int, end: int) -> int:
    """How many pointers and arrays a declaration has right around a name; more than two are two."""
    count, at = 0, start
    while count < 2 and _before(x, at) == _STAR:
        count += 1
        at = x.text.rindex(b"*", 0, at)
    while x.text[end : end + 1].isspace():
        end += 1
    return count + (x.text[end : end + 1] == b"[")


def _before(x: Walk, at: int) -> int:
    """The last byte that is no space before an offset."""
    text = x.text
    at -= 1
    while at > 0 and text[at] <= 32:
        at -= 1
    return text[at] if at >= 0 else 0


def operand(x: Walk, node: Node, value: int) -> int:
    """The expression of what an operator stands at, of which `value` is the one; 0 if it is no
    object, or nobody knows."""
    if not value:
        return 0
    kind = x.kinds[node.kind_id]
    if kind == "identifier":
        state = _state(x, node)
        if state == _VALUE:
            return value
        return 0 if state == _POINTER or state == 0 else x.build.expr(_UNPOINTED, value)
    if kind == "call_expression" and x.build.exprs[3 * value] != Expr.CALL:
        # What is moved, for one, is what it was given, and yet it has no name any more.
        return 0
    if kind in _ELSEWHERE:
        return x.build.expr(_UNPOINTED, value)
    parts = node.named_children
    if kind == "parenthesized_expression":
        return operand(x, parts[0], value) if len(parts) == 1 else 0
    if kind == "binary_expression" or kind == "assignment_expression":
        # Of the type of the left one, unless that is a literal.
        if len(parts) < 2 or is_of_language(x, value):
            return 0
        return operand(x, parts[x.kinds[parts[0].kind_id] in _LITERALS], value)
    if kind == "pointer_expression" or kind == "subscript_expression":
        return _pointed(x, node, parts, value)
    return 0


def _pointed(x: Walk, node: Node, parts: list[Node], value: int) -> int:
    """What a local pointer points at, or `*this`."""
    if not parts or x.source.startswith(b"&", node.start_byte):
        return 0
    kind = x.kinds[parts[0].kind_id]
    if kind == "this":
        return x.this
    return value if points(x, parts[0]) else 0


def points(x: Walk, node: Node) -> bool:
    """Whether a node is the name of a local pointer or array, which no class stands for."""
    return x.kinds[node.kind_id] == "identifier" and _state(x, node) == _POINTER


def _state(x: Walk, node: Node) -> int:
    """What the name at a node is, see `_state_of`."""
    return _state_of(x, x.scope, x.source[node.start_byte : node.end_byte])


def _state_of(x: Walk, scope: Scope, text: bytes) -> int:
    """What a name is that is used in a scope: 0 if it is no object, -1 if it is not local."""
    at: Scope | None = scope
    while at is not None and at.kind >= _FUNCTION:
        if text in at.binds:
            return x.held.get((at.index, text), 0)
        at = at.outward
    return 0 if CAPS.fullmatch(text) else -1


def operated(x: Walk, at: int, sign: bytes, operands: list[int]) -> None:
    """Note that the operator at a byte offset is called with these, of which 0 are not known."""
    if not x.source.startswith(sign, at):
        # Something that the grammar did not read stands in between.
        return
    name = x.build.name(sign)
    mark = at | CALL | x.scope.read
    x.build.spelled(_OPERATED, sequence(x, operands), name, mark)


def between(x: Walk, at: int, left: Node, right: Node, values: tuple[int, int]) -> None:
    """Note the operator at a byte offset, between two operands with their values."""
    sign = sign_at(x, at)
    if not sign or (x.kinds[right.kind_id] in _NO_OPERANDS and not _is_local(x, left)):
        # Most members by far that stand beside a number are numbers.
        return
    first, second = operand(x, left, values[0]), operand(x, right, values[1])
    if first or second:
        # Literals tell overloads apart.
        parts = zip((first, second), values, strict=True)
        operated(x, at, sign, [f or (v if is_of_language(x, v) else 0) for f, v in parts])


def is_of_language(x: Walk, value: int) -> bool:
    """Whether a value is of a type of the language itself."""
    return x.build.exprs[3 * value] in _NO_OBJECTS


def _is_local(x: Walk, node: Node) -> bool:
    return x.kinds[node.kind_id] not in _ELSEWHERE and (
        x.kinds[node.kind_id] != "identifier" or _state(x, node) in (_VALUE, _BY_VALUE)
    )


def before(x: Walk, node: Node, inner: Node, value: int) -> None:
    """Note the operator that a node begins with."""
    start = node.start_byte
    sign = x.source[start : start + (2 if x.source[start : start + 1] in b"+-" else 1)]
    if sign[1:] and sign[0] != sign[1]:
        sign = sign[:1]
    behind(x, start, sign, inner, value)


def behind(x: Walk, at: int, sign: bytes, inner: Node, value: int, *given: int) -> None:
    """Note an operator that stands at its first operand alone, or behind it with others."""
    first = operand(x, inner, value) if sign in _ALONE else 0
    if first:
        operated(x, at, sign, [first, *given])


def on_local(x: Walk, at: int, sign: bytes, inner: Node, value: int, *given: int) -> None:
    """Note an operator on a local name alone: nearly all others of its kind are the language's."""
    if x.kinds[inner.kind_id] == "identifier" and _state(x, inner) in (_VALUE, _BY_VALUE):
        behind(x, at, sign, inner, value, *given)

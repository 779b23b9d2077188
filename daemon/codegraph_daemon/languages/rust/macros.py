"""Calls of macros: their names, and what their arguments say if they read like code."""

from __future__ import annotations

from collections.abc import Callable

from ...facts import Expr, ScopeKind
from .formats import FORMAT_AT, names
from .grammar import BLOCK, FIELDS, IDENTIFIER, ids, only, tokens
from .items import items
from .paths import macro_used, named
from .statements import block, statements
from .token_trees import made
from .walk import CALL, NO_DOC, VISIT, Node, Walk

_MACRO = FIELDS["macro"]
_TREES = ids("token_tree")
_COMMAS, _BRACES = tokens(","), tokens("{")
_BARS, _LESS, _MORE, _PATHS = tokens("|"), tokens("<"), tokens(">"), tokens("::")
_BEFORE_CLOSURE = tokens(",", "(", "[", "{", "=", "=>", "move", "async", "return", ";")
"""What may stand before the parameters of a closure."""
_LITERALS = ids("string_literal", "raw_string_literal", "integer_literal", "char_literal")
_OF_ITEMS = frozenset((ScopeKind.MODULE, ScopeKind.CLASS, ScopeKind.TYPE_PARAMETERS))
_STATEMENT = only("expression_statement")
_DEEPEST = 24
"""Macros in arguments of macros that are read: each level is parsed once for each around it."""
_TEXTS = frozenset((b"format", b"concat", b"stringify", b"include_str", b"env"))


def invocation(x: Walk, node: Node) -> int:
    """`name!(arguments)`."""
    name = node.child_by_field_id(_MACRO)
    is_member, x.is_member = x.is_member, False
    text = b""
    # Among items a macro stands for items, and nobody calls it there.
    role = 0 if x.scope.kind in _OF_ITEMS else CALL
    if name is not None:
        start = name.start_byte
        text = x.source[start : name.end_byte]
        if name.kind_id == IDENTIFIER:
            macro_used(x, text, start | role | x.scope.read)
        else:
            named(x, name, role)
            text = text.rpartition(b"::")[2]
    first = 0
    at = FORMAT_AT.get(text)
    for child in node.named_children:
        if child.kind_id in _TREES:
            if text in x.makers and x.scope.kind in _OF_ITEMS:
                made(x, text, child)
            if text in _QUOTES:
                _spliced(x, child, text.endswith(b"_spanned"))
                return 0
            if text == b"matches" and name is not None and _matched(x, name, child):
                return x.literal(b"bool")
            first = arguments(x, child, _WRITERS.get(text), is_member)
            if at is not None:
                names(x, child, at)
    if text == b"vec":
        if first:
            return x.build.expr(Expr.LITERAL, x.build.name(b"Vec"), first)
        return x.literal(b"Vec")
    return x.literal(b"String") if text in _TEXTS else 0


def _matched(x: Walk, name: Node, tree: Node) -> bool:
    """Read `matches!(value, pattern if condition)` as `match   (value){pattern if condition => 0}`,
    at the same places; whether it can be."""
    start, end = name.start_byte, tree.end_byte
    parts = tree.children
    commas = _commas(parts) if len(parts) > 3 and x.macros < _DEEPEST else []
    if not commas or not x.source[commas[0] + 1 : commas[0] + 2].isspace():
        return False
    if x.source[name.end_byte : tree.start_byte] != b"!" or x.source[tree.start_byte] != 0x28:
        return False
    text = bytearray((x.macro_text or x.source)[:end])
    word = b"match"
    text[start : tree.start_byte] = word + b" " * (tree.start_byte - start - len(word))
    text[commas[0] : commas[0] + 2] = b"){"
    if parts[-2].kind_id in _COMMAS:
        text[parts[-2].start_byte] = 0x20
    text[-1:] = b" => 0}"
    root = x.parse(text, start, len(text))
    if root.has_error:
        return False
    x.macros += 1
    for child in root.named_children:
        VISIT[child.kind_id](x, child)
    x.macros -= 1
    return True


def _commas(parts: list[Node]) -> list[int]:
    """Where commas part arguments: not parameters of closures, nor arguments of types."""
    found: list[int] = []
    in_closure = False
    angles = before = 0
    for part in parts:
        kind = part.kind_id
        if kind in _BARS:
            if in_closure:
                in_closure = False
            else:
                in_closure = before in _BEFORE_CLOSURE
        elif kind in _LESS and (angles or before in _PATHS):
            angles += 1
        elif kind in _MORE and angles:
            angles -= 1
        elif kind in _COMMAS and not in_closure and not angles:
            found.append(part.start_byte)
        before = kind
    return found


_QUOTES = frozenset((b"quote", b"quote_spanned", b"parse_quote", b"parse_quote_spanned"))
"""Macros whose arguments are code of somewhere else, but for what is put in."""
_HASHES, _STEPS = tokens("#"), tokens(".", "::")


def _spliced(x: Walk, tree: Node, has_span: bool) -> None:
    """`#name` in quoted code, and what stands before its `=>`: names from around it."""
    trees = [tree]
    while trees:
        parts = trees.pop().children
        for place, part in enumerate(parts):
            kind = part.kind_id
            if kind in _TREES:
                trees.append(part)
            elif kind in _ARROWS:
                has_span = False
            elif kind == IDENTIFIER and place:
                before = parts[place - 1].kind_id
                if before in _HASHES or (has_span and before not in _STEPS):
                    start = part.start_byte
                    text = x.source[start : part.end_byte]
                    x.build.use(x.scope, text, start | x.scope.read)
        has_span = False


_ARROWS, _ASSIGNS, _ENDS = tokens("=>"), tokens("="), tokens(";")
_GIVES, _FUNCTIONS = tokens("->"), tokens("fn")
_IF, _ELSE = tokens("if"), tokens("else")
_BEFORE = len(b"let ")


def _write_arms(text: bytearray, parts: list[Node]) -> None:
    """Write the arms of `select!`, `pattern = future, if condition => handler`, as
    `let pattern = future;   condition; handler` at the same places."""
    at, last = 1, len(parts) - 1
    while at < last:
        begin, assigns = at, False
        while at < last and parts[at].kind_id not in _ARROWS:
            assigns = assigns or parts[at].kind_id in _ASSIGNS
            if parts[at].kind_id in _ENDS:
                begin, assigns = at + 1, False
            at += 1
        if at >= last:
            return
        start, arrow = parts[begin].start_byte, parts[at].start_byte
        if assigns and text[start - _BEFORE : start].isspace():
            text[start - _BEFORE : start] = b"let "
            text[arrow : arrow + 2] = b"; "
        elif parts[begin].kind_id in _ELSE:
            text[start : arrow + 2] = b" " * (arrow + 2 - start)
        for place in range(begin, at):
            if parts[place].kind_id in _COMMAS and parts[place + 1].kind_id in _IF:
                text[parts[place].start_byte] = 0x3B
                word = parts[place + 1].start_byte
                text[word : word + 2] = b"  "
        at += 1
        if parts[at].kind_id in _TREES and text[parts[at].start_byte] == 0x7B:
            at += 1
        else:
            while at < last and parts[at].kind_id not in _COMMAS:
                at += 1
        if at < last and parts[at].kind_id in _COMMAS:
            text[parts[at].start_byte] = 0x3B
            at += 1


def _write_branches(text: bytearray, parts: list[Node]) -> None:
    """Write `if #[cfg(a)] { one } else { other }` as `one other`, whose items are those of what is
    around: every branch is read, as is all that stands behind `cfg`."""
    for part in parts[1:-1]:
        start, end = part.start_byte, part.end_byte
        if part.kind_id in _TREES and text[start] == 0x7B:
            text[start], text[end - 1] = 0x20, 0x20
        else:
            text[start:end] = _blank(text[start:end])


def _blank(text: bytearray) -> bytes:
    return b"".join([b"\n" if byte == 0x0A else b" " for byte in text])


_WRITERS: dict[bytes, Callable[[bytearray, list[Node]], None]] = {
    b"select": _write_arms,
    b"cfg_if": _write_branches,
}
"""Macros that are given what is no code as it stands, and what writes it as such."""


def _hide_words(text: bytearray, parts: list[Node]) -> None:
    """Write `word(value) -> name` without its word: no call is followed by an arrow, so the word is
    one of the macro's own syntax (`recv(one) -> message => handler`)."""
    for place in range(2, len(parts) - 1):
        if parts[place + 1].kind_id not in _GIVES or parts[place].kind_id not in _TREES:
            continue
        word, before = parts[place - 1], parts[place - 2]
        start, end = word.start_byte, word.end_byte
        is_word = word.kind_id == IDENTIFIER and text[start : start + 1].islower()
        if is_word and before.kind_id not in _FUNCTIONS:
            text[start:end] = b" " * (end - start)


def arguments(
    x: Walk,
    tree: Node,
    write: Callable[[bytearray, list[Node]], None] | None = None,
    is_member: bool = False,
) -> int:
    """Read what a macro is given as if it were statements, or the members of a type; the value of
    the first."""
    parts = tree.children
    if (
        len(parts) < 3
        or x.macros >= _DEEPEST
        or (len(parts) == 3 and parts[1].kind_id in _LITERALS)
    ):
        return 0
    text = x.macro_text
    if text is None:
        text = x.macro_text = bytearray(x.source)
    start, end = tree.start_byte, tree.end_byte
    if parts[0].kind_id not in _BRACES:
        # What commas part are expressions of their own.
        for at in _commas(parts):
            text[at] = 0x3B
        text[start], text[end - 1] = 0x7B, 0x7D
    elif write is not None:
        write(text, parts)
    if text.find(b"->", start, end) >= 0:
        _hide_words(text, parts)
    root = x.parse(text, start, end)
    x.macros += 1
    first = 0
    for child in root.named_children:
        inner = child
        if child.kind_id == _STATEMENT:
            inner = next(iter(child.named_children), child)
        if inner.kind_id != BLOCK:
            VISIT[inner.kind_id](x, inner)
            continue
        if is_member:
            _members(x, inner)
        elif x.scope.kind >= ScopeKind.FUNCTION:
            block(x, inner)
        else:
            statements(x, inner, inner.named_children)
        first = first or x.first
    x.macros -= 1
    return first


def _members(x: Walk, node: Node) -> None:
    """What a macro is given where members of a type stand: `cfg_rt! { fn name(&self) {} }`."""
    outer, end = x.scope, x.block_end
    x.block_end = node.end_byte
    # What documents the call does not document what is in it.
    x.doc = NO_DOC
    items(x, node.named_children)
    x.block_end = end
    x.enter(outer)

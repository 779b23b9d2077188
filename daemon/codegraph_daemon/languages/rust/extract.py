"""Rust's syntax tree to facts: which visitor each kind of node has, and the whole walk."""

from __future__ import annotations

from ...facts import ANY_TYPE, Bind, Kind, ScopeKind, extension_name
from ..scopes import TYPE_SPACE, Scope
from .expressions import EXPRESSIONS
from .functions import function
from .grammar import TOKENS, ids
from .items import (
    alias,
    attribute,
    comment,
    constant,
    declaration_list,
    enum,
    implementation,
    items,
    macro,
    module,
    struct,
    trait,
)
from .lifetimes import lifetime
from .macros import invocation
from .paths import extern_crate, identifier, scoped_identifier, scoped_type, settle_heads, use
from .spaces import macros
from .statements import STATEMENTS
from .types import TYPES
from .walk import VISIT, Node, Parse, Visitor, Walk, leaf

_VISITORS: dict[str, Visitor] = {
    **TYPES,
    **EXPRESSIONS,
    **STATEMENTS,
    # Names
    "identifier": identifier,
    "self": identifier,
    "scoped_identifier": scoped_identifier,
    "scoped_type_identifier": scoped_type,
    # Items
    "declaration_list": declaration_list,
    "mod_item": module,
    "function_item": function,
    "function_signature_item": function,
    "struct_item": struct,
    "union_item": struct,
    "enum_item": enum,
    "type_item": alias,
    "associated_type": alias,
    "const_item": constant,
    "static_item": constant,
    "trait_item": trait,
    "impl_item": implementation,
    "use_declaration": use,
    "extern_crate_declaration": extern_crate,
    "macro_definition": macro,
    "macro_invocation": invocation,
    "attribute_item": attribute,
    "line_comment": comment,
    "block_comment": comment,
    # What says nothing
    "inner_attribute_item": leaf,
    "visibility_modifier": leaf,
    "lifetime": lifetime,
    "token_tree": leaf,
    "mutable_specifier": leaf,
    "metavariable": leaf,
    "shebang": leaf,
    "crate": leaf,
    "super": leaf,
    "empty_statement": leaf,
    "remaining_field_pattern": leaf,
    "string_content": leaf,
    "unit_expression": leaf,
    "unit_type": leaf,
    "never_type": leaf,
    "field_identifier": leaf,
    "for_lifetimes": leaf,
    "extern_modifier": leaf,
}

for _name, _visitor in _VISITORS.items():
    for _kind in ids(_name):
        VISIT[_kind] = _visitor
for _kind in TOKENS:
    VISIT[_kind] = leaf

_ANY = extension_name(ANY_TYPE).encode()
_EXTENSIBLE = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS))


def extract(source: bytes, text: bytes, root: Node, parse: Parse) -> bytes:
    """The packed facts of one file.

    `source` is UTF-8 text without a byte order mark, and `root` the root node of the tree of
    `text`, which says the same at the same places.  `parse` parses only the bytes between two
    offsets of a text.
    """
    x = Walk(text, parse)
    x.build.source = source
    x.block_end = len(text)
    items(x, root.named_children)
    macros(x)
    settle_heads(x)
    for scope, text, at, start, end, extended, body in x.extensions:
        x.build.extend(_home(x, scope, text), text, at, start, end, extended, body)
        around = body.outward
        if around is not None and around.kind == ScopeKind.TYPE_PARAMETERS and text in around.binds:
            # `impl<T: Bound> Trait for T`.
            x.build.bind(x.build.scopes[0], _ANY, Bind.EXTENDED, extended, body.index)
            x.build.announce(_ANY)
    return x.build.finish(_documentation(text, root))


def _home(x: Walk, scope: Scope, text: bytes) -> Scope:
    """The scope around an `impl` that defines a type of this name; the file's if none does."""
    at: Scope | None = scope
    while at is not None:
        known = at.definitions.get(text + TYPE_SPACE) or at.definitions.get(text)
        if known is not None and any(each.kind in _EXTENSIBLE for each in known):
            return at
        at = at.outward
    return x.build.scopes[0]


def _documentation(source: bytes, root: Node) -> tuple[int, int]:
    """The extent of the comments that document the file itself."""
    first = last = 0
    for child in root.named_children:
        start = child.start_byte
        if not source.startswith((b"//!", b"/*!"), start):
            break
        first = first if last else start
        last = child.end_byte
    return first, last

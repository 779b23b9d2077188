"""A syntax tree of the family to facts: which visitor each kind of node has, and the whole walk."""

from __future__ import annotations

from ...facts import Flag, Kind, ScopeKind
from ..scopes import TYPE_SPACE, Definition, Rows
from . import everywhere, jsdoc, narrowing, types
from .classes import class_declaration, enum, interface, namespace, type_alias
from .commonjs import forget_assigned
from .exports import export, import_, import_alias
from .expressions import (
    awaited,
    binary_of,
    call_alone,
    call_of,
    cast,
    conditional_of,
    constant,
    jsx_name,
    meta,
    new,
    sequence,
    template,
)
from .functions import free_function, function_declaration, function_expression, returned
from .grammar import Grammar, GrammarName
from .names import (
    identifier,
    member,
    nested_type,
    subscript,
    super_,
    this,
    type_identifier,
)
from .objects import array_of, inside_of, object_of
from .statements import (
    assignment,
    augmented,
    block,
    catch,
    for_,
    for_in,
    jump,
    labeled,
    switch,
    variables,
)
from .walk import (
    Contextual,
    Node,
    Visitor,
    Walk,
    alone,
    between,
    children,
    comment,
    first_inside,
    leaf,
    second,
    statements,
)

_MODULE = int(ScopeKind.MODULE)


def _comment(x: Walk, node: Node) -> int:
    """A comment, which may have links, and in JavaScript declare types."""
    comment(x, node)
    start, end = node.start_byte, node.end_byte
    if x.source.find(b"{@link", start, end) >= 0:
        jsdoc.links(x, start, end)
    if not x.is_typed and x.source.find(b"@typedef", start, end) >= 0:
        jsdoc.typedefs(x, start, end)
    return 0


_VISITORS: dict[str, Visitor] = {
    # Names
    "identifier": identifier,
    "shorthand_property_identifier": identifier,
    "type_identifier": type_identifier,
    "member_expression": member,
    "nested_identifier": member,
    "nested_type_identifier": nested_type,
    "subscript_expression": subscript,
    "this": this,
    "super": super_,
    # Expressions
    "call_expression": call_of,
    "new_expression": new,
    "parenthesized_expression": between,
    "non_null_expression": first_inside,
    "instantiation_expression": types.generic,
    "await_expression": awaited,
    "binary_expression": binary_of,
    "ternary_expression": conditional_of,
    "ambient_declaration": everywhere.ambient,
    "as_expression": cast,
    "satisfies_expression": cast,
    "type_assertion": cast,
    "sequence_expression": sequence,
    "array": array_of,
    "object": object_of,
    "template_string": template,
    "string": constant(b"string"),
    "number": constant(b"number"),
    "true": constant(b"boolean"),
    "false": constant(b"boolean"),
    "regex": constant(b"RegExp"),
    "meta_property": meta,
    # Functions
    "arrow_function": function_expression,
    "function_expression": function_expression,
    "generator_function": function_expression,
    "function_declaration": function_declaration,
    "generator_function_declaration": function_declaration,
    "function_signature": function_declaration,
    "return_statement": returned,
    # Statements
    "statement_block": block,
    "lexical_declaration": variables,
    "variable_declaration": variables,
    "using_declaration": variables,
    "for_in_statement": for_in,
    "for_statement": for_,
    "switch_statement": narrowing.switch,
    "switch_body": switch,
    "if_statement": narrowing.if_,
    "catch_clause": catch,
    "assignment_expression": assignment,
    "augmented_assignment_expression": augmented,
    "update_expression": augmented,
    "expression_statement": alone,
    "labeled_statement": labeled,
    # Definitions
    "class_declaration": class_declaration,
    "abstract_class_declaration": class_declaration,
    "class": class_declaration,
    "interface_declaration": interface,
    "type_alias_declaration": type_alias,
    "enum_declaration": enum,
    "internal_module": namespace,
    "module": namespace,
    # Modules
    "import_statement": import_,
    "import_alias": import_alias,
    "export_statement": export,
    # Types
    "type_annotation": second,
    "predefined_type": types.predefined,
    "generic_type": types.generic,
    "union_type": types.either,
    "intersection_type": types.either,
    "array_type": types.array,
    "tuple_type": types.tuple_,
    "readonly_type": first_inside,
    "optional_type": first_inside,
    "rest_type": first_inside,
    "parenthesized_type": between,
    "object_type": types.object_type,
    "function_type": types.function_type,
    "constructor_type": types.function_type,
    "type_query": types.query,
    "index_type_query": types.keys,
    "lookup_type": types.lookup,
    "conditional_type": types.conditional,
    "infer_type": types.infer,
    "this_type": types.this_type,
    "type_predicate": narrowing.predicate,
    "template_literal_type": types.unread,
    "template_type": types.unread,
    "literal_type": narrowing.literal_type,
    "index_signature": types.index_signature,
    # JSX
    "jsx_opening_element": jsx_name,
    "jsx_closing_element": jsx_name,
    "jsx_self_closing_element": jsx_name,
    # What says nothing
    "comment": _comment,
    "html_comment": leaf,
    "hash_bang_line": leaf,
    "property_identifier": leaf,
    "private_property_identifier": leaf,
    "statement_identifier": leaf,
    "jsx_text": leaf,
    "string_fragment": leaf,
    "escape_sequence": leaf,
    "null": leaf,
    "undefined": leaf,
    "empty_statement": leaf,
    "accessibility_modifier": leaf,
    "import": leaf,
    "break_statement": jump,
    "continue_statement": jump,
}


_WITHOUT_VALUE: dict[str, Visitor] = {
    "call_expression": call_alone,
    "await_expression": children,
    "string": leaf,
    "number": leaf,
    "true": leaf,
    "false": leaf,
    "regex": leaf,
    "meta_property": leaf,
    "template_string": children,
    "parenthesized_expression": children,
    "this": leaf,
}
"""What visits a node instead where nobody asks for the expression that it stands for."""


_CONTEXTUAL: dict[str, Contextual] = {
    "arrow_function": free_function,
    "function_expression": free_function,
    "generator_function": free_function,
    "call_expression": call_of,
    "object": object_of,
    "array": array_of,
    "parenthesized_expression": inside_of,
    "as_expression": cast,
    "satisfies_expression": cast,
    "ternary_expression": conditional_of,
    "binary_expression": binary_of,
}


def grammar(name: GrammarName) -> Grammar:
    """One of the grammars with the visitors of its kinds of node."""
    return Grammar(name, _VISITORS, _WITHOUT_VALUE, _CONTEXTUAL)


def extract(source: bytes, text: bytes, root: Node, known: Grammar, is_typed: bool) -> bytes:
    """The packed facts of one file.

    `source` is UTF-8 text without a byte order mark, and `root` the root node of the tree of
    `text`, which says the same at the same places; `is_typed` says that types are written in the
    code.
    """
    walk = Walk(
        text,
        known.visit,
        known.effect,
        known.contextual,
        known.kinds,
        known.extras,
        is_typed,
    )
    build = walk.build
    build.source = source
    inner = build.open_scope(_MODULE, walk.exports, 0, len(text))
    walk.scope = walk.home = inner
    statements(walk, root)
    if is_typed:
        everywhere.of_script(walk, root)
    forget_assigned(walk)
    _merge(walk)
    return build.finish()


def _merge(x: Walk) -> None:
    """Make one symbol of a class and an interface of one name, which are one.

    Of a function with signatures, those are what is shown, and not what they are carried out by.
    """
    for scope in x.build.scopes:
        if not scope.definitions:
            continue
        for key, several in scope.definitions.items():
            if len(several) > 1 and several[0].flags & Flag.OVERLOAD:
                _hide_bodies(scope.sites[key], several)
        for key in [key for key in scope.definitions if key.endswith(TYPE_SPACE)]:
            text = key.removesuffix(TYPE_SPACE)
            both = scope.definitions.get(text)
            if both is None or not any(each.kind in _BOTH for each in both):
                continue
            both += scope.definitions.pop(key)
            scope.sites[text] += scope.sites.pop(key)
            rows = scope.binds[text]
            for at in range(3, len(rows), 4):
                rows[at] = 0


def _hide_bodies(sites: Rows, definitions: list[Definition]) -> None:
    for at, definition in enumerate(definitions):
        if not definition.flags & Flag.OVERLOAD and 4 * at + 3 < len(sites):
            sites[4 * at + 3] = 0


_BOTH = frozenset((int(Kind.CLASS), int(Kind.ENUM)))

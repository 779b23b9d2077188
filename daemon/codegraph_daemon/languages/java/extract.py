"""Java's syntax tree to facts: which visitor each kind of node has, and the whole walk."""

from __future__ import annotations

from . import types
from .calls import array_creation, constructor_call, creation, invocation, reference
from .declarations import class_, documentation
from .expressions import (
    access,
    assignment,
    binary,
    cast,
    class_literal,
    constant,
    field_access,
    floating,
    identifier,
    integer,
    lambda_alone,
    string,
    super_,
    ternary,
    this,
    unary,
    update,
)
from .grammar import BLOCK_COMMENT, EXTRAS, TOKENS, ids
from .imports import import_, package
from .javadoc import references
from .statements import (
    caught,
    for_each,
    if_,
    instance_of,
    jump,
    labeled,
    local,
    local_class,
    record_pattern,
    resource,
    returned,
    scoped,
    switch,
    type_pattern,
    while_,
)
from .walk import VISIT, Node, Visitor, Walk, block, inside, leaf

_VISITORS: dict[str, Visitor] = {
    "package_declaration": package,
    "import_declaration": import_,
    # Types
    "type_identifier": types.type_name,
    "scoped_type_identifier": types.scoped,
    "generic_type": types.generic,
    "array_type": types.array,
    "wildcard": types.wildcard,
    "annotated_type": types.annotated,
    "catch_type": types.either,
    "integral_type": types.primitive,
    "floating_point_type": types.primitive,
    "boolean_type": types.primitive,
    "void_type": leaf,
    "annotation": types.annotation,
    "marker_annotation": types.annotation,
    # Expressions
    "identifier": identifier,
    "this": this,
    "super": super_,
    "field_access": field_access,
    "method_invocation": invocation,
    "explicit_constructor_invocation": constructor_call,
    "object_creation_expression": creation,
    "array_creation_expression": array_creation,
    "method_reference": reference,
    "lambda_expression": lambda_alone,
    "parenthesized_expression": inside,
    "ternary_expression": ternary,
    "cast_expression": cast,
    "class_literal": class_literal,
    "binary_expression": binary,
    "unary_expression": unary,
    "assignment_expression": assignment,
    "update_expression": update,
    "array_access": access,
    "instanceof_expression": instance_of,
    "string_literal": string,
    "decimal_integer_literal": integer,
    "hex_integer_literal": integer,
    "octal_integer_literal": integer,
    "binary_integer_literal": integer,
    "decimal_floating_point_literal": floating,
    "hex_floating_point_literal": floating,
    "character_literal": constant(b"char"),
    "true": constant(b"boolean"),
    "false": constant(b"boolean"),
    "null_literal": constant(b"null"),
    # Statements
    "block": block,
    "constructor_body": block,
    "local_variable_declaration": local,
    "class_declaration": local_class,
    "interface_declaration": local_class,
    "enum_declaration": local_class,
    "record_declaration": local_class,
    "annotation_type_declaration": local_class,
    "for_statement": scoped,
    "enhanced_for_statement": for_each,
    "try_with_resources_statement": scoped,
    "resource": resource,
    "catch_clause": caught,
    "if_statement": if_,
    "while_statement": while_,
    "do_statement": while_,
    "switch_expression": switch,
    "type_pattern": type_pattern,
    "record_pattern": record_pattern,
    "record_pattern_component": type_pattern,
    "return_statement": returned,
    "labeled_statement": labeled,
    "break_statement": jump,
    "continue_statement": jump,
    # What says nothing
    "line_comment": leaf,
    "block_comment": leaf,
    "escape_sequence": leaf,
    "string_fragment": leaf,
    "multiline_string_fragment": leaf,
    "underscore_pattern": leaf,
    "module_declaration": leaf,
    "asterisk": leaf,
    "dimensions": leaf,
}

for _name, _visitor in _VISITORS.items():
    for _kind in ids(_name):
        VISIT[_kind] = _visitor
for _kind in TOKENS:
    VISIT[_kind] = leaf

_TYPES = ids(
    "class_declaration",
    "interface_declaration",
    "enum_declaration",
    "record_declaration",
    "annotation_type_declaration",
)


def extract(source: bytes, text: bytes, root: Node) -> bytes:
    """The packed facts of one file, given the root node of the tree of `text`, which says the same
    at the same places."""
    x = Walk(text)
    x.build.source = source
    before: Node | None = None
    for child in root.named_children:
        kind = child.kind_id
        if kind in EXTRAS:
            if kind in BLOCK_COMMENT:
                before = child
            else:
                VISIT[kind](x, child)
            continue
        if kind in _TYPES:
            class_(x, child, documentation(x, before))
        else:
            VISIT[kind](x, child)
        before = None
    references(x)
    return x.build.finish()

"""Go's syntax tree to facts: which visitor each kind of node has, and the whole walk."""

from __future__ import annotations

from . import declarations, expressions, literals, types
from .grammar import TOKENS, ids
from .walk import VISIT, Node, Visitor, Walk, block, inside, leaf

_VISITORS: dict[str, Visitor] = {
    # Declarations
    "source_file": declarations.source_file,
    "package_clause": declarations.package,
    "import_declaration": declarations.imports,
    "type_declaration": declarations.type_declaration,
    "function_declaration": declarations.function,
    "method_declaration": declarations.method,
    "var_declaration": declarations.variables,
    "const_declaration": declarations.variables,
    "func_literal": declarations.function_literal,
    # Types
    "type_identifier": types.type_identifier,
    "qualified_type": types.qualified,
    "generic_type": types.generic,
    "slice_type": types.slice_type,
    "array_type": types.slice_type,
    "implicit_length_array_type": types.slice_type,
    "map_type": types.map_type,
    "channel_type": types.channel_type,
    "function_type": types.function_type,
    "struct_type": types.struct_type,
    "interface_type": types.interface_type,
    "pointer_type": inside,
    "parenthesized_type": inside,
    "negated_type": inside,
    "type_elem": inside,
    # Expressions
    "identifier": expressions.identifier,
    "selector_expression": expressions.selector,
    "call_expression": expressions.call,
    "composite_literal": literals.composite,
    "index_expression": expressions.index,
    "slice_expression": expressions.sliced,
    "unary_expression": expressions.unary,
    "binary_expression": expressions.binary,
    "type_assertion_expression": expressions.assertion,
    "type_conversion_expression": expressions.conversion,
    "parenthesized_expression": inside,
    "interpreted_string_literal": expressions.constant(b"string"),
    "raw_string_literal": expressions.constant(b"string"),
    "int_literal": expressions.constant(b"int"),
    "float_literal": expressions.constant(b"float"),
    "imaginary_literal": expressions.constant(b"complex"),
    "rune_literal": expressions.constant(b"int"),
    "true": expressions.constant(b"bool"),
    "false": expressions.constant(b"bool"),
    # Statements
    "expression_statement": expressions.statement,
    "go_statement": expressions.statement,
    "defer_statement": expressions.statement,
    "return_statement": expressions.statement,
    "short_var_declaration": expressions.short_variables,
    "assignment_statement": expressions.assignment,
    "inc_statement": expressions.stepped,
    "dec_statement": expressions.stepped,
    "range_clause": expressions.ranged,
    "receive_statement": expressions.received,
    "type_switch_statement": expressions.type_switch,
    "labeled_statement": expressions.label,
    "break_statement": expressions.jump,
    "continue_statement": expressions.jump,
    "goto_statement": expressions.jump,
    "block": block,
    "if_statement": block,
    "for_statement": block,
    "expression_switch_statement": block,
    "expression_case": block,
    "default_case": block,
    "communication_case": block,
    "select_statement": block,
    # What says nothing
    "comment": leaf,
    "nil": leaf,
    "iota": leaf,
    "label_name": leaf,
    "blank_identifier": leaf,
    "fallthrough_statement": leaf,
    "empty_statement": leaf,
}

for _name, _visitor in _VISITORS.items():
    for _kind in ids(_name):
        VISIT[_kind] = _visitor
for _kind in TOKENS:
    VISIT[_kind] = leaf


def extract(source: bytes, text: bytes, root: Node) -> bytes:
    """The packed facts of one file.

    `source` is UTF-8 text without a byte order mark, and `root` the root node of the tree of
    `text`, which says the same at the same places.
    """
    walk = Walk(text)
    walk.build.source = source
    VISIT[root.kind_id](walk, root)
    return walk.build.finish()

"""Python's syntax tree to facts: which visitor each kind of node has, and the whole walk."""

from __future__ import annotations

from collections.abc import Callable

from .definitions import class_, decorated, docstring, function
from .displays import dictionary, display, pair, splat, tuple_
from .exports import forget_unknown
from .expressions import (
    awaited,
    binary,
    call,
    called,
    concatenated,
    constant,
    ellipsis,
    generic,
    slice_,
    string,
    string_effect,
    subscript,
    unary,
    union_type,
)
from .grammar import TOKENS, ids
from .imports import import_, import_from, import_future
from .inner_scopes import comprehension, lambda_, walrus
from .names import attribute, dotted, identifier
from .narrowing import (
    assert_,
    branch,
    comparison,
    conditional,
    either,
    either_effect,
    if_,
    if_clause,
    while_,
)
from .patterns import case, case_pattern, match
from .statements import (
    as_pattern,
    assignment,
    augmented,
    delete,
    except_,
    for_,
    foreign,
    returned,
    type_alias,
    with_,
    yielded,
)
from .walk import EFFECT, VISIT, Node, Visitor, Walk, block, children, inside, leaf

_VISITORS: dict[str, Visitor] = {
    "block": block,
    # Names
    "identifier": identifier,
    "attribute": attribute,
    "member_type": attribute,
    "dotted_name": dotted,
    # Expressions
    "call": call,
    "subscript": subscript,
    "generic_type": generic,
    "parenthesized_expression": inside,
    "type": inside,
    "await": awaited,
    "boolean_operator": either,
    "union_type": union_type,
    "binary_operator": binary,
    "unary_operator": unary,
    "comparison_operator": comparison,
    "conditional_expression": conditional,
    "list": display(b"list"),
    "set": display(b"set"),
    "dictionary": dictionary,
    "tuple": tuple_,
    "expression_list": tuple_,
    "pair": pair,
    "list_splat": splat,
    "slice": slice_,
    "string": string,
    "concatenated_string": concatenated,
    "integer": constant(b"int"),
    "float": constant(b"float"),
    "true": constant(b"bool"),
    "false": constant(b"bool"),
    "none": constant(b"None"),
    # Expressions with a scope
    "named_expression": walrus,
    "lambda": lambda_,
    "list_comprehension": comprehension(b"list"),
    "set_comprehension": comprehension(b"set"),
    "dictionary_comprehension": comprehension(b"dict"),
    "generator_expression": comprehension(b"Generator"),
    # Statements
    "assignment": assignment,
    "augmented_assignment": augmented,
    "for_statement": for_,
    "with_statement": with_,
    "as_pattern": as_pattern,
    "except_clause": except_,
    "case_pattern": case_pattern,
    "delete_statement": delete,
    "global_statement": foreign,
    "nonlocal_statement": foreign,
    "return_statement": returned,
    "yield": yielded,
    "type_alias_statement": type_alias,
    # Conditions
    "if_statement": if_,
    "elif_clause": branch,
    "while_statement": while_,
    "assert_statement": assert_,
    "if_clause": if_clause,
    "match_statement": match,
    "case_clause": case,
    # Definitions
    "decorated_definition": decorated,
    "function_definition": function,
    "class_definition": class_,
    # Imports
    "import_statement": import_,
    "import_from_statement": import_from,
    "future_import_statement": import_future,
    # What says nothing
    "comment": leaf,
    "line_continuation": leaf,
    "ellipsis": ellipsis,
    "pass_statement": leaf,
    "break_statement": leaf,
    "continue_statement": leaf,
    "string_start": leaf,
    "string_content": leaf,
    "string_end": leaf,
    "type_conversion": leaf,
}

_WITHOUT_VALUE: dict[str, Visitor] = {
    "call": called,
    "string": string_effect,
    "list": children,
    "set": children,
    "tuple": children,
    "expression_list": children,
    "pair": children,
    "list_splat": children,
    "slice": children,
    "ellipsis": leaf,
    "parenthesized_expression": children,
    "boolean_operator": either_effect,
    "await": children,
    "subscript": children,
    "binary_operator": children,
    "unary_operator": children,
    "integer": leaf,
    "float": leaf,
    "true": leaf,
    "false": leaf,
    "none": leaf,
}
"""What visits a node instead where nobody asks for the expression that it stands for."""

for _table, _visitors in ((VISIT, _VISITORS), (EFFECT, _VISITORS | _WITHOUT_VALUE)):
    for _name, _visitor in _visitors.items():
        for _kind in ids(_name):
            _table[_kind] = _visitor
    for _kind in TOKENS:
        _table[_kind] = leaf


def extract(source: bytes, root: Node, parse: Callable[[int, int], Node | None]) -> bytes:
    """The packed facts of one file.

    `source` is UTF-8 text without a byte order mark and `root` its tree's root node.  `parse`
    parses only the bytes between two offsets (for forward references); None: it could not.
    """
    walk = Walk(source, parse)
    block(walk, root)
    forget_unknown(walk)
    return walk.build.finish(docstring(walk, root))

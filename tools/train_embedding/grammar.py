"""What functions, classes, comments and texts are in each language's syntax tree."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from tree_sitter import Language, Query
from tree_sitter_language_pack import get_language

_SCRIPT: Final = """
(function_declaration) @function
(generator_function_declaration) @function
(method_definition) @function
(variable_declarator value: [(arrow_function) (function_expression)]) @function
(assignment_expression right: [(arrow_function) (function_expression)]) @function
(pair value: [(arrow_function) (function_expression)]) @function
(class_declaration) @class
(comment) @comment
(string) @string
(template_string) @string
(call_expression function: (identifier) @callee)
(call_expression function: (member_expression property: (property_identifier) @callee))
(call_expression function: (identifier) @it
  arguments: (arguments . (string) . [(arrow_function) (function_expression)])) @testcase
"""
_TYPED: Final = (
    _SCRIPT
    + """
(abstract_class_declaration) @class
(interface_declaration) @class
"""
)
_QUERIES: Final = {
    "python": """
(function_definition) @function
(class_definition) @class
(comment) @comment
(string) @string
(call function: (identifier) @callee)
(call function: (attribute attribute: (identifier) @callee))
""",
    "javascript": _SCRIPT,
    "typescript": _TYPED,
    "tsx": _TYPED,
    "go": """
(function_declaration) @function
(method_declaration) @function
(type_declaration) @class
(comment) @comment
(interpreted_string_literal) @string
(call_expression function: (identifier) @callee)
(call_expression function: (selector_expression field: (field_identifier) @callee))
""",
    "rust": """
(function_item) @function
(struct_item) @class
(enum_item) @class
(trait_item) @class
(line_comment) @comment
(block_comment) @comment
(string_literal) @string
(call_expression function: (identifier) @callee)
(call_expression function: (field_expression field: (field_identifier) @callee))
(call_expression function: (scoped_identifier name: (identifier) @callee))
""",
    "java": """
(method_declaration) @function
(constructor_declaration) @function
(class_declaration) @class
(interface_declaration) @class
(enum_declaration) @class
(line_comment) @comment
(block_comment) @comment
(string_literal) @string
(method_invocation name: (identifier) @callee)
""",
    "c": """
(function_definition) @function
(comment) @comment
(string_literal) @string
""",
    "cpp": """
(function_definition) @function
(class_specifier body: (_)) @class
(comment) @comment
(string_literal) @string
(call_expression function: (identifier) @callee)
(call_expression function: (field_expression field: (field_identifier) @callee))
""",
    "ruby": """
(method) @function
(singleton_method) @function
(class) @class
(module) @class
(comment) @comment
(string) @string
(call method: (identifier) @callee)
""",
    "php": """
(method_declaration) @function
(function_definition) @function
(class_declaration) @class
(interface_declaration) @class
(comment) @comment
(string) @string
(encapsed_string) @string
(member_call_expression name: (name) @callee)
(function_call_expression function: (name) @callee)
""",
}

CONTAINERS: Final = frozenset(
    [
        "class_definition",
        "class_declaration",
        "abstract_class_declaration",
        "interface_declaration",
        "class",
        "module",
        "impl_item",
        "trait_item",
        "enum_declaration",
        "class_specifier",
        "struct_specifier",
        "namespace_definition",
        "object_declaration",
        "record_declaration",
        "trait_declaration",
    ]
)
"""Nodes whose name stands before the names of what lies in them."""

WRAPPERS: Final = frozenset(
    [
        "export_statement",
        "lexical_declaration",
        "variable_declaration",
        "expression_statement",
        "decorated_definition",
        "template_declaration",
        "assignment_expression",
        "class_body_declaration",
    ]
)
"""Nodes before which the comment stands that tells of what they hold."""


class Grammar(NamedTuple):
    """A language and its query."""

    language: Language
    query: Query


@lru_cache
def grammar(name: str) -> Grammar:
    """The grammar of one of `sources.LANGUAGES`."""
    language = get_language(name)  # type: ignore[arg-type]
    return Grammar(language, Query(language, _QUERIES[name]))

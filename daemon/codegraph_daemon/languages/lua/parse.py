"""What an outline of Lua shows, and where names are used."""

from __future__ import annotations

import re

from ..outline.outline import Outline
from ..outline.unclosed import Unclosed

_QUERY = """
(function_declaration name: (identifier) @name) @function
(function_declaration
  name: (dot_index_expression table: (identifier) @owner field: (identifier) @name)) @function
(function_declaration
  name: (method_index_expression table: (identifier) @owner method: (identifier) @name)) @function
(function_declaration name: (dot_index_expression field: (identifier) @name)) @function
(function_declaration name: (method_index_expression method: (identifier) @name)) @function
(assignment_statement
  (variable_list . name: (identifier) @name .)
  (expression_list . value: (function_definition))) @function
(assignment_statement
  (variable_list .
    name: (dot_index_expression table: (identifier) @owner field: (identifier) @name) .)
  (expression_list . value: (function_definition))) @function
(assignment_statement
  (variable_list . name: (dot_index_expression field: (identifier) @name) .)
  (expression_list . value: (function_definition))) @function
(assignment_statement
  (variable_list . name: (bracket_index_expression
    table: (identifier) @owner field: (string content: (string_content) @name)) .)
  (expression_list . value: (function_definition))) @function
(assignment_statement
  (variable_list . name: (identifier) @owner .)
  (expression_list . value: (table_constructor (field
    name: [(identifier) @name (string content: (string_content) @name)]
    value: (function_definition)) @function) .))
(field name: (string content: (string_content) @name) value: (function_definition)) @function
(chunk (assignment_statement (variable_list .
  name: (dot_index_expression table: (identifier) @owner field: (identifier) @name))) @field)
(field name: (identifier) @name value: (function_definition)) @function
(chunk (variable_declaration
  (assignment_statement (variable_list name: (identifier) @name))) @variable)
(chunk (assignment_statement (variable_list name: (identifier) @name)) @variable)
(ERROR (variable_declaration
  (assignment_statement (variable_list name: (identifier) @name))) @outer_variable)
(ERROR (assignment_statement (variable_list name: (identifier) @name)) @outer_variable)
(function_call name: (identifier) @_word
  arguments: (arguments . (string content: (string_content) @name) (function_definition))
  (#eq? @_word "it")) @test
(function_call name: (identifier) @_word
  arguments: (arguments . (string content: (string_content) @name) (function_definition))
  (#any-of? @_word "describe" "context")) @suite
((comment) @documentation (#match? @documentation "^--\\\\[=*\\\\["))
(function_call name: (identifier) @call)
(function_call name: (dot_index_expression field: (identifier) @call))
(function_call name: (method_index_expression method: (identifier) @call))
(identifier) @use
"""

_UNCLOSED = Unclosed(
    rb"--\[(?P<long>=*)\[(?s:.*?)\](?P=long)\]",
    rb"--[^\n]*",
    rb"\[(?P<text>=*)\[(?s:.*?)\](?P=text)\]",
    rb"\"(?:[^\"\\\n]|\\(?s:.))*+\"?",
    rb"'(?:[^'\\\n]|\\(?s:.))*+'?",
)
_HEADS = re.compile(
    rb"^[ \t]*(?:local[ \t]+)?(?P<said>function[ \t]+)?(?:(?P<owner>\w+)[.:])?(?:\w+[.:])*"
    rb"(?P<function>[^\W\d]\w*)(?(said)|[ \t]*=[ \t]*function\b)"
    rb"|^[ \t]*it[ \t]*\(?(?:\"(?P<test>(?:[^\"\\\n]|\\.)+)|'(?P<test_2>(?:[^'\\\n]|\\.)+))"
    rb"|^[ \t]*(?:describe|context)[ \t]*\(?"
    rb"(?:\"(?P<suite>(?:[^\"\\\n]|\\.)+)|'(?P<suite_2>(?:[^'\\\n]|\\.)+))"
    rb"|^(?:local[ \t]+)?(?P<variable>[^\W\d]\w*)[ \t]*=(?!=)",
    re.MULTILINE,
)
_outline = Outline("lua", _QUERY, ("--",), heads=_HEADS, closed=_UNCLOSED.closed)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

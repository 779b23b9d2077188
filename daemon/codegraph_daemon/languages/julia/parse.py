"""What an outline of Julia shows, and where names are used."""

from __future__ import annotations

import re

from ..outline.outline import Outline
from ..outline.unclosed import Unclosed

_HEAD = """[(identifier) @name (parametrized_type_expression . (identifier) @name)
  (_ . [(identifier) @name (parametrized_type_expression . (identifier) @name)])]"""
_CALL = """(call_expression . [(identifier) @name (operator) @name
  (parametrized_type_expression . (identifier) @name)
  (field_expression (identifier) @name .)
  (field_expression (quote_expression (operator) @name))])"""
_FIELD = "[(identifier) @name (typed_expression . (identifier) @name)]"
_VARIABLE = """[(identifier) @name (typed_expression . (identifier) @name)
  (open_tuple (identifier) @name)]"""

_QUERY = f"""
(module_definition name: (identifier) @name) @module
(abstract_definition (type_head {_HEAD})) @interface
(primitive_definition (type_head {_HEAD})) @class
(struct_definition (type_head {_HEAD})) @class
(struct_definition (block {_FIELD} @field))
(struct_definition (block [(const_statement {_FIELD}) (assignment . {_FIELD})] @field))
(function_definition (signature {_CALL})) @function
(function_definition (signature (_ . {_CALL}))) @function
(function_definition (signature (_ . (_ . {_CALL})))) @function
(function_definition (signature (identifier) @name)) @function
(assignment . {_CALL}) @function
(assignment . (_ . {_CALL})) @function
(assignment . (where_expression . (_ . {_CALL}))) @function
((assignment . (binary_expression (operator) @name)) @function
  (#not-any-of? @name "&&" "||"))
(const_statement (assignment . [(typed_expression . (identifier) @name)
  (parametrized_type_expression . (identifier) @name)
  (open_tuple (identifier) @name)])) @constant
(source_file (assignment . (identifier) @name (arrow_function_expression)) @function)
(module_definition (block (assignment . (identifier) @name (arrow_function_expression)) @function))
(source_file [(assignment . {_VARIABLE}) (global_statement (assignment . {_VARIABLE}))] @variable)
(module_definition (block
  [(assignment . {_VARIABLE}) (global_statement (assignment . {_VARIABLE}))] @variable))
(macrocall_expression (macro_identifier (identifier) @_word)
  (macro_argument_list . (identifier) @name) (#eq? @_word "enum")) @enum
(macrocall_expression (macro_identifier (identifier) @_word)
  (macro_argument_list . (_) (identifier) @name @member) (#eq? @_word "enum"))
(macrocall_expression (macro_identifier (identifier) @_word)
  (macro_argument_list (compound_statement (block
    [(identifier) @name (assignment . (identifier) @name)] @member))) (#eq? @_word "enum"))
(macro_definition (signature (call_expression . (identifier) @name))) @function
(const_statement (assignment . (identifier) @name)) @constant
(macrocall_expression (macro_identifier (identifier) @_word)
  (macro_argument_list (string_literal) @name) (#eq? @_word "testset")) @suite
(source_file (string_literal) @documentation)
(block (string_literal) @documentation)
(call_expression . [(identifier) @call (field_expression (identifier) @call .)
  (parametrized_type_expression . (identifier) @call)])
(broadcast_call_expression . [(identifier) @call (field_expression (identifier) @call .)])
(macro_identifier [(identifier) @call (field_expression (identifier) @call .)])
(identifier) @use
"""

_UNCLOSED = Unclosed(
    rb"#=(?s:.*?)=#",
    rb"#[^\n]*",
    rb"\"\"\"(?s:.*?)\"\"\"",
    rb"(?<![\w)\]}'])'(?:[^'\\\n]|\\[^\n]{1,8})'",
    across=b'"',
)
_HEADS = re.compile(
    rb"^[ \t]*@testset[ \t]+\"(?P<suite>[^\"\n]+)"
    rb"|^[ \t]*(?:@(?:\w+\.)*(?:inline|noinline|generated|kwdef)[ \t]+)?"
    rb"(?:(?:baremodule|module)[ \t]+(?P<module>[^\W\d]\w*)"
    rb"|abstract[ \t]+type[ \t]+(?P<interface>[^\W\d]\w*)"
    rb"|(?:mutable[ \t]+)?struct[ \t]+(?P<class>[^\W\d]\w*)"
    rb"|(?:function|macro)[ \t]+(?:\w+\.)*(?P<function>[^\W\d][\w!]*)"
    rb"|(?:\w+\.)*(?P<function_2>[^\W\d][\w!]*)(?:\{[^{}\n]*\})?\([^\n]*\)[^\n=]*[ \t]=[ \t]"
    rb"|(?:const[ \t]+)?(?P<field>[^\W\d]\w*)::[^\n=(),;]*$"
    rb"|const[ \t]+(?P<constant>[^\W\d]\w*))",
    re.MULTILINE,
)
_outline = Outline("julia", _QUERY, ("#",), heads=_HEADS, closed=_UNCLOSED.closed)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

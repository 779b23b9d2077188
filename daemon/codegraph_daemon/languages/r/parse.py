"""What an outline of R shows, and where names are used."""

from __future__ import annotations

import re

from ..balance import Lexicon
from ..outline.outline import Outline

_QUERY = """
(binary_operator lhs: (identifier) @name operator: ["<-" "=" "<<-"]
  rhs: (function_definition)) @function
(binary_operator lhs: (string content: (string_content) @name) operator: ["<-" "=" "<<-"]
  rhs: (function_definition)) @function
(binary_operator lhs: (identifier) @name operator: ["<-" "=" "<<-"]
  rhs: (call function: [(identifier) @_word (namespace_operator rhs: (identifier) @_word)]
    (#any-of? @_word "R6Class" "setRefClass" "setClass" "ggproto" "new_class"))) @class
(call function: [(identifier) @_word (namespace_operator rhs: (identifier) @_word)]
  arguments: (arguments
    argument: (argument name: (identifier) @name value: (function_definition)) @function)
  (#any-of? @_word "list" "c" "ggproto" "proto" "lst" "list2" "new_class"))
(call function: (identifier) @_word
  arguments: (arguments . argument: (argument value: (string content: (string_content) @name)))
  (#any-of? @_word "test_that" "it")) @test
(call function: (identifier) @_word
  arguments: (arguments . argument: (argument value: (string content: (string_content) @name)))
  (#eq? @_word "describe")) @suite
(call function: [(identifier) @_class (namespace_operator rhs: (identifier) @_class)]
  arguments: (arguments argument: (argument name: (identifier) @_word
    value: (call arguments: (arguments argument: (argument name: (identifier) @name) @field))))
  (#any-of? @_class "R6Class" "setRefClass" "setClass" "new_class")
  (#any-of? @_word "public" "private" "active" "fields" "slots" "representation" "properties"))
(call function: (identifier) @_class
  arguments: (arguments argument: (argument value: (call function: (identifier) @_word
    arguments: (arguments argument: (argument name: (identifier) @name) @field))))
  (#eq? @_class "setClass") (#eq? @_word "representation"))
(binary_operator lhs: (extract_operator lhs: (identifier) @owner rhs: (identifier) @name)
  operator: ["<-" "=" "<<-"] rhs: (function_definition)) @function
(binary_operator lhs: (extract_operator rhs: (identifier) @name)
  operator: ["<-" "=" "<<-"] rhs: (function_definition)) @function
(program (binary_operator lhs: (identifier) @name operator: ["<-" "=" "<<-"]) @variable)
(program (binary_operator operator: ["->" "->>"] rhs: (identifier) @name) @variable)
(ERROR (binary_operator lhs: (identifier) @name operator: ["<-" "=" "<<-"]) @outer_variable)
(call function: (identifier) @_word
  arguments: (arguments . argument: (argument value: (string content: (string_content) @name)))
  (#any-of? @_word "setClass" "setRefClass")) @class
(call function: (identifier) @_word
  arguments: (arguments . argument: (argument value: (string content: (string_content) @name)))
  (#any-of? @_word "setGeneric" "setMethod")) @function
(call function: [(identifier) @call (namespace_operator rhs: (identifier) @call)
  (extract_operator rhs: (identifier) @call)])
(identifier) @use
(binary_operator operator: "special" @use)
"""

_HEADS = re.compile(
    rb"^[ \t]*(?:test_that|it)\((?:\"(?P<test>(?:[^\"\\\n]|\\.)+)|'(?P<test_2>(?:[^'\\\n]|\\.)+))"
    rb"|^[ \t]*describe\((?:\"(?P<suite>(?:[^\"\\\n]|\\.)+)|'(?P<suite_2>(?:[^'\\\n]|\\.)+))"
    rb"|^[ \t]*(?:[\"`']?(?P<function>[\w.]+(?:<-)?)[\"`']?[ \t]*(?:<<?-|=)[ \t]*"
    rb"(?:function\b|\\\\\()"
    rb"|(?<![^\n])(?P<variable>[\w.]+)[ \t]*<-)",
    re.MULTILINE,
)
_LEXICON = Lexicon(
    rb"#[^\n]*",
    rb"`[^`\n]*`",
    marks=b"\"'",
    across=b"\"'",
)
_outline = Outline("r", _QUERY, ("#",), lexicon=_LEXICON, heads=_HEADS)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

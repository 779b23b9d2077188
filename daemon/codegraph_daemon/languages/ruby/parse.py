"""What an outline of Ruby shows, and where names are used."""

from __future__ import annotations

import re

from ..outline.outline import Outline
from ..outline.unclosed import Unclosed

_QUERY = """
(module name: [(constant) @name (scope_resolution name: (constant) @name)]) @module
(call method: (identifier) @_word (argument_list . [(constant) @name
  (scope_resolution name: (constant) @name)]) block: (_) (#eq? @_word "refine")) @extension
(class name: [(constant) @name (scope_resolution name: (constant) @name)]) @class
(method name: (_) @name) @function
(singleton_method name: (_) @name) @function
(alias name: (_) @name) @function
(call method: (identifier) @_word (argument_list (simple_symbol) @name @property)
  (#any-of? @_word "attr_reader" "attr_writer" "attr_accessor" "cattr_accessor" "cattr_reader"
    "cattr_writer" "mattr_accessor" "mattr_reader" "mattr_writer" "class_attribute"
    "thread_mattr_accessor" "thread_cattr_accessor"))
(call method: (identifier) @_word
  (argument_list . [(simple_symbol) (string (string_content) @name)] @name)
  (#any-of? @_word "define_method" "define_singleton_method" "alias_method" "scope" "let" "let!"
    "subject" "task")) @function
(call method: (identifier) @_word
  (argument_list . (pair . key: [(simple_symbol) (hash_key_symbol) (string (string_content) @name)]
    @name))
  (#eq? @_word "task")) @function
(call method: (identifier) @_word (argument_list (simple_symbol) @name @function)
  (#eq? @_word "delegate"))
(call method: (identifier) @_word
  (argument_list . [(simple_symbol) (string (string_content) @name)] @name) block: (_)
  (#eq? @_word "namespace")) @module
(call method: (identifier) @_word (argument_list . (simple_symbol) @name)
  (#any-of? @_word "has_many" "has_one" "belongs_to" "has_and_belongs_to_many"
    "has_one_attached" "has_many_attached" "attribute" "enum")) @property
(assignment left: (constant)
  right: (call receiver: (constant) @_base method: (identifier) @_word
    arguments: (argument_list (simple_symbol) @name @field)
    (#any-of? @_base "Struct" "Data")
    (#any-of? @_word "new" "define")))
(assignment left: (constant) @name
  right: (call receiver: (constant) @_base method: (identifier) @_word
    (#any-of? @_base "Struct" "Class" "Data")
    (#any-of? @_word "new" "define"))) @class
(assignment left: (constant) @name
  right: (call receiver: (constant) @_base method: (identifier) @_word
    (#eq? @_base "Module") (#eq? @_word "new"))) @module
(assignment left: [(constant) @name (scope_resolution name: (constant) @name)]) @constant
(assignment left: (left_assignment_list (constant) @name)) @constant
(operator_assignment left: (constant) @name operator: "||=") @constant
(program (assignment left: (global_variable) @name) @variable)
(body_statement (assignment left: (class_variable) @name) @field)
(call method: (identifier) @_word
  arguments: (argument_list . (string) @name) block: (_)
  (#any-of? @_word "it" "specify" "test" "example" "scenario")) @test
(call method: (identifier) @_word
  arguments: (argument_list . (string) @name) block: (_)
  (#any-of? @_word "describe" "context" "feature")) @suite
(call method: (identifier) @_word block: (_) (#eq? @_word "sig")) @between
(call method: (identifier) @call)
(argument_list (simple_symbol) @symbol)
[(identifier) (constant) (global_variable) (class_variable)] @use
"""
_UNCLOSED = Unclosed(
    rb"#(?!\{)[^\n]*",
    rb"<<[~-]?(?P<quote>[\"'`]?)(?P<here>[A-Z_]\w*)(?P=quote)"
    rb"(?=[^\n]*\n(?s:.*?)\n[ \t]*(?P=here)\b)",
    rb"%[wWiIqQr]?(?:\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|!(?:[^!])*!|\|[^|]*\|)",
    rb"(?<=[(,=~|&!\s])/(?![\s=])(?:[^/\\\n]|\\.)+/",
    rb"\?[^\s\w]",
    across=b"\"'",
)
_DANGLING = re.compile(
    rb"(?<=[\w)\]}])&?\.[ \t]*"
    rb"(?=\r?\n\s*(?:def|end|class|module|private|protected|else|elsif|when|return|if|unless)\b)"
)


def _without_dangling(text: bytes) -> bytes:
    """The same without the dots that take a keyword in the next line for the name of a method: the
    grammar finds no fault in that, but for what stands around."""
    return _DANGLING.sub(lambda dot: b" " * len(dot[0]), text)


_HEADS = re.compile(
    rb"^[ \t]*(?:it|specify|test|example|scenario)[ \t(]+"
    rb"(?:\"(?P<test>(?:[^\"\\\n]|\\.)+)\"|'(?P<test_2>(?:[^'\\\n]|\\.)+)')[^\n]*\bdo\b"
    rb"|^[ \t]*(?:RSpec\.)?(?:describe|context|feature)[ \t(]+"
    rb"(?:\"(?P<suite>(?:[^\"\\\n]|\\.)+)\"|'(?P<suite_2>(?:[^'\\\n]|\\.)+)')[^\n]*\bdo\b"
    rb"|^[ \t]*(?:(?:\w+[ \t]+)*def[ \t]+(?:\w+\.)?"
    rb"(?P<function>[^\W\d]\w*(?:[?!]|=(?=[ \t]*\())?|[-+*/%<>=!~^&|\[\]]+)"
    rb"|class[ \t]+(?:\w+::)*(?P<class>[A-Z]\w*)"
    rb"|module[ \t]+(?:\w+::)*(?P<module>[A-Z]\w*)"
    rb"|(?P<constant>[A-Z]\w*)[ \t]*=(?![=~>]))",
    re.MULTILINE,
)
_outline = Outline(
    "ruby", _QUERY, ("#",), heads=_HEADS, closed=_UNCLOSED.closed, simplified=_without_dangling
)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

"""What an outline of Elixir shows, and where names are used."""

from __future__ import annotations

import re

from ..outline.outline import Outline

_QUERY = """
(call target: (identifier) @_word (arguments . (alias) @name) (do_block)
  (#any-of? @_word "defmodule" "defimpl")) @module
(call target: (identifier) @_word (arguments . (alias) @name) (do_block)
  (#eq? @_word "defprotocol")) @interface
(call target: (identifier) @_word (arguments . (call target: (identifier) @name))
  (#match? @_word "^def(p|macro|macrop|guard|guardp|delegate|n|np)?$")) @function
(call target: (identifier) @_word (arguments . (identifier) @name)
  (#match? @_word "^def(p|macro|macrop|guard|guardp|delegate|n|np)?$")) @function
(call target: (identifier) @_word
  (arguments . (binary_operator left: (call target: (identifier) @name)))
  (#match? @_word "^def(p|macro|macrop|guard|guardp|n|np)?$")) @function
(call target: (identifier) @_word
  (arguments . (binary_operator left: (identifier) @name operator: "when"))
  (#match? @_word "^def(p|macro|macrop|guard|guardp|n|np)?$")) @function
(call target: (identifier) @_word
  (arguments . [(binary_operator operator: ["+" "-" "*" "/" "++" "--" "<>" "|>" "==" "!=" "<" ">"
    "<=" ">=" "&&" "||" "and" "or" "&&&" "|||" "<<<" ">>>" "<~>" "<~" "~>" "<|>" ".." "=~" "in"
    "!==" "==="] @name) (binary_operator left: (binary_operator operator: _ @name) operator: "when")
    (unary_operator operator: ["!" "+" "-"] @name)])
  (#match? @_word "^def(p|macro|macrop)?$")) @function
(call target: (identifier) @_word
  (arguments . (keywords (pair key: (keyword) @name @field)))
  (#any-of? @_word "defstruct" "defexception"))
(call target: (identifier) @_word
  (arguments . (list [(atom) @name @field (keywords (pair key: (keyword) @name @field))]))
  (#any-of? @_word "defstruct" "defexception"))
(unary_operator operator: "@" operand: (call target: (identifier) @_word
  (arguments (binary_operator left: [(identifier) @name (call target: (identifier) @name)])))
  (#any-of? @_word "type" "typep" "opaque")) @type
(unary_operator operator: "@" operand: (call target: (identifier) @_word
  (arguments (binary_operator left: [(call target: (identifier) @name) (identifier) @name
    (binary_operator left: (call target: (identifier) @name))])))
  (#any-of? @_word "callback" "macrocallback")) @function
(unary_operator operator: "@" operand: (call target: (identifier) @name
  (arguments . (_)))
  (#not-match? @name "^(moduledoc|doc|typedoc|impl|since|deprecated|dialyzer|tag|behaviour)$")
  (#not-match? @name "^(spec|type|typep|opaque|callback|macrocallback|shortdoc)$")
  (#not-match? @name "^(derive|vsn|external_resource|enforce_keys|compile|moduletag|describetag)$")
  (#not-match? @name "^(before_compile|after_compile|on_load|optional_callbacks)$")) @constant
(unary_operator operator: "@" operand: (call target: (identifier) @_word)
  (#any-of? @_word "doc" "typedoc" "spec" "impl" "deprecated" "since" "dialyzer" "tag")) @between
(unary_operator operator: "@" operand: (call target: (identifier) @_word
  (arguments [(string (quoted_content) @said) (sigil (quoted_content) @said)]))
  (#any-of? @_word "doc" "typedoc"))
(unary_operator operator: "@" operand: (call target: (identifier) @_word
  (arguments [(string (quoted_content) @inside) (sigil (quoted_content) @inside)]))
  (#eq? @_word "moduledoc"))
(call target: (identifier) @_word (arguments . (string) @name) (do_block)
  (#any-of? @_word "test" "property")) @test
(call target: (identifier) @_word (arguments . (string) @name) (do_block)
  (#eq? @_word "describe")) @suite
(call target: (identifier) @call)
(call target: (dot right: (identifier) @call))
[(identifier) (alias)] @use
"""
_HEADS = re.compile(
    rb"^[ \t]*(?:(?:test|property)[ \t]+\"(?P<test>[^\"\n]+)\"[^\n]*\bdo\b"
    rb"|describe[ \t]+\"(?P<suite>[^\"\n]+)\"[^\n]*\bdo\b"
    rb"|(?:defmodule|defimpl)[ \t]+(?P<module>[A-Z][\w.]*)"
    rb"|defprotocol[ \t]+(?P<interface>[A-Z][\w.]*)"
    rb"|def(?:p|macrop?|guardp?|delegate|np?)?[ \t]+(?P<function>[a-z_]\w*[?!]?)"
    rb"|@(?:typep?|opaque)[ \t]+(?P<type>[a-z_]\w*)"
    rb"|@(?:macro)?callback[ \t]+(?P<function_2>[a-z_]\w*[?!]?))",
    re.MULTILINE,
)
_outline = Outline("elixir", _QUERY, ("#",), heads=_HEADS, joint=".")
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

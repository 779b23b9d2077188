"""What an outline of Elixir shows, and where names are used."""

from __future__ import annotations

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
(unary_operator operator: "@" operand: (call target: (identifier) @_word
  (arguments (binary_operator left: [(identifier) @name (call target: (identifier) @name)])))
  (#any-of? @_word "type" "typep" "opaque")) @type
(unary_operator operator: "@" operand: (call target: (identifier) @_word
  (arguments (binary_operator left: (call target: (identifier) @name))))
  (#any-of? @_word "callback" "macrocallback")) @function
(unary_operator operator: "@" operand: (call target: (identifier) @name
  (arguments . [(integer) (float) (string) (atom) (list) (map) (tuple) (sigil) (boolean)]))
  (#not-match? @name "^(moduledoc|doc|typedoc|impl|since|deprecated|dialyzer|tag|behaviour)$")
  (#not-match? @name "^(derive|vsn|external_resource|enforce_keys|compile|moduletag|describetag)$")
  (#not-match? @name "^(before_compile|after_compile|on_load|optional_callbacks)$")) @constant
(call target: (identifier) @call)
(call target: (dot right: (identifier) @call))
[(identifier) (alias)] @use
"""

_outline = Outline("elixir", _QUERY, ("#",))
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

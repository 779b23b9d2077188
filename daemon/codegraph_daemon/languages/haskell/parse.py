"""What an outline of Haskell shows, and where names are used."""

from __future__ import annotations

import re

from ..covering import spaces_for
from ..outline.outline import Outline
from ..outline.unclosed import Unclosed

_QUERY = """
(header module: (module) @name) @rest_1_module
(data_type name: (name) @name) @class
(newtype name: (name) @name) @class
(type_synomym name: (name) @name) @type
(class name: (name) @name) @interface
(constructor_synonym name: (_) @name) @function
(data_constructor constructor: (prefix name: (constructor) @name)) @member
(data_constructor
  constructor: (infix operator: (constructor_operator) @name)) @member
(gadt_constructor name: (constructor) @name) @member
(gadt_constructor names: (binding_list name: (constructor) @name @member))
(type_family name: (name) @name) @type
(data_family name: (name) @name) @type
(data_constructor constructor: (record name: (constructor) @name)) @member
(newtype_constructor name: (constructor) @name) @member
(field (field_name (variable) @name)) @field
(class_declarations (signature
  name: [(variable) @name (prefix_id (operator) @name)]) @function)
(class_declarations (signature names: (binding_list name: (variable) @name @function)))
(declarations (function name: [(variable) @name (prefix_id (operator) @name)]) @function)
(declarations (function
  (infix operator: [(operator) @name (infix_id (variable) @name)])) @function)
(instance_declarations (function name: (variable) @name) @function)
(instance_declarations (function name: (prefix_id (operator) @name)) @function)
(instance_declarations (function
  (infix operator: [(operator) @name (infix_id (variable) @name)])) @function)
(instance_declarations (bind name: (variable) @name) @function)
(foreign_import signature: (signature name: (variable) @name)) @function
(pattern_synonym (equation synonym: [(constructor) @name (apply function: (constructor) @name)
  (apply function: (apply function: (constructor) @name))
  (apply function: (apply function: (apply function: (constructor) @name)))
  (infix operator: (constructor_operator) @name)])) @function
(declarations (bind pattern: (tuple element: (variable) @name)) @variable)
(declarations (bind name: (variable) @name) @variable)
(ERROR (function name: (variable) @name) @outer_function)
(ERROR (bind name: (variable) @name) @outer_variable)
(declarations (signature) @between)
(declarations (signature name: (variable) @callable type: [(function) (forall type: (function))
  (context type: (function)) (forall type: (context type: (function)))]))
(declarations (signature names: (binding_list name: (variable) @callable) type: [(function)
  (context type: (function))]))
(import module: (module) @use)
(haddock) @heading
(header) @headed
((haddock) @documentation (#match? @documentation "^[{]-"))
((comment) @documentation (#match? @documentation "^[{]-"))
(apply function: [(variable) @call (qualified id: (variable) @call)])
(infix operator: (infix_id [(variable) @call (qualified id: (variable) @call)]))
(infix left_operand: [(variable) @call (qualified id: (variable) @call)]
  operator: (operator) @_word (#any-of? @_word "$" "$!" "<$>"))
[(variable) (name) (constructor) (operator) (constructor_operator)] @use
"""

_UNCLOSED = Unclosed(
    rb"\"(?:[^\"\\\n]|\\(?s:.))*+\"?",
    rb"'(?:[^'\\\n]|\\[^\n]{1,6})'",
    rb"--[^\n]*",
    # A comment may hold others.
    rb"\{-(?:[^{-]|\{(?!-)|-(?!\})|\{-(?s:.*?)-\})*+-\}",
    rb"\{-(?s:.*)",
)
_HEADS = re.compile(
    rb"^(?:(?:data|newtype)[ \t]+(?:[^=\n]*=>[ \t]*)?(?P<class>[A-Z][\w']*)"
    rb"|type[ \t]+(?:family[ \t]+)?(?P<type>[A-Z][\w']*)"
    rb"|class[ \t]+(?:[^=\n]*=>[ \t]*)?(?P<interface>[A-Z][\w']*)"
    rb"|(?!(?:module|import|instance|where|deriving|infix[lr]?|foreign|pattern|default|let|if|case"
    rb"|then|else|do|of|in)\b)(?:(?P<variable>[a-z_][\w']*)[ \t]*=(?!=)"
    rb"|(?P<function>[a-z_][\w']*)(?:[ \t]+[^=\n|:]*)??[ \t]*(?:=(?!=)|\|[^|])))",
    re.MULTILINE,
)
_DIRECTIVES = re.compile(
    rb"^#[ \t]*(?:if|ifdef|ifndef|elif|else|endif|define|undef|include|error|warning)\b"
    rb"(?:[^\r\n\\]|\\\r?\n|\\[^\r\n])*",
    re.MULTILINE,
)


def _without_directives(source: bytes) -> bytes:
    """A text of the same length without lines of the preprocessor: the grammar takes all between
    `#else` and `#endif` for one of them."""
    if b"\n#" not in source:
        return source
    return _DIRECTIVES.sub(lambda line: spaces_for(line[0]), source)


_outline = Outline(
    "haskell",
    _QUERY,
    ("--",),
    version=2,
    heads=_HEADS,
    closed=_UNCLOSED.closed,
    simplified=_without_directives,
)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

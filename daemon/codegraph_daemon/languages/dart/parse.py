"""What an outline of Dart shows, and where names are used."""

from __future__ import annotations

from ..balance import CHARACTER, QUOTED, Lexicon
from ..outline.outline import Outline

_QUERY = """
(class_definition name: (identifier) @name) @class
(mixin_declaration (identifier) @name) @class
(extension_declaration name: (identifier) @name) @class
(enum_declaration name: (identifier) @name) @enum
(enum_constant name: (identifier) @name) @member
(type_alias (type_identifier) @name . (type_parameters)? . (formal_parameter_list)) @type
(type_alias . (type_identifier) @name . (type_parameters)? . "=") @type
(class_definition (mixin_application_class . (identifier) @name)) @class
(extension_type_declaration name: (identifier) @name) @class
(representation_declaration name: (identifier) @name) @field
(operator_signature [(binary_operator) (tilde_operator) "==" "[]" "[]="] @name) @function
(constructor_signature name: (identifier) @name . parameters: (_)) @constructor
(constant_constructor_signature (identifier) @name . (formal_parameter_list)) @constructor
(factory_constructor_signature (identifier) @name . (formal_parameter_list)) @constructor
(redirecting_factory_constructor_signature
  (identifier) @name . (formal_parameter_list)) @constructor
(function_signature name: (identifier) @name) @function
(getter_signature name: (identifier) @name) @property
(setter_signature name: (identifier) @name) @property
(static_final_declaration (identifier) @name) @constant
(initialized_identifier . (identifier) @name) @variable
[(function_body) (function_expression_body)] @local
[(identifier) (type_identifier)] @use
"""

_LEXICON = Lexicon(rb'"""(?s:.*?)"""', rb"'''(?s:.*?)'''", QUOTED, CHARACTER)
_outline = Outline("dart", _QUERY, ("//", "*", "/*"), lexicon=_LEXICON)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

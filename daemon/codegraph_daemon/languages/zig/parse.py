"""What an outline of Zig shows, and where names are used."""

from __future__ import annotations

from ..balance import CHARACTER, QUOTED, Lexicon
from ..outline.outline import Outline

_QUERY = """
((Decl (VarDecl variable_type_function: (IDENTIFIER) @name
  (ErrorUnionExpr (SuffixExpr (ContainerDecl (ContainerDeclType) @_word))))) @enum
  (#match? @_word "^enum"))
(Decl (VarDecl variable_type_function: (IDENTIFIER) @name
  (ErrorUnionExpr (SuffixExpr (ContainerDecl))))) @class
(Decl (VarDecl variable_type_function: (IDENTIFIER) @name
  (ErrorUnionExpr (SuffixExpr (ErrorSetDecl))))) @enum
((Statement (VarDecl variable_type_function: (IDENTIFIER) @name
  "=" . (ErrorUnionExpr (SuffixExpr . (ContainerDecl (ContainerDeclType) @_word) .)))) @enum
  (#match? @_word "^enum"))
(Statement (VarDecl variable_type_function: (IDENTIFIER) @name
  "=" . (ErrorUnionExpr (SuffixExpr . (ContainerDecl) .)))) @class
(ErrorSetDecl field_constant: (IDENTIFIER) @name @member)
(Decl (VarDecl "const" variable_type_function: (IDENTIFIER) @name)) @constant
(Decl (VarDecl variable_type_function: (IDENTIFIER) @name)) @variable
(TestDecl (STRINGLITERALSINGLE) @name) @test
(Decl (FnProto function: (IDENTIFIER) @name)) @function
(ContainerField field_member: (IDENTIFIER) @name) @field
((ContainerDecl (ContainerDeclType "enum") (ContainerField
  . (ErrorUnionExpr (SuffixExpr . variable_type_function: (IDENTIFIER) @name .) .)) @member)
  (#not-eq? @name "_"))
((ContainerDecl (ContainerDeclType "enum") (ContainerField . (doc_comment)
  . (ErrorUnionExpr (SuffixExpr . variable_type_function: (IDENTIFIER) @name .) .)) @member)
  (#not-eq? @name "_"))
((ERROR (ContainerField
  . (ErrorUnionExpr (SuffixExpr . variable_type_function: (IDENTIFIER) @name .) .)) @member)
  (#not-eq? @name "_"))
((ERROR (ContainerField . (doc_comment)
  . (ErrorUnionExpr (SuffixExpr . variable_type_function: (IDENTIFIER) @name .) .)) @member)
  (#not-eq? @name "_"))
[(Block) (BlockExpr)] @local
(ContainerDecl) @anonymous
(FieldOrFnCall function_call: (IDENTIFIER) @call)
(SuffixExpr . variable_type_function: (IDENTIFIER) @call . (FnCallArguments))
(IDENTIFIER) @use
"""

_LEXICON = Lexicon(rb"\\\\[^\n]*", QUOTED, CHARACTER)
_outline = Outline("zig", _QUERY, ("//",), lexicon=_LEXICON)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

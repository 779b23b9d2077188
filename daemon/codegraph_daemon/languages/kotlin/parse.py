"""What an outline of Kotlin shows, and where names are used."""

from __future__ import annotations

import re

from ..balance import CHARACTER, QUOTED, Lexicon
from ..covering import spaces_for
from ..outline.outline import Outline

_QUERY = """
(class_declaration "interface" (type_identifier) @name) @interface
(class_declaration "enum" (type_identifier) @name) @enum
(class_declaration (type_identifier) @name) @class
(object_declaration (type_identifier) @name) @class
(companion_object (type_identifier) @name) @class
(enum_entry (simple_identifier) @name) @member
(secondary_constructor "constructor" @name) @constructor
(type_alias (type_identifier) @name) @type
(function_declaration (simple_identifier) @name) @function
((property_declaration (modifiers (property_modifier) @_word)
  (variable_declaration (simple_identifier) @name)) @constant (#eq? @_word "const"))
(property_declaration (variable_declaration (simple_identifier) @name)) @variable
(class_parameter (binding_pattern_kind) (simple_identifier) @name) @field
(property_declaration (multi_variable_declaration
  (variable_declaration (simple_identifier) @name))) @variable
(object_literal) @anonymous
(multiline_comment) @documentation
(explicit_delegation (call_expression (call_suffix (annotated_lambda)))) @misread
((simple_identifier) @misread (#any-of? @misread "class" "fun" "interface" "object"))
[(getter) (setter) (lambda_literal) (anonymous_initializer)] @local
(infix_expression (_) . (simple_identifier) @call . (_))
(call_expression . (simple_identifier) @call)
(call_expression . (navigation_expression (navigation_suffix (simple_identifier) @call)))
[(simple_identifier) (type_identifier)] @use
"""

_LEXICON = Lexicon(rb'"""(?s:.*?)"""', QUOTED, CHARACTER)
_ANNOTATION = re.compile(rb"(?<!\w)@[A-Za-z][\w.:]*(?:\((?:[^()]|\([^()]*\))*\))?")


def _without_annotations(text: bytes) -> bytes:
    """The same without annotations: after several the grammar may take a class for an expression,
    and finds no fault in that."""
    return _ANNOTATION.sub(lambda each: spaces_for(each[0]), text)


_DELEGATE = re.compile(
    rb"(\b(?:class|object)[ \t]+\w+(?:\s*<[^{}()]{0,500}?>)?"
    rb"(?:[^(){}:=]{0,200}\((?:[^()]|\((?:[^()]|\([^()]{0,500}\)){0,500}+\)){0,5000}+\))?\s*:"
    rb"(?:(?!\b(?:val|var|fun|class|object)\b)[^{}=]){0,1000}?)"
    rb"\bby[ \t]+[\w.]+(?:\((?:[^()]|\([^()]{0,500}\)){0,500}+\))?(?=\s*\{)"
)
"""The head of a class up to the last interface that another object implements for it."""


def _read_otherwise(text: bytes) -> bytes:
    """The same without annotations, and without that by which a class implements its last
    interface: the grammar gives the body of the class to that."""
    text = _without_annotations(text)
    return _DELEGATE.sub(_without_delegate, text)


def _without_delegate(head: re.Match[bytes]) -> bytes:
    return head[1] + spaces_for(head[0][len(head[1]) :])


_CONSTRUCTOR = re.compile(
    rb"(?<=\bclass)[ \t]+\w+(?:[ \t]*<[^{}()]{0,500}?>)?"
    rb"((?:\s|//[^\n]*|/\*(?s:.{0,2000}?)\*/|@[\w.:]+(?:\([^()]*\))?|\b(?:private|internal|protected|public|actual|expect)\b"
    rb")*+)(?=\bconstructor\b)"
)
_CONTEXT = re.compile(
    rb"^[ \t]*context[ \t]*\([^()\n]*\)"
    rb"(?=\s*(?:@\w[\w.]*\s+|(?:public|private|internal|protected|open|final|abstract|override|suspend|inline|operator|infix|tailrec|data|sealed)\s+)*"
    rb"(?:fun|val|var|class|interface)\b)",
    re.MULTILINE,
)
_GAP = re.compile(rb"//[^\n]*|/\*(?s:.*?)\*/|\s+")


def _in_one_line(text: bytes) -> bytes:
    """The same with constructors in the line of their class, with which the grammar ends that, and
    without contexts of functions, which it does not know."""
    if b"context" in text:
        text = _CONTEXT.sub(lambda each: spaces_for(each[0]), text)
    return _CONSTRUCTOR.sub(_joined, text) if b"constructor" in text else text


def _joined(head: re.Match[bytes]) -> bytes:
    gap = head[1]
    if b"\n" in gap:
        gap = _GAP.sub(lambda each: b" " * len(each[0]), gap)
    return head[0][: head.start(1) - head.start()] + gap


_HEADS = re.compile(
    rb"^[ \t]*(?:@[\w.:]+(?:\([^()\n]*\))?[ \t]+)*"
    rb"(?:(?:public|private|protected|internal|open|abstract|final|override|suspend|inline|tailrec"
    rb"|operator|infix|external|data|sealed|inner|annotation|value|lateinit|const|actual|expect"
    rb"|companion)[ \t]+)*"
    rb"(?:(?:fun[ \t]+)?interface[ \t]+(?P<interface>\w+)"
    rb"|enum[ \t]+class[ \t]+(?P<enum>\w+)"
    rb"|(?:class|object)[ \t]+(?P<class>\w+)"
    rb"|typealias[ \t]+(?P<type>\w+)"
    rb"|fun[ \t]+(?:<[^\n]*?>[ \t]*)?(?:[\w.<>?*, ]+\.)?"
    rb"(?:(?P<function>\w+)|`(?P<function_2>[^`\n]+)`)[ \t]*\("
    rb"|va[lr][ \t]+(?:<[^\n]*?>[ \t]*)?(?:[\w.<>?*, ]+\.)?(?P<variable>\w+)[ \t]*(?:[:=]|by\b|$))",
    re.MULTILINE,
)
_outline = Outline(
    "kotlin",
    _QUERY,
    ("//", "*", "/*"),
    version=3,
    lexicon=_LEXICON,
    heads=_HEADS,
    simplified=_in_one_line,
    reread=_read_otherwise,
)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

"""The syntax tree to facts: which visitor each kind of node has, and the whole walk."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence

from ...facts import (
    COMPILED_NAME,
    CONDITIONS_NAME,
    INCLUDES_NAME,
    NONE,
    TAG,
    TAGS_NAME,
    Bind,
    Flag,
    Kind,
    ScopeKind,
)
from ..scopes import NO_SPACES, VARIANT_SPACE, Definition
from . import belonging, conditions, macro_members, macros, statements
from .classes import class_statement, class_type, friend
from .declarations import declaration
from .definitions import function_definition
from .expressions import (
    assignment,
    awaited,
    binary,
    call,
    cast,
    comma,
    compared,
    compound_literal,
    conditional,
    constant,
    joined,
    lambda_,
    new,
    null,
    number,
    offset_of,
    pointer,
    required,
    returned,
    sized,
    string,
    subscript,
    unary,
    update,
)
from .grammar import Grammar, GrammarName
from .masks import Hidden
from .names import field, identifier, qualified_read, settle, template, this, type_identifier
from .namespaces import concept, linkage, namespace, namespace_alias, using
from .namespaces import template as template_declaration
from .type_names import alias_declaration, type_definition
from .types import auto, decltype, dependent, described_type, made_by_macro, plain, primitive
from .types import sized as sized_type
from .walk import (
    DECLARATION,
    MENTION,
    READ,
    TYPE_USE,
    Declared,
    Node,
    Visitor,
    Walk,
    children,
    comment,
    inside,
    leaf,
)
from .walk import statements as statements_of

_TAG = TAG.encode()

_VISITORS: dict[str, Visitor] = {
    # Names
    "identifier": identifier,
    "type_identifier": type_identifier,
    "namespace_identifier": identifier,
    "field_expression": field,
    "qualified_identifier": qualified_read,
    "template_type": template,
    "template_function": template,
    "dependent_type": dependent,
    "this": this,
    # Types
    "primitive_type": primitive,
    "sized_type_specifier": sized_type,
    "type_descriptor": described_type,
    "macro_type_specifier": made_by_macro,
    "placeholder_type_specifier": auto,
    "auto": auto,
    "decltype": decltype,
    "struct_specifier": class_type,
    "union_specifier": class_type,
    "class_specifier": class_type,
    "enum_specifier": class_type,
    # Expressions
    "call_expression": call,
    "cast_expression": cast,
    "compound_literal_expression": compound_literal,
    "new_expression": new,
    "assignment_expression": assignment,
    "update_expression": update,
    "pointer_expression": pointer,
    "subscript_expression": subscript,
    "binary_expression": binary,
    "unary_expression": unary,
    "conditional_expression": conditional,
    "comma_expression": comma,
    "co_await_expression": awaited,
    "sizeof_expression": sized,
    "offsetof_expression": offset_of,
    "parenthesized_expression": inside,
    "extension_expression": inside,
    "lambda_expression": lambda_,
    "number_literal": number,
    "char_literal": constant(b"char"),
    "string_literal": string,
    "raw_string_literal": string,
    "concatenated_string": joined,
    "true": constant(b"bool"),
    "false": constant(b"bool"),
    "null": null,
    # Declarations
    "declaration": declaration,
    "field_declaration": declaration,
    "type_definition": type_definition,
    "alias_declaration": alias_declaration,
    "function_definition": function_definition,
    "inline_method_definition": function_definition,
    "friend_declaration": friend,
    "namespace_definition": namespace,
    "namespace_alias_definition": namespace_alias,
    "using_declaration": using,
    "template_declaration": template_declaration,
    "concept_definition": concept,
    "requires_expression": required,
    "linkage_specification": linkage,
    # Statements
    "compound_statement": statements.block,
    "expression_statement": statements.expression,
    "for_statement": statements.scoped,
    "if_statement": statements.scoped,
    "switch_statement": statements.scoped,
    "while_statement": statements.scoped,
    "for_range_loop": statements.for_range,
    "catch_clause": statements.catch,
    "labeled_statement": statements.label,
    "goto_statement": statements.goto,
    "return_statement": returned,
    "field_initializer_list": statements.initializers,
    # The preprocessor
    "preproc_def": macros.define,
    "preproc_function_def": macros.define,
    "preproc_if": macros.condition,
    "preproc_elif": macros.condition,
    "preproc_ifdef": macros.known,
    "preproc_elifdef": macros.known,
    "preproc_call": macros.call,
    "preproc_include": macros.include,
    # What says nothing
    "comment": comment,
    "string_content": leaf,
    "escape_sequence": leaf,
    "character": leaf,
    "storage_class_specifier": leaf,
    "type_qualifier": leaf,
    "access_specifier": leaf,
    "virtual": leaf,
    "virtual_specifier": leaf,
    "field_identifier": leaf,
    "statement_identifier": leaf,
    "operator_name": leaf,
    "literal_suffix": leaf,
    "default_method_clause": leaf,
    "delete_method_clause": leaf,
    "pure_virtual_clause": leaf,
    "break_statement": leaf,
    "continue_statement": leaf,
    "preproc_arg": leaf,
    "preproc_directive": leaf,
    "gnu_asm_qualifier": leaf,
    "ref_qualifier": leaf,
    "lambda_default_capture": leaf,
}

_WITHOUT_VALUE: dict[str, Visitor] = {
    "struct_specifier": class_statement,
    "union_specifier": class_statement,
    "class_specifier": class_statement,
    "enum_specifier": class_statement,
    "number_literal": leaf,
    "char_literal": leaf,
    "string_literal": leaf,
    "raw_string_literal": leaf,
    "true": leaf,
    "false": leaf,
    "null": null,
    "this": leaf,
    "primitive_type": plain,
    "binary_expression": compared,
    "parenthesized_expression": children,
    "sizeof_expression": children,
    "conditional_expression": children,
    "comma_expression": children,
}
"""What visits a node instead where nobody asks for the expression that it stands for."""


def grammar(name: GrammarName) -> Grammar:
    """One of the grammars with the visitors of its kinds of node."""
    return Grammar(name, _VISITORS, _WITHOUT_VALUE)


def extract(source: bytes, text: bytes, hidden: Hidden, root: Node, known: Grammar) -> bytes:
    """The packed facts of one file.

    `source` is UTF-8 text without a byte order mark; `text` what was parsed of it, with the root
    node of its tree, and `hidden` the names that are not in it.
    """
    x = Walk(source, text, known.visit, known.effect, known.kinds, known.name == "cpp")
    x.file.end = len(text)
    statements_of(x, root)
    _declare(x)
    settle(x)
    if x.macros:
        macro_members.told(x)
    if x.is_cpp:
        # Structures that C files define are found by their plain names too.
        x.build.bind(x.file, TAGS_NAME.encode(), Bind.SETTING, x.build.name(b""))
    _hidden(x, hidden)
    if x.includes:
        includes = json.dumps(list(dict.fromkeys(x.includes)), ensure_ascii=False)
        said = x.build.name(includes.encode("utf-8", "replace").replace(b"\n", b" "))
        x.build.bind(x.file, INCLUDES_NAME.encode(), Bind.SETTING, said)
        for spec in x.includes:
            last = spec[1:-1].replace("\\", "/").rpartition("/")[2]
            x.build.announce(b"<includes %s>" % last.encode("utf-8", "replace"))
    _platform(x)
    return x.build.finish()


def _platform(x: Walk) -> None:
    """Note what the file says of when it is compiled."""
    asked = conditions.said(x.source) if b"if" in x.source else []
    whole = belonging.said(x.source, asked, x.includes)
    rows = json.dumps(asked, separators=(",", ":"), ensure_ascii=False) if asked else ""
    for name, said in ((CONDITIONS_NAME, rows), (COMPILED_NAME, whole)):
        if said:
            x.build.bind(x.file, name.encode(), Bind.SETTING, x.build.name(said.encode()))


def _declare(x: Walk) -> None:
    """What is declared is no symbol of its own where it is also defined."""
    for each in x.declared:
        _declared(x, each)


def _declared(x: Walk, each: Declared) -> None:
    build, scope, text, told = x.build, each.scope, each.key, each.told
    if told is None and each.kind == Kind.FUNCTION and _is_macro(scope.definitions.get(text, [])):
        # Where one is not compiled the other stands for it: they are two.
        told = b""
    key = text if told is None else text + VARIANT_SPACE + told
    build.use(scope, text, each.at | DECLARATION | scope.read)
    known = scope.definitions.get(key, [])
    if each.flags & Flag.DECLARATION and any(not one.flags & Flag.DECLARATION for one in known):
        if each.body != NONE:
            one = known[0]
            build.note(scope, key, Definition(each.kind, one.flags, each.body, each.doc))
        return
    definition = Definition(each.kind, each.flags, each.body, each.doc)
    if each.kind in _WITH_VALUE:
        build.site(scope, key, each.start, each.end, each.at, True)
        build.note(scope, key, definition)
        return
    if told is None:
        if not known:
            build.bind(scope, text, Bind.DEF)
    else:
        build.name(told)
        if scope.spaces is NO_SPACES:
            scope.spaces = {}
        space = scope.spaces.get(key)
        if space is None:
            space = scope.spaces[key] = len(scope.spaces) + 2
            build.bind(scope, text, Bind.DEF, c=space)
    build.site(scope, key, each.start, each.end, each.at, True)
    build.note(scope, key, definition)


def _is_macro(known: Sequence[Definition]) -> bool:
    """Whether these are definitions of a macro alone."""
    return bool(known) and all([one.kind in _MACROS and one.body == NONE for one in known])


_MACROS = frozenset((Kind.FUNCTION, Kind.CONSTANT))
_WITH_VALUE = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD))
"""Kinds of what has a binding with its type already: variables, constants and fields."""


def _hidden(x: Walk, hidden: Hidden) -> None:
    """Names that the grammar was not let see are used where they stand."""
    for start, end in hidden.lines:
        macros.covered(x, start, end)
    for at, text in hidden.listed:
        if text not in x.file.binds:
            macros.listed(x, text, at)
    for at, text in hidden.asked:
        x.build.use(x.file, text, at | MENTION | x.file.read)
    if not hidden.names:
        return
    classes = [s for s in x.build.scopes if s.kind in (ScopeKind.CLASS, ScopeKind.FUNCTION)]
    classes.sort(key=lambda s: s.start)
    starts = [s.start for s in classes]
    if not x.is_cpp:
        for at, text in hidden.given:
            x.build.use(x.file, text + _TAG, at | TYPE_USE | x.file.read)
    for at, text in hidden.names:
        scope = x.file
        for position in range(bisect_right(starts, at) - 1, -1, -1):
            if classes[position].end > at:
                scope = classes[position]
                break
        x.build.use(scope, text, at | READ | scope.read)

"""Python's syntax tree to facts: one visitor for each kind of node.

A visitor returns the expression that its node stands for (0: unknown), so that a parent can build
on it.  Nothing here looks at another file or at the file's path.

This is the hottest code of a cold index.  It recurses in pure Python (heap frames since CPython
3.11, so deep nesting needs only a high recursion limit), asks each node for as little as it can,
and never for its parent, its text or its points.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import tree_sitter

from ...facts import (
    BASE_NAME,
    DECORATOR_NAME,
    EXPORTS_NAME,
    NONE,
    RETURN_NAME,
    WILDCARD_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    Role,
    ScopeKind,
)
from ..builder import Builder, Definition, Scope

Node = tree_sitter.Node
Visitor = Callable[["Extraction", Node], int]

_BASE = BASE_NAME.encode()
_RETURN = RETURN_NAME.encode()
_DECORATOR = DECORATOR_NAME.encode()
_EXPORTS = EXPORTS_NAME.encode()
_WILDCARD = WILDCARD_NAME.encode()

_READ, _WRITE, _DEFINITION, _CALL, _TYPE_USE, _IMPORT = (role << 32 for role in Role)
_QUOTES = frozenset(b"\"'")
_FORWARD = re.compile(rb"\s*[^\W\d][\w.]*(\s*[\[|,][^\"']*)?", re.ASCII)
"""What a string in an annotation must look like to be read as a forward reference."""

_PROPERTIES = frozenset((b"property", b"cached_property", b"abstractproperty"))
_ACCESSORS = frozenset((b"setter", b"getter", b"deleter"))


class Extraction:
    """One walk over one file's tree."""

    __slots__ = (
        "annotation",
        "build",
        "class_scope",
        "fields",
        "parse",
        "receiver",
        "role",
        "scope",
        "source",
        "statement",
    )

    def __init__(self, source: bytes, parse: Callable[[int, int], Node | None]) -> None:
        self.source = source
        self.build = Builder(source)
        self.scope: Scope = self.build.scopes[0]
        self.role = _READ
        """Role of the names met now: reading, or a type inside annotations."""
        self.annotation = False
        self.statement = (0, 0)
        """Extent of the assignment-like statement that is being visited."""
        self.receiver = b""
        """What the innermost method calls its instance or class."""
        self.class_scope: Scope | None = None
        self.parse = parse

    # Names and plain expressions

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        text = self.source[start : node.end_byte]
        scope = self.scope
        entry = scope.uses.get(text)
        if entry is None:
            entry = self.build.use(scope, text)
        entry.append(start | self.role | scope.read)
        return entry[0]

    def attribute(self, node: Node, role: int = -1) -> int:
        parts = node.named_children
        target = parts[0]
        receiver = _VISIT[target.kind_id](self, target)
        last = parts[-1]
        start = last.start_byte
        build = self.build
        entry = build.entry(Expr.ATTR, receiver, build.name(self.source[start : last.end_byte]))
        entry.append(start | (self.role if role < 0 else role) | self.scope.read)
        return entry[0]

    def call(self, node: Node) -> int:
        parts = node.named_children
        target = parts[0]
        kind = target.kind_id
        if kind == _IDENTIFIER:
            before = self.role
            self.role = _CALL
            callee = self.identifier(target)
            self.role = before
        elif kind == _ATTRIBUTE:
            callee = self.attribute(target, _CALL)
        else:
            callee = _VISIT[kind](self, target)
        first = 0
        super_call = (
            self.class_scope is not None
            and kind == _IDENTIFIER
            and self.source[target.start_byte : target.end_byte] == b"super"
        )
        arguments = parts[-1]
        if arguments.kind_id == _ARGUMENT_LIST:
            seen = False
            build, source = self.build, self.source
            for argument in arguments.named_children:
                kind = argument.kind_id
                if kind == _KEYWORD_ARGUMENT:
                    pair = argument.named_children
                    start = pair[0].start_byte
                    key = build.name(source[start : pair[0].end_byte])
                    build.entry(Expr.KEYWORD, callee, key).append(start | self.scope.read)
                    value = pair[-1]
                    _VISIT[value.kind_id](self, value)
                else:
                    value_expr = _VISIT[kind](self, argument)
                    if not seen and kind != _COMMENT:
                        first, seen = value_expr, True
        else:
            _VISIT[arguments.kind_id](self, arguments)
        if super_call and self.class_scope is not None:
            return self.build.expr(Expr.SUPER, self.class_scope.index)
        return self.build.expr(Expr.CALL, callee, first) if callee else 0

    def children(self, node: Node) -> int:
        for child in node.named_children:
            _VISIT[child.kind_id](self, child)
        return 0

    def leaf(self, node: Node) -> int:
        return 0

    def parenthesized(self, node: Node) -> int:
        result = 0
        for child in node.named_children:
            result = _VISIT[child.kind_id](self, child) or result
        return result

    def subscript(self, node: Node) -> int:
        parts = node.named_children
        value = _VISIT[parts[0].kind_id](self, parts[0])
        indexes = [_VISIT[part.kind_id](self, part) for part in parts[1:]]
        if not value:
            return 0
        index = self.sequence(indexes) if len(indexes) > 1 else indexes[0] if indexes else 0
        return self.build.expr(Expr.INDEX, value, index)

    def sequence(self, elements: list[int]) -> int:
        result = 0
        for element in reversed(elements):
            result = self.build.expr(Expr.TUPLE, element, result)
        return result

    def awaited(self, node: Node) -> int:
        value = self.parenthesized(node)
        return self.build.expr(Expr.AWAIT, value) if value else 0

    def either(self, node: Node) -> int:
        """`a or b`, and `a | b` of types."""
        parts = [_VISIT[child.kind_id](self, child) for child in node.named_children]
        parts = [part for part in parts if part]
        result = parts[0] if parts else 0
        for part in parts[1:]:
            result = self.build.expr(Expr.UNION, result, part)
        return result

    def binary(self, node: Node) -> int:
        left, *_, right = parts = node.children
        results = [_VISIT[part.kind_id](self, part) for part in (left, right)]
        # `|` joins types; other operators give what their left side's method returns: unknown.
        operator = parts[1]
        if all(results) and self.source[operator.start_byte : operator.end_byte] == b"|":
            return self.build.expr(Expr.UNION, *results)
        return 0

    def conditional(self, node: Node) -> int:
        parts = [c for c in node.named_children if c.kind_id != _COMMENT]
        results = [_VISIT[child.kind_id](self, child) for child in parts]
        if len(results) != 3:
            return 0
        first, last = results[0], results[2]
        return self.build.expr(Expr.UNION, first, last) if first and last else first or last

    def literal(self, name: bytes) -> int:
        return self.build.expr(Expr.LITERAL, self.build.name(name))

    def container(self, node: Node) -> int:
        elements = [_VISIT[child.kind_id](self, child) for child in node.named_children]
        if node.kind_id in _TUPLES:
            build = self.build
            return build.expr(Expr.LITERAL, build.name(b"tuple"), self.sequence(elements))
        name = _CONTAINERS[node.kind_id]
        return self.build.expr(Expr.LITERAL, self.build.name(name), elements[0] if elements else 0)

    def constant(self, node: Node) -> int:
        return self.literal(_CONSTANTS[node.kind_id])

    def string(self, node: Node) -> int:
        start = node.start_byte
        source = self.source
        if source[start] in _QUOTES:
            if self.annotation:
                return self.forward(node)
            return self.literal(b"str")
        head = source[start : start + 3].lower()
        if b"f" in head.split(b'"')[0].split(b"'")[0]:
            before, self.annotation = self.annotation, False
            self.children(node)
            self.annotation = before
        return self.literal(b"bytes" if head[:1] == b"b" or head[1:2] == b"b" else b"str")

    def forward(self, node: Node) -> int:
        """A forward reference: the text of a string in an annotation, read as an expression."""
        for child in node.named_children:
            if child.kind_id != _STRING_CONTENT:
                continue
            start, end = child.start_byte, child.end_byte
            if _FORWARD.fullmatch(self.source, start, end):
                tree = self.parse(start, end)
                if tree is not None and not tree.has_error:
                    statements = tree.named_children
                    if len(statements) == 1:
                        return _VISIT[statements[0].kind_id](self, statements[0])
        return self.literal(b"str")

    def concatenated(self, node: Node) -> int:
        before, self.annotation = self.annotation, False
        self.children(node)
        self.annotation = before
        return self.literal(b"str")

    def walrus(self, node: Node) -> int:
        parts = node.named_children
        name, value = parts[0], parts[-1]
        result = _VISIT[value.kind_id](self, value)
        # The name lands in the nearest scope that is not a comprehension.
        scope = inner = self.scope
        while scope.kind == ScopeKind.COMPREHENSION:
            scope = self.build.scopes[scope.parent]
        self.scope = scope
        self.target(name, result, 0)
        self.scope = inner
        return result

    def lambda_(self, node: Node) -> int:
        outer = self.scope
        parts = node.named_children
        scope = self.build.open_scope(ScopeKind.LAMBDA, outer.index, node.start_byte, node.end_byte)
        body = parts[-1]
        for part in parts[:-1]:
            if part.kind_id in _PARAMETERS:
                self.parameters(part, scope)
        self.scope = scope
        value = _VISIT[body.kind_id](self, body)
        self.build.bind(scope, _RETURN, Bind.RETURN, value)
        self.scope = outer
        return self.build.expr(Expr.LAMBDA, scope.index)

    def comprehension(self, node: Node) -> int:
        outer = self.scope
        scope = self.build.open_scope(
            ScopeKind.COMPREHENSION, outer.index, node.start_byte, node.end_byte
        )
        parts = node.named_children
        # The clauses bind what the body reads; only the first iterable is read outside.
        first = True
        for part in parts[1:]:
            if part.kind_id == _FOR_IN:
                left, *_, right = [c for c in part.named_children if c.kind_id != _COMMENT]
                self.scope = outer if first else scope
                first = False
                iterated = _VISIT[right.kind_id](self, right)
                self.scope = scope
                self.target(left, self.build.expr(Expr.ELEMENT, iterated) if iterated else 0, 0)
            else:
                self.scope = scope
                _VISIT[part.kind_id](self, part)
        self.scope = scope
        element = _VISIT[parts[0].kind_id](self, parts[0])
        self.scope = outer
        name = self.build.name(_CONTAINERS.get(node.kind_id, b"list"))
        return self.build.expr(Expr.LITERAL, name, element)

    # Binding targets

    def target(self, node: Node, value: int, annotation: int, declared: bool = False) -> None:
        """Bind whatever `node` names to the expression `value`."""
        kind = node.kind_id
        if kind == _IDENTIFIER:
            start, end = node.start_byte, node.end_byte
            self.bound(start, end, Bind.VALUE, value, annotation, declared)
        elif kind == _ATTRIBUTE:
            self.attribute_target(node, value, annotation, declared)
        elif kind in _PATTERNS:
            position = 0
            for child in node.named_children:
                if child.kind_id == _COMMENT:
                    continue
                part = self.build.expr(Expr.UNPACKED, value, position) if value else 0
                self.target(child, part, 0)
                position += 1
        elif kind in _SPLATS:
            for child in node.named_children:
                self.target(child, 0, 0)
        elif kind in (_PARENTHESIZED, _AS_TARGET):
            for child in node.named_children:
                self.target(child, value, annotation)
        else:
            _VISIT[kind](self, node)

    def bound(
        self, start: int, end: int, kind: int, value: int, annotation: int, declared: bool
    ) -> None:
        """Bind the name at these bytes in the present scope."""
        text = self.source[start:end]
        scope, build = self.scope, self.build
        build.bind(scope, text, kind, value, annotation)
        build.use(scope, text).append(start | _DEFINITION | scope.read)
        if scope.kind <= ScopeKind.CLASS or text in scope.foreign:
            first, last = self.statement
            if not first <= start < last:
                first, last = start, end
            build.site(scope, text, first, last, start, declared or bool(annotation))

    def attribute_target(self, node: Node, value: int, annotation: int, declared: bool) -> None:
        parts = node.named_children
        owner, last = parts[0], parts[-1]
        home = self.class_scope
        source = self.source
        own = (
            home is not None
            and owner.kind_id == _IDENTIFIER
            and source[owner.start_byte : owner.end_byte] == self.receiver
        )
        self.attribute(node, _DEFINITION if own else _WRITE)
        if own and home is not None:
            start, end = last.start_byte, last.end_byte
            text = source[start:end]
            self.build.bind_attribute(home, text, value, annotation)
            first, final = self.statement
            if not first <= start < final:
                first, final = start, end
            self.build.site(home, text, first, final, start, declared or bool(annotation))

    # Statements

    def assignment(self, node: Node) -> int:
        left = node.child_by_field_id(_LEFT)
        kind = node.child_by_field_id(_TYPE_FIELD)
        right = node.child_by_field_id(_RIGHT)
        annotation = self.annotated(kind) if kind is not None else 0
        value = _VISIT[right.kind_id](self, right) if right is not None else 0
        if left is None:
            return value
        before = self.statement
        self.statement = (node.start_byte, node.end_byte)
        self.target(left, value, annotation, kind is not None)
        self.statement = before
        if (
            right is not None
            and self.scope.index == 0
            and self.source[left.start_byte : left.end_byte] == b"__all__"
        ):
            self.exports(right)
        return value

    def exports(self, node: Node) -> None:
        """The names of an explicit export list."""
        for child in node.named_children:
            if child.kind_id != _STRING:
                if child.kind_id in _CONTAINERS:
                    self.exports(child)
                continue
            for part in child.named_children:
                if part.kind_id == _STRING_CONTENT:
                    start = part.start_byte
                    text = self.source[start : part.end_byte]
                    if _is_name(text):
                        scope = self.build.scopes[0]
                        self.build.use(scope, text).append(start | scope.read)
                        name = self.build.name(text)
                        self.build.bind(scope, _EXPORTS, Bind.EXPORTS, name)

    def augmented(self, node: Node) -> int:
        left = node.child_by_field_id(_LEFT)
        right = node.child_by_field_id(_RIGHT)
        if right is not None:
            _VISIT[right.kind_id](self, right)
        if left is not None:
            if left.kind_id == _IDENTIFIER:
                start, end = left.start_byte, left.end_byte
                scope, text = self.scope, self.source[left.start_byte : left.end_byte]
                if scope.index == 0 and text == b"__all__" and right is not None:
                    self.exports(right)
                if text in scope.binds or scope.kind <= ScopeKind.CLASS:
                    self.build.use(scope, text).append(start | _WRITE | scope.read)
                else:
                    self.statement = (node.start_byte, node.end_byte)
                    self.bound(start, end, Bind.VALUE, 0, 0, False)
            elif left.kind_id == _ATTRIBUTE:
                self.attribute(left, _WRITE)
            else:
                _VISIT[left.kind_id](self, left)
        return 0

    def annotated(self, node: Node) -> int:
        """The expression of an annotation; names in it are types, strings are read."""
        before, marked = self.role, self.annotation
        self.role, self.annotation = _TYPE_USE, True
        result = self.parenthesized(node)
        self.role, self.annotation = before, marked
        return result

    def generic(self, node: Node) -> int:
        """`list[int]` inside an annotation."""
        parts = node.named_children
        value = _VISIT[parts[0].kind_id](self, parts[0])
        indexes: list[int] = []
        for part in parts[1:]:
            indexes += [_VISIT[c.kind_id](self, c) for c in part.named_children]
        if not value:
            return 0
        index = self.sequence(indexes) if len(indexes) > 1 else indexes[0] if indexes else 0
        return self.build.expr(Expr.INDEX, value, index)

    def for_(self, node: Node) -> int:
        left = node.child_by_field_id(_LEFT)
        right = node.child_by_field_id(_RIGHT)
        iterated = _VISIT[right.kind_id](self, right) if right is not None else 0
        if left is not None:
            self.target(left, self.build.expr(Expr.ELEMENT, iterated) if iterated else 0, 0)
        for child in node.named_children:
            if child.kind_id in _SUITES:
                _VISIT[child.kind_id](self, child)
        return 0

    def as_pattern(self, node: Node) -> int:
        """`value as name` of `with`, `except` and `case`; a `with` binds what entering gives."""
        parts = [c for c in node.named_children if c.kind_id != _COMMENT]
        value = _VISIT[parts[0].kind_id](self, parts[0])
        wrapped = self.build.expr(Expr.ENTERED, value) if value else 0
        for part in parts[1:]:
            self.target(part, wrapped, 0)
        return 0

    def except_(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in _AS_PATTERNS:
                parts = [c for c in child.named_children if c.kind_id != _COMMENT]
                value = _VISIT[parts[0].kind_id](self, parts[0])
                wrapped = self.build.expr(Expr.INSTANCE, value) if value else 0
                for part in parts[1:]:
                    self.target(part, wrapped, 0)
            else:
                _VISIT[child.kind_id](self, child)
        return 0

    def case_pattern(self, node: Node) -> int:
        """A pattern of `case`: bare names are bound, dotted names are read."""
        result = 0
        for child in node.named_children:
            kind = child.kind_id
            if kind == _DOTTED:
                parts = child.named_children
                if len(parts) == 1:
                    start, end = parts[0].start_byte, parts[0].end_byte
                    if self.source[start:end] != b"_":
                        self.bound(start, end, Bind.VALUE, 0, 0, False)
                else:
                    result = self.dotted(parts)
            elif kind in _AS_PATTERNS:
                parts = [c for c in child.named_children if c.kind_id != _COMMENT]
                value = self.case_pattern(parts[0])
                for part in parts[1:]:
                    self.target(part, value, 0)
            elif kind == _CLASS_PATTERN:
                result = self.class_pattern(child)
            elif kind == _KEYWORD_PATTERN:
                self.keyword_pattern(child, 0)
            elif kind == _SPLAT_PATTERN:
                for name in child.named_children:
                    if name.kind_id == _IDENTIFIER:
                        self.target(name, 0, 0)
            elif kind in _CASES:
                self.case_pattern(child)
            else:
                _VISIT[kind](self, child)
        return result

    def class_pattern(self, node: Node) -> int:
        cls = 0
        for child in node.named_children:
            if child.kind_id == _DOTTED:
                cls = self.dotted(child.named_children)
            else:
                for inner in child.named_children:
                    if inner.kind_id == _KEYWORD_PATTERN:
                        self.keyword_pattern(inner, cls)
                        break
                else:
                    self.case_pattern(child)
        return self.build.expr(Expr.INSTANCE, cls) if cls else 0

    def keyword_pattern(self, node: Node, cls: int) -> None:
        """`name=pattern`: the name is an attribute of the matched class."""
        parts = node.named_children
        build, name = self.build, parts[0]
        value = 0
        if cls:
            receiver = build.expr(Expr.INSTANCE, cls)
            text = self.source[name.start_byte : name.end_byte]
            entry = build.entry(Expr.ATTR, receiver, build.name(text))
            entry.append(name.start_byte | _READ | self.scope.read)
            value = entry[0]
        for part in parts[1:]:
            if part.kind_id == _DOTTED and len(part.named_children) == 1:
                inner = part.named_children[0]
                if self.source[inner.start_byte : inner.end_byte] != b"_":
                    self.bound(inner.start_byte, inner.end_byte, Bind.VALUE, value, 0, False)
            elif part.kind_id == _DOTTED:
                self.dotted(part.named_children)
            elif part.kind_id in _CASES:
                self.case_pattern(part)
            else:
                _VISIT[part.kind_id](self, part)

    def dotted(self, parts: list[Node]) -> int:
        """A dotted name as a chain of attributes."""
        result = _VISIT[parts[0].kind_id](self, parts[0])
        build = self.build
        for part in parts[1:]:
            text = self.source[part.start_byte : part.end_byte]
            entry = build.entry(Expr.ATTR, result, build.name(text))
            entry.append(part.start_byte | self.role | self.scope.read)
            result = entry[0]
        return result

    def dotted_name(self, node: Node) -> int:
        return self.dotted(node.named_children)

    def foreign(self, node: Node) -> int:
        """`global a, b` and `nonlocal a, b`."""
        home = 0 if node.kind_id == _GLOBAL else NONE
        scope = self.scope
        for child in node.named_children:
            if child.kind_id == _IDENTIFIER:
                if scope.index != 0:
                    scope.foreign[self.source[child.start_byte : child.end_byte]] = home
                self.identifier(child)
        return 0

    def returned(self, node: Node) -> int:
        value = self.parenthesized(node)
        scope = self.scope
        while scope.kind == ScopeKind.COMPREHENSION:
            scope = self.build.scopes[scope.parent]
        if value:
            self.build.bind(scope, _RETURN, Bind.RETURN, value)
        return 0

    def type_alias(self, node: Node) -> int:
        left, right = node.child_by_field_id(_LEFT), node.child_by_field_id(_RIGHT)
        value = self.annotated(right) if right is not None else 0
        if left is not None and (name := _first_identifier(left)) is not None:
            self.statement = (node.start_byte, node.end_byte)
            self.bound(name.start_byte, name.end_byte, Bind.VALUE, value, 0, True)
        return 0

    # Definitions

    def decorated(self, node: Node) -> int:
        decorators: list[int] = []
        flags, kind = 0, None
        definition: Node | None = None
        source = self.source
        for child in node.named_children:
            if child.kind_id == _DECORATOR_NODE:
                decorators.append(self.parenthesized(child))
                tail = source[child.start_byte + 1 : child.end_byte].strip().split(b"(")[0]
                last = tail.rsplit(b".")[-1]
                if last in _PROPERTIES or (b"." in tail and last in _ACCESSORS):
                    kind = Kind.PROPERTY
                elif last == b"staticmethod":
                    flags |= Flag.STATIC_METHOD
                elif last == b"classmethod":
                    flags |= Flag.CLASS_METHOD
                elif last == b"overload":
                    flags |= Flag.OVERLOAD
                if last.startswith(b"abstract"):
                    flags |= Flag.ABSTRACT
            elif child.kind_id in (_FUNCTION, _CLASS):
                definition = child
            else:
                _VISIT[child.kind_id](self, child)
        if definition is None:
            return 0
        scope = (
            self.function(definition, flags, kind, node.start_byte)
            if definition.kind_id == _FUNCTION
            else self.class_(definition, node.start_byte)
        )
        for position, decorator in enumerate(decorators):
            self.build.bind(scope, _DECORATOR, Bind.DECORATOR, decorator, 0, position)
        return 0

    def function_definition(self, node: Node) -> int:
        self.function(node, 0, None, node.start_byte)
        return 0

    def class_definition(self, node: Node) -> int:
        self.class_(node, node.start_byte)
        return 0

    def function(self, node: Node, flags: int, kind: Kind | None, start: int) -> Scope:
        build, outer = self.build, self.scope
        name = body = returns = None
        parameters: Node | None = None
        types: Node | None = None
        for child in node.named_children:
            child_kind = child.kind_id
            if child_kind == _IDENTIFIER:
                name = child
            elif child_kind in _PARAMETERS:
                parameters = child
            elif child_kind in _BLOCKS:
                body = child
            elif child_kind == _TYPE:
                returns = child
            elif child_kind == _TYPE_PARAMETER:
                types = child
        end = node.end_byte
        scope = build.open_scope(ScopeKind.FUNCTION, outer.index, start, end)
        if name is None:
            return scope
        in_class = outer.kind == ScopeKind.CLASS
        if kind is None or not in_class:
            kind = Kind.METHOD if in_class else Kind.FUNCTION
        if self.source.startswith(b"async", node.start_byte):
            flags |= Flag.ASYNC
        text = self.source[name.start_byte : name.end_byte]
        if (in_class and text in (b"__init_subclass__", b"__class_getitem__")) or (
            in_class and text == b"__new__"
        ):
            flags |= Flag.CLASS_METHOD
        doc = _docstring(body)
        build.bind(outer, text, Bind.DEF)
        build.use(outer, text).append(name.start_byte | _DEFINITION | outer.read)
        build.site(outer, text, start, end, name.start_byte, True)
        build.define(outer, text, Definition(kind, flags, scope.index, doc))

        if types is not None:
            self.scope = scope
            self.type_parameters(types)
            self.scope = outer
        first = self.parameters(parameters, scope) if parameters is not None else b""
        if returns is not None:
            annotation = self.annotated(returns)
            build.bind(scope, _RETURN, Bind.RETURN, 0, annotation)
        receiver, home, statement = self.receiver, self.class_scope, self.statement
        if in_class:
            static = flags & Flag.STATIC_METHOD
            self.receiver, self.class_scope = (b"", None) if static else (first, outer)
        self.scope = scope
        if body is not None:
            _VISIT[body.kind_id](self, body)
        self.scope = outer
        self.receiver, self.class_scope, self.statement = receiver, home, statement
        return scope

    def parameters(self, node: Node, scope: Scope) -> bytes:
        """Bind the parameters in `scope`; their defaults are read outside.  The first's name."""
        build, source, outer = self.build, self.source, self.scope
        first = b""
        position = 0
        for child in node.named_children:
            kind = child.kind_id
            name: Node | None = None
            annotation = default = 0
            if kind == _IDENTIFIER:
                name = child
            elif kind in _PARAMETER_KINDS:
                for part in child.named_children:
                    part_kind = part.kind_id
                    if part_kind == _TYPE:
                        annotation = self.annotated(part)
                    elif name is None and part_kind == _IDENTIFIER:
                        name = part
                    elif name is None and part_kind in _SPLATS:
                        name = _first_identifier(part)
                        if kind == _TYPED_PARAMETER:
                            position = position | 0x100
                    else:
                        default = _VISIT[part_kind](self, part)
            elif kind in _SPLATS:
                name = _first_identifier(child)
                position = position | 0x100
            if name is None:
                continue
            start, end = name.start_byte, name.end_byte
            text = source[start:end]
            if not first and position == 0:
                first = text
            build.bind(scope, text, Bind.PARAM, default, annotation, position)
            build.use(scope, text).append(start | _DEFINITION | scope.read)
            build.site(scope, text, child.start_byte, child.end_byte, start, bool(annotation))
            position = (position & 0xFF) + 1
        self.scope = outer
        return first

    def type_parameters(self, node: Node) -> None:
        for child in node.named_children:
            name = _first_identifier(child)
            if name is not None:
                self.bound(name.start_byte, name.end_byte, Bind.VALUE, 0, 0, True)

    def class_(self, node: Node, start: int) -> Scope:
        build, outer = self.build, self.scope
        name = body = types = None
        bases: Node | None = None
        for child in node.named_children:
            kind = child.kind_id
            if kind == _IDENTIFIER:
                name = child
            elif kind in _BLOCKS:
                body = child
            elif kind == _ARGUMENT_LIST:
                bases = child
            elif kind == _TYPE_PARAMETER:
                types = child
        end = node.end_byte
        scope = build.open_scope(ScopeKind.CLASS, outer.index, start, end)
        if name is None:
            return scope
        text = self.source[name.start_byte : name.end_byte]
        build.bind(outer, text, Bind.DEF)
        build.use(outer, text).append(name.start_byte | _DEFINITION | outer.read)
        build.site(outer, text, start, end, name.start_byte, True)
        build.define(outer, text, Definition(Kind.CLASS, 0, scope.index, _docstring(body)))
        if bases is not None:
            self.bases(bases, scope)
        receiver, home, statement = self.receiver, self.class_scope, self.statement
        self.receiver, self.class_scope = b"", None
        self.scope = scope
        if types is not None:
            self.type_parameters(types)
        if body is not None:
            _VISIT[body.kind_id](self, body)
        self.scope = outer
        self.receiver, self.class_scope, self.statement = receiver, home, statement
        return scope

    def bases(self, node: Node, scope: Scope) -> None:
        position = 0
        before = self.role
        for child in node.named_children:
            if child.kind_id == _KEYWORD_ARGUMENT:
                value = child.named_children[-1]
                _VISIT[value.kind_id](self, value)
            elif child.kind_id != _COMMENT:
                self.role = _TYPE_USE
                base = _VISIT[child.kind_id](self, child)
                self.role = before
                self.build.bind(scope, _BASE, Bind.BASE, base, 0, position)
                position += 1

    # Imports

    def import_(self, node: Node) -> int:
        build, source, scope = self.build, self.source, self.scope
        for child in node.named_children:
            if child.kind_id == _DOTTED:
                spec = self.module_parts(child, 0)
                first = child.named_children[0]
                text = source[first.start_byte : first.end_byte]
                build.bind(scope, text, Bind.IMPORT_MODULE, build.name(spec))
            elif child.kind_id == _ALIASED:
                dotted = child.named_children[0]
                spec = self.module_parts(dotted, 0)
                alias = child.named_children[-1]
                start, text = alias.start_byte, source[alias.start_byte : alias.end_byte]
                build.bind(scope, text, Bind.IMPORT_MODULE, build.name(spec), 1)
                build.use(scope, text).append(start | _IMPORT | scope.read)
        return 0

    def module_parts(self, node: Node, level: int) -> bytes:
        """Occurrences of the modules that a dotted specifier passes through; the specifier."""
        build, source, scope = self.build, self.source, self.scope
        spec = b""
        for part in node.named_children:
            start = part.start_byte
            text = source[start : part.end_byte]
            spec = spec + b"." + text if spec else text
            entry = build.entry(Expr.MODULE, build.name(spec), level)
            entry.append(start | _IMPORT | scope.read)
        return spec

    def import_from(self, node: Node) -> int:
        build, source, scope = self.build, self.source, self.scope
        spec, level = b"", 0
        module = node.child_by_field_id(_MODULE_NAME)
        if module is None:
            return 0
        if module.kind_id == _RELATIVE:
            for part in module.named_children:
                if part.kind_id == _DOTTED:
                    spec = self.module_parts(part, level)
                else:
                    level = source[part.start_byte : part.end_byte].count(b".")
        else:
            spec = self.module_parts(module, 0)
        spec_name = build.name(spec)
        receiver = build.expr(Expr.MODULE, spec_name, level)
        for child in node.named_children:
            kind = child.kind_id
            if child.start_byte == module.start_byte:
                continue
            if kind == _WILDCARD_IMPORT:
                build.bind(scope, _WILDCARD, Bind.WILDCARD, spec_name, 0, level)
                continue
            if kind == _DOTTED:
                name = alias = child.named_children[0]
            elif kind == _ALIASED:
                parts = child.named_children
                name, alias = parts[0].named_children[0], parts[-1]
            else:
                continue
            start = name.start_byte
            text = source[start : name.end_byte]
            imported = build.name(text)
            entry = build.entry(Expr.ATTR, receiver, imported)
            entry.append(start | _IMPORT | scope.read)
            if alias is not name:
                start = alias.start_byte
                text = source[start : alias.end_byte]
                build.use(scope, text).append(start | _IMPORT | scope.read)
            build.bind(scope, text, Bind.IMPORT_FROM, spec_name, imported, level)
        return 0


def _is_name(text: bytes) -> bool:
    return text.decode("utf-8", "replace").isidentifier()


def _docstring(body: Node | None) -> tuple[int, int]:
    if body is None or not body.named_child_count:
        return (0, 0)
    first = body.named_child(0)
    if first is not None and first.kind_id in _EXPRESSION_STATEMENTS:
        first = first.named_child(0)
    if first is not None and first.kind_id in (_STRING, _CONCATENATED):
        return (first.start_byte, first.end_byte)
    return (0, 0)


def _first_identifier(node: Node) -> Node | None:
    while node.kind_id != _IDENTIFIER:
        children = node.named_children
        if not children:
            return None
        node = children[0]
    return node


# The grammar's numbers, and what visits each kind of node.

from .grammar import FIELDS, KIND_COUNT, ids, only  # noqa: E402  (tables come after what they hold)

_IDENTIFIER = only("identifier")
_ATTRIBUTE = only("attribute")
_COMMENT = only("comment")
_ARGUMENT_LIST = only("argument_list")
_KEYWORD_ARGUMENT = only("keyword_argument")
_PARENTHESIZED = only("parenthesized_expression")
_AS_TARGET = only("as_pattern_target")
_STRING, _CONCATENATED = only("string"), only("concatenated_string")
_STRING_CONTENT = only("string_content")
_FOR_IN = only("for_in_clause")
_DOTTED, _ALIASED = only("dotted_name"), only("aliased_import")
_RELATIVE, _WILDCARD_IMPORT = only("relative_import"), only("wildcard_import")
_CLASS_PATTERN, _KEYWORD_PATTERN = only("class_pattern"), only("keyword_pattern")
_SPLAT_PATTERN = only("splat_pattern")
_GLOBAL = only("global_statement")
_DECORATOR_NODE = only("decorator")
_FUNCTION, _CLASS = only("function_definition"), only("class_definition")
_TYPE, _TYPE_PARAMETER = only("type"), only("type_parameter")
_TYPED_PARAMETER = only("typed_parameter")
_TUPLES = ids("tuple", "expression_list", "pattern_list", "tuple_expression")
_PATTERNS = ids("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list")
_SPLATS = ids("list_splat_pattern", "dictionary_splat_pattern", "list_splat", "dictionary_splat")
_PARAMETERS = ids("parameters", "lambda_parameters")
_PARAMETER_KINDS = ids("default_parameter", "typed_parameter", "typed_default_parameter")
_BLOCKS = ids("block")
_SUITES = ids("block", "else_clause")
_AS_PATTERNS = ids("as_pattern")
_CASES = ids(
    "case_pattern",
    "list_pattern",
    "tuple_pattern",
    "dict_pattern",
    "union_pattern",
    "splat_pattern",
)
_EXPRESSION_STATEMENTS = ids("expression_statement")
_LEFT, _RIGHT = FIELDS["left"], FIELDS["right"]
_TYPE_FIELD, _MODULE_NAME = FIELDS["type"], FIELDS["module_name"]

_CONTAINERS: dict[int, bytes] = {
    kind: name.encode()
    for node, name in {
        "list": "list",
        "set": "set",
        "dictionary": "dict",
        "tuple": "tuple",
        "expression_list": "tuple",
        "list_comprehension": "list",
        "set_comprehension": "set",
        "dictionary_comprehension": "dict",
        "generator_expression": "Generator",
    }.items()
    for kind in ids(node)
}
_CONSTANTS: dict[int, bytes] = {
    kind: name
    for node, name in {
        "integer": b"int",
        "float": b"float",
        "true": b"bool",
        "false": b"bool",
        "none": b"None",
    }.items()
    for kind in ids(node)
}

_VISITORS: dict[str, Visitor] = {
    "identifier": Extraction.identifier,
    "attribute": Extraction.attribute,
    "member_type": Extraction.attribute,
    "call": Extraction.call,
    "subscript": Extraction.subscript,
    "generic_type": Extraction.generic,
    "parenthesized_expression": Extraction.parenthesized,
    "type": Extraction.parenthesized,
    "await": Extraction.awaited,
    "boolean_operator": Extraction.either,
    "union_type": Extraction.either,
    "binary_operator": Extraction.binary,
    "conditional_expression": Extraction.conditional,
    "string": Extraction.string,
    "concatenated_string": Extraction.concatenated,
    "named_expression": Extraction.walrus,
    "lambda": Extraction.lambda_,
    "list_comprehension": Extraction.comprehension,
    "set_comprehension": Extraction.comprehension,
    "dictionary_comprehension": Extraction.comprehension,
    "generator_expression": Extraction.comprehension,
    "assignment": Extraction.assignment,
    "augmented_assignment": Extraction.augmented,
    "for_statement": Extraction.for_,
    "as_pattern": Extraction.as_pattern,
    "except_clause": Extraction.except_,
    "case_pattern": Extraction.case_pattern,
    "dotted_name": Extraction.dotted_name,
    "global_statement": Extraction.foreign,
    "nonlocal_statement": Extraction.foreign,
    "return_statement": Extraction.returned,
    "type_alias_statement": Extraction.type_alias,
    "decorated_definition": Extraction.decorated,
    "function_definition": Extraction.function_definition,
    "class_definition": Extraction.class_definition,
    "import_statement": Extraction.import_,
    "import_from_statement": Extraction.import_from,
    "list": Extraction.container,
    "set": Extraction.container,
    "dictionary": Extraction.container,
    "tuple": Extraction.container,
    "expression_list": Extraction.container,
    "integer": Extraction.constant,
    "float": Extraction.constant,
    "true": Extraction.constant,
    "false": Extraction.constant,
    "none": Extraction.constant,
    "comment": Extraction.leaf,
    "ellipsis": Extraction.leaf,
    "pass_statement": Extraction.leaf,
    "break_statement": Extraction.leaf,
    "continue_statement": Extraction.leaf,
    "future_import_statement": Extraction.leaf,
}

_VISIT: list[Visitor] = [Extraction.children] * 65_536
"""By kind number; an ERROR node has the last one, and its children are visited as they are."""
for _name, _visitor in _VISITORS.items():
    for _kind in ids(_name):
        _VISIT[_kind] = _visitor
for _kind in range(KIND_COUNT, 65_535):
    _VISIT[_kind] = Extraction.leaf


def extract(source: bytes, root: Node, parse: Callable[[int, int], Node | None]) -> bytes:
    """The packed facts of one file.

    `source` is UTF-8 text without a byte order mark and `root` its tree's root node.  `parse`
    parses only the bytes between two offsets (for forward references); None: it could not.
    """
    extraction = Extraction(source, parse)
    doc = _docstring(root)
    extraction.children(root)
    return extraction.build.finish(doc)

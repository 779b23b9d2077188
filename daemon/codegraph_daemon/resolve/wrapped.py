"""Types that hold others, in languages whose `Scoping` says `wrappers`: what their methods give,
what they pass to closures, and methods that types of the workspace have of a trait outside of it.

What the types outside hold is a table (`wrappers`); here it meets the values of the workspace.
"""

from __future__ import annotations

from typing import ClassVar, cast

from ..facts import EXTENDED_NAME, NONE, Bind, Expr, ScopeKind
from ..languages.semantics import Beyond, Here, Module
from . import containers, wrappers
from .added import Added
from .evaluate import Operator
from .expectations import Told
from .file import File
from .names import Found
from .values import OWN, UNKNOWN, Item, Origin, Value, Values, applied, arguments, turned, union

_MAKERS = frozenset(("default", "from", "from_iter", "new"))
_TRYING = frozenset(("try_from", "from_str", "try_parse", "deserialize"))
_RUN = frozenset(("function", "lambda"))
_OUTSIDE = frozenset(("bound", "external"))
_FUTURES = frozenset(("BoxFuture", "LocalBoxFuture"))
_OF_ANY = frozenset(("clone", "to_owned", "by_ref"))
"""Methods that give something of the type of what they are called on, whatever that is."""
_TYPES = frozenset(("instance", "class", "typevar"))
_BOUNDED = frozenset(("instance", "class", "typevar"))
"""What may implement traits from outside."""
_OF_MODULES = frozenset((Expr.MODULE, Expr.ATTR, Expr.NAME))
"""What may name a module."""


class Wrapped(Added):
    """Evaluates the expressions of every language."""

    # Members

    def by_index(self, file: File, receivers: Values, name: str) -> Values:
        """What a member is that no type names."""
        if not file.scoping.wrappers:
            return Added.by_index(self, file, receivers, name)
        if name.isdigit():
            return self._numbered(receivers, int(name))
        results: list[Values] = []
        for value in receivers:
            if value[0] == "instance":
                inner = self._dereferenced(value)
                found = self.attributes_of(file, inner, name) if inner else UNKNOWN
                results.append(found or (applied(("bound", 0, name), ((value,),)),))
            elif value[0] == "typevar":
                if name in _OF_ANY:
                    results.append((applied(("bound", 0, name), ((value,),)),))
            elif value[0] in ("external", "class", "bound"):
                own: Values = UNKNOWN
                if value[0] == "external":
                    added = self.member_items(file, value, name)
                    own = union([self.item_value(i, True) for i, _ in added if i[0] != "external"])
                results.append(own or _beside(value, name))
        return union(results)

    def _numbered(self, receivers: Values, number: int) -> Values:
        """The part of a tuple, or the field of a type without names, at a position."""
        results: list[Values] = []
        for value in receivers:
            if value[0] == "instance":
                results.append(self._special(value, str(number)))
            elif value[0] == "external":
                # Beside a tuple, a type of one parameter whose field is taken mostly holds it.
                given = arguments(value)
                is_whole = value[2] == "tuple" or (len(given) == 1 and value[2] not in _HOLDERS)
                results.append(given[number] if is_whole and number < len(given) else UNKNOWN)
        return union(results)

    def _dereferenced(self, value: Value) -> Values:
        """What a type of the workspace says that it stands for (`Deref`)."""
        found = self._through(value, "deref")
        return tuple([each for each in found if each[0] == "instance" and each[:3] != value[:3]])

    def member_items(self, file: File, value: Value, name: str) -> Found:
        """What `name` refers to on one value."""
        if value[0] in ("bound", "external") and file.scoping.wrappers:
            outside: Value = ("external", 0, value[2])
            known = self._members.get((outside, name))
            if known is None or file.path_id != self.look.linking:
                found = self.added(file, value[2], name) if value[0] == "external" else ()
                known = found or ((("external", 0, name), Origin.TYPE),)
                if file.path_id == self.look.linking and value[0] == "external":
                    self._members[(outside, name)] = known
            return known
        return Added.member_items(self, file, value, name)

    def _on_values(self, file: File, receiver: int, values: Values, own: bool, name: str) -> Found:
        found = Added._on_values(self, file, receiver, values, own, name)
        if len(found) > 1 and file.scoping.wrappers and file.expr_kind[receiver] == Expr.THIS:
            # Of blocks that implement one trait for several types of arguments, each has its own.
            inside = {item for item, _ in self.bound(file, file.expr_a[receiver], name)}
            found = tuple([each for each in found if each[0] in inside]) or found
        return found

    def receiver(self, file: File, expr: int) -> tuple[Values, bool]:
        """The values of an expression, and whether it is the method's own receiver."""
        if file.scoping.wrappers:
            kind = file.expr_kind[expr]
            if kind == Expr.NAME:
                # Most are variables, which no module is.
                scope = file.expr_b[expr]
                may_be_module = scope != NONE and file.scope_kind[scope] == ScopeKind.MODULE
            else:
                may_be_module = kind in _OF_MODULES
            module = self._module_before(file, expr) if may_be_module else None
            if module is not None:
                return (module,), False
        return Added.receiver(self, file, expr)

    def _module_before(self, file: File, expr: int) -> Module | None:
        """The module that a path names as a file's own: before `::`, nothing else is meant."""
        kind = file.expr_kind[expr]
        if kind == Expr.MODULE:
            return self.module(file, file.names[file.expr_a[expr]], file.expr_b[expr])
        home, scope = file, 0
        if kind == Expr.ATTR:
            before = self._module_before(file, file.expr_a[expr])
            inner = self.look.file(before[1]) if before is not None else None
            if inner is None:
                return None
            home, name = inner, file.names[file.expr_b[expr]]
        elif kind == Expr.NAME:
            scope, name = file.expr_b[expr], file.names[file.expr_a[expr]]
            if scope == NONE or file.scope_kind[scope] != ScopeKind.MODULE:
                return None
        else:
            return None
        for row in self.look.rows(home, scope, name):
            if home.bind_kind[row] == Bind.IMPORT_MODULE:
                return self.module(home, home.names[home.bind_a[row]], 0)
        return None

    def _items_of_member(self, file: File, value: Value, name: str) -> Found:
        found = Added._items_of_member(self, file, value, name)
        if value[0] == "file" and not found and file.scoping.wrappers:
            return self._of_root(file, value[1], name)
        if value[0] not in _BOUNDED or not file.scoping.wrappers or name == "deref":
            return found
        if not any([item[0] != "external" for item, _ in found]):
            for inner in self._dereferenced(value) if value[0] == "instance" else ():
                further = Added._items_of_member(self, file, inner, name)
                if further:
                    return further
            return self._added_by_bases(file, value, name) or found
        return found

    def _added_by_bases(self, file: File, value: Value, name: str) -> Found:
        """What traits add to whatever implements those from outside that a value implements."""
        if not self.adds_to_all(file):
            return ()
        if value[0] != "typevar":
            above = self.bases(value[1], value[2])
        else:
            above = union(arguments(value)[:1])
        return self.added_with(file, above, name)

    def _of_root(self, file: File, path_id: int, name: str) -> Found:
        """What a crate offers from all of its files: macros."""
        root = self.look.file(path_id)
        if root is None:
            return ()
        found: list[tuple[Item, int]] = []
        rules = cast(Beyond, file.rules)
        for at in rules.beyond(self.look, Here(root.path, root.folder, ""), name):
            found += self.exported(at, name)
        return tuple(found)

    def _this(self, file: File, scope: int, static: int) -> Values:
        """What `self`, or `Self`, is in the body of a type or of what is added to one."""
        if not file.scoping.wrappers:
            return Added._this(self, file, scope, static)
        for row in self.look.value_rows(file, scope, EXTENDED_NAME):
            # Of the type as it is spelled there: its own arguments, or a type parameter itself.
            types = self.declared(file, file.bind_a[row])
            found = [each if arguments(each) else (*each[:3], OWN) for each in types]
            if static:
                found = [turned("class", v) if v[0] == "instance" else v for v in found]
            return tuple(each if each[0] in _TYPES else each[:3] for each in found)
        return Added._this(self, file, scope, static)

    def _local(self, file: File, scope: int, name: str) -> tuple[Values, bool]:
        """The values of a function's own name, and whether it is the method's own receiver."""
        values, own = Added._local(self, file, scope, name)
        if own and file.scoping.wrappers:
            body = file.facts.scope_parent[scope]
            for row in self.look.value_rows(file, body, EXTENDED_NAME):
                if file.expr_kind[file.bind_a[row]] == Expr.INDEX:
                    # What the block says of the parameters of its type holds for the receiver.
                    return self._this(file, body, 0), True
        return values, own

    # Calls

    def _reads_argument(self, file: File, callee: int) -> bool:
        if not file.scoping.wrappers:
            return Added._reads_argument(self, file, callee)
        kind = file.expr_kind[callee]
        if kind == Expr.NAME:
            return file.names[file.expr_a[callee]] in wrappers.VARIANTS
        return kind == Expr.ATTR and file.names[file.expr_b[callee]] in wrappers.TOLD

    def _call_values(self, file: File, a: int, b: int) -> Values:
        if not file.scoping.wrappers or file.expr_kind[a] != Expr.INDEX:
            found = Added._call_values(self, file, a, b)
            if not found and b and file.scoping.wrappers and file.expr_kind[b] == Expr.TYPED:
                # Whatever is collected, it becomes what is spelled.
                return self.value(file, b)
            return found
        callees = self.value(file, file.expr_a[a])
        if not callees or callees[0][0] not in _OUTSIDE:
            return Added._call_values(self, file, a, b)
        found = self.called(file, callees, b)
        given = [self.declared(file, part) for part in self.operands(file, file.expr_b[a])]
        if len(given) == 1 and callees[0][2] in wrappers.READING and given[0]:
            return containers.external("Result", given[0])
        return found

    def called(self, file: File, callees: Values, argument: int) -> Values:
        """The values that calling these gives; `argument`: the first one's expression or 0."""
        if not file.scoping.wrappers:
            return Added.called(self, file, callees, argument)
        if len(callees) > 1:
            # A method is called and not a field of its name.
            callees = tuple([value for value in callees if value[0] in _RUN]) or callees
        results: list[Values] = []
        for value in callees:
            kind = value[0]
            if kind == "bound":
                for part in arguments(value):
                    results += [
                        self._method_result(file, each, value[2], argument) for each in part
                    ]
            elif kind == "external" and value[2] in wrappers.VARIANTS:
                given = self.value(file, argument) if argument else UNKNOWN
                head = wrappers.VARIANTS[value[2]]
                parts = (UNKNOWN, given) if value[2] == "Err" else (given,)
                results.append((applied(("external", 0, head), parts),))
            elif kind == "typevar":
                results += [self.called(file, part, argument) for part in arguments(value)]
            else:
                results.append(Added.called(self, file, (value,), argument))
        return union(results)

    def _method_result(self, file: File, value: Value, name: str, argument: int) -> Values:
        """What a method gives that no type of the workspace has."""
        if name == "collect" and argument:
            # The argument is the type that is spelled, which may leave open what it holds.
            held, wanted = self.elements((value,)), self.value(file, argument)
            return union([wrappers.collected(each, held) for each in wanted])
        if value[0] == "class":
            made: Value = turned("instance", value)
            if name in _TRYING:
                return (applied(("external", 0, "Result"), ((made,),)),)
            # Without a text to read it is the arguments of the program that are parsed.
            by_program = name == "parse" and not argument
            copies = name == "clone" and argument
            return (made,) if name in _MAKERS or by_program or copies else UNKNOWN
        if value[0] == "instance":
            items = self._elements_of(value) if name not in wrappers.SAME else UNKNOWN
            if items:
                return self._method_result(file, wrappers.iterator(items)[0], name, argument)
            return (value,) if name in wrappers.SAME else UNKNOWN
        if value[0] == "typevar":
            return (value,) if name in _OF_ANY else UNKNOWN
        is_static = argument and not arguments(value) and value[2] in wrappers.SEEN_THROUGH
        # `Arc::clone(&value)` is no method of what is called `Arc`.
        found = None if is_static else wrappers.returned(value, name)
        if found is not None:
            return found
        given = self.value(file, argument) if argument else UNKNOWN
        if not arguments(value):
            return wrappers.made(value[2], name, given)
        results = [each for each in given if each[0] in _RUN or each[0] == "class"]
        if name == "zip" or not results:
            return wrappers.mapped(value, name, given)
        return wrappers.mapped(value, name, self.called(file, tuple(results), 0))

    def elements(self, values: Values) -> Values:
        """What these give when they are iterated over."""
        mapped = [value for value in values if value[0] == "external" and value[2] in _PAIRED]
        if not mapped:
            return Added.elements(self, values)
        return union([wrappers.element(value) for value in mapped])

    def _elements_of(self, value: Value) -> Values:
        found = Added._elements_of(self, value)
        if found:
            return found
        where = self.locate(value[1], value[2])
        if where is None or not where[0].scoping.wrappers:
            return UNKNOWN
        for each in self._through(value, "next"):
            if each[0] == "external" and arguments(each):
                return arguments(each)[0]
        for each in self._through(value, "into_iter"):
            if each[:3] != value[:3]:
                return self.elements((each,))
        return UNKNOWN

    def _await_values(self, file: File, a: int, b: int) -> Values:
        results: list[Values] = []
        for value in self.value(file, a):
            output: Values = UNKNOWN
            if value[0] == "instance" and file.scoping.wrappers:
                # A future says so itself.
                for item, _ in self.member_items(file, value, "Output"):
                    output = self.instances(self.item_value(item, False))
            elif file.scoping.wrappers and value[2] in _FUTURES and arguments(value):
                output = arguments(value)[0]
            results.append(output or containers.awaited(value))
        return union(results)

    operators: ClassVar[dict[int, Operator]] = Added.operators | {
        Expr.AWAIT: _await_values,
        Expr.CALL: _call_values,
        Expr.THIS: _this,
    }

    # Closures

    def _elementwise(self, file: File, callee: int, position: int, told: Told) -> Values:
        if not file.scoping.wrappers:
            return Added._elementwise(self, file, callee, position, told)
        name = file.names[file.expr_b[callee]]
        values = self.value(file, file.expr_a[callee])
        if len(values) != 1:
            return UNKNOWN
        value = values[0]
        if value[0] == "instance":
            if any([item[0] != "external" for item, _ in self.member_items(file, value, name)]):
                return UNKNOWN
            found = wrappers.iterator(self._elements_of(value))
            values = found or values
        if values[0][0] != "external" or not arguments(values[0]):
            return UNKNOWN
        if name == "map_or_else" and position:
            # The first function is given the error, the second what `map` is.
            name = "map"
        return (("elementwise", 1, name, (values, UNKNOWN)),)

    def _passed(self, value: Value, receiver: Value, position: int) -> Values:
        if value[1]:
            return wrappers.passed(receiver, value[2], position)
        return Added._passed(self, value, receiver, position)

    # Types

    def _outside(self, file: File, name: str, index: int) -> Values:
        if file.scoping.wrappers and name in wrappers.SEEN_THROUGH:
            return self.declared(file, self.operands(file, index)[0])
        return Added._outside(self, file, name, index)


def _beside(value: Value, name: str) -> Values:
    """A name behind what lies outside: a type or a module, or a function that may be called."""
    if value[0] == "bound":
        value = ("external", 0, value[2])
    if name[:1].isupper() and value[0] == "external":
        return (("external", 0, name),)
    if name in wrappers.BOUNDS and value[2] in wrappers.RANGES and arguments(value):
        return arguments(value)[0]
    return (applied(("bound", 0, name), ((value,),)),)


_HOLDERS = frozenset(("Vec", "Option", "Result", "Iterator"))
_PAIRED = frozenset(("HashMap", "BTreeMap", "IndexMap"))

"""What type variables stand for in a call: what its arguments say of them.

`def first(xs: list[T]) -> T` gives a `User` for a list of them, `new Box(user)` makes a box of
one, and `get<T>(type: new () => T): T` an instance of the class that it is given.  What
calling gives otherwise is `calls`' and `structural`'s business.
"""

from __future__ import annotations

from ..facts import (
    BASE_NAME,
    CONSTRUCT_NAME,
    INDEX_NAME,
    PARAMETERS_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)
from . import containers
from .file import File
from .generics import Variable, has_variable, replaced
from .guards import Guards
from .keys import answer_key
from .lookups import Lookups
from .named_types import with_table
from .values import UNKNOWN, Value, Values, applied, arguments, turned, union

_POSITION = 0xFF
_COLLECTS, _GATHERS = 0x100, 0x200
_MOST_NESTED = 6
"""Types in types that are compared; deeper ones say nothing, whoever asks."""
_CALLED = frozenset(("class", "function", "lambda"))
_OPEN = frozenset(("lambda", "object"))
_WITH_MEMBERS = frozenset(("instance", "object"))
_CONSTRUCTORS = ("constructor", "__init__")


class Inference(Guards):
    """Type arguments that calls give without spelling them."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        # Kept for one link and never used for a memoised answer, as the receivers of attributes.
        self._calls: dict[Values, tuple[Values, bool, bool]] = {}
        self._wanted_at: dict[tuple[Value, int], list[Values]] = {}

    def called_with(self, file: File, callees: Values, argument: int) -> Values:
        """The values that calling these with a first argument gives."""
        if file.path_id == self.look.linking:
            known = self._calls.get(callees)
            if known is None:
                known = self._calls[callees] = self._called_whatever(file, callees)
            found, is_open, depends = known
        else:
            found, is_open, depends = self._called_whatever(file, callees)
        if not depends:
            return found
        results: list[Values] = []
        for value in callees:
            each = found if len(callees) == 1 else self.called(file, (value,), 0)
            if value[0] == "class":
                if len(value) == 3 and self._is_generic(value):
                    each = self._made_of(file, value, argument) or each
            elif is_open and value[0] in ("function", "lambda"):
                each = self._inferred(file, value, each, argument)
            results.append(each)
        return results[0] if len(results) == 1 else union(results)

    def _called_whatever(self, file: File, callees: Values) -> tuple[Values, bool, bool]:
        """What calling these gives whatever the argument is, whether type variables are in that,
        and whether the argument can tell more."""
        found = self.called(file, callees, 0)
        is_open = bool(found) and has_variable(found)
        return found, is_open, is_open or any([each[0] == "class" for each in callees])

    def _inferred(self, file: File, callee: Value, result: Values, argument: int) -> Values:
        """What a generic function gives for an argument."""
        known: dict[Variable, Values] = {}
        for position, given in enumerate(self._arguments_given(file, argument)):
            for wanted in self._wants(callee, position) if given else ():
                self._unify(file, wanted, given, known, 0)
        if not known:
            return result
        if len(result) > 1:
            # Beside something with members, as in `T extends Ref ? T : Ref<T>`, a plain value is
            # the alternative that was not taken.
            result = tuple([each for each in result if not _is_plain(known.get(each[:3]))])
        return union([tuple([with_table(each, known) for each in replaced(result, None, known)])])

    def _arguments_given(self, file: File, argument: int) -> list[Values]:
        """The values of the arguments of a call, which may all be those that another gives."""
        given = [self.given(file, part) for part in self.operands(file, argument)]
        if file.scoping.passes_on and len(given) == 1 and len(given[0]) == 1:
            (value,) = given[0]
            if value[0] == "external" and value[2] == "tuple":
                return list(arguments(value))
        return given

    def _wants(self, callee: Value, position: int) -> list[Values]:
        """What the functions that are run when this is called want as an argument."""
        if self.look.reads is not self.look.of_links:
            return self._find_wants(callee, position)
        known = self._wanted_at.get((callee, position))
        if known is None:
            known = self._wanted_at[callee, position] = self._find_wants(callee, position)
        return known

    def _find_wants(self, callee: Value, position: int) -> list[Values]:
        found: list[Values] = []
        for home, scope, receiver in self._run(callee):
            wanted = self._taken_at(home, scope, position)
            found.append(wanted if receiver is None else self.filled(wanted, receiver))
        return found

    def _wanted(self, file: File, callee: int, position: int) -> Values:
        """As `Expectations`; the first argument may stand beside the callee, and tell what the
        others get: in `each(users, (user) => ...)` a user."""
        if file.expr_kind[callee] != Expr.CHOSEN:
            return Guards._wanted(self, file, callee, position)
        first, callee = file.expr_b[callee], file.expr_a[callee]
        wanted = Guards._wanted(self, file, callee, position)
        if not _is_open(wanted) and not has_variable(wanted):
            return wanted
        if file.expr_kind[callee] == Expr.RETURNING:
            callee = file.expr_a[callee]
        known: dict[Variable, Values] = {}
        wants = [each for value in self.value(file, callee) for each in self._wants(value, 0)]
        if any([has_variable(each) or _is_open(each) for each in wants]):
            given = self.given(file, first)
            for each in wants if given else ():
                self._unify(file, each, given, known, 0)
        if not known:
            return wanted
        return union([tuple([with_table(v, known) for v in replaced(wanted, None, known)])])

    def _is_generic(self, value: Value) -> bool:
        """Whether a class can have type parameters: one of its bases spells type arguments."""
        where = self.locate(value[1], value[2])
        if where is None:
            return False
        file, symbol = where
        for body in file.bodies.get(symbol, ()):
            for row in self.look.value_rows(file, body, BASE_NAME):
                if file.expr_kind[file.bind_a[row]] == Expr.INDEX:
                    return True
        return False

    def _made_of(self, file: File, value: Value, argument: int) -> Values:
        """An instance of a generic class, with what the constructor's argument says of it."""
        known: dict[Variable, Values] = {}
        for position, part in enumerate(self.operands(file, argument)):
            given = self.given(file, part)
            for home, scope in self._made_through(value) if given else ():
                wanted = self.filled(self._taken_at(home, scope, position), value)
                self._unify(file, wanted, given, known, 0)
        if not known:
            return UNKNOWN
        parts = [known.get(each, UNKNOWN) for each in self.generic(value[1], value[2])[0]]
        return (applied(turned("instance", value), tuple(parts)),)

    def _made_through(self, value: Value) -> list[tuple[File, int]]:
        """The scopes of the functions that take the arguments when a class is called."""
        found: list[tuple[File, int]] = []
        for name in _CONSTRUCTORS:
            for item in self.member(value[1], value[2], name, False)[0]:
                if item[0] == "symbol":
                    runs = self._run(("function", item[1], item[2]))
                    found += [(home, scope) for home, scope, _ in runs]
        return found

    def _taken_at(self, file: File, scope: int, position: int) -> Values:
        """The declared type of the argument that a function takes at a position, from 0."""
        # Asked at each call of a generic function, of which few are called often.
        key = answer_key(file.path_id, "taken", file.scope_identity[scope], position)
        return self.look.answer(key, self._find_taken, UNKNOWN, file, scope, position)

    def _find_taken(self, file: File, scope: int, position: int) -> Values:
        # What is read when there is none yet.
        self.look.value_rows(file, scope, PARAMETERS_NAME)
        behind_receiver = self._has_receiver(file, scope)
        first = -1
        for name in file.parameters(scope):
            for row in self.look.value_rows(file, scope, name):
                if file.bind_kind[row] != Bind.PARAM:
                    continue
                place = file.bind_c[row]
                if place == 0 and behind_receiver:
                    continue
                if first < 0:
                    first = place & _POSITION
                    if first > 1:
                        return UNKNOWN
                at = (place & _POSITION) - first
                if at != position and not (place & (_COLLECTS | _GATHERS) and at < position):
                    continue
                if not file.bind_b[row]:
                    return UNKNOWN
                values = self.declared(file, file.bind_b[row])
                if place & _GATHERS:
                    outside = [value for value in values if value[0] == "external"]
                    parts = [containers.unpacked(value, position - at) for value in outside]
                    return union([*parts, tuple([v for v in values if v[0] == "typevar"])])
                if not place & _COLLECTS:
                    return values
                # The type of all of them, or as in Python that of each.
                each = [containers.element(v) for v in values if v[0] == "external"]
                return union([*each, tuple([v for v in values if v[0] == "typevar"])])
        return UNKNOWN

    def _has_receiver(self, file: File, scope: int) -> bool:
        """Whether the parameter at position 0, if there is one, is the method's receiver."""
        owner = file.facts.scope_owner[scope]
        if file.scope_kind[scope] != ScopeKind.FUNCTION or not owner:
            return False
        self.look.symbol(file, file.symbol_hash[owner])
        if file.facts.symbol_kind[file.facts.symbol_container[owner]] != Kind.CLASS:
            return False
        return not file.facts.symbol_flags[owner] & Flag.STATIC_METHOD

    # Comparing what is wanted with what is given

    def _unify(
        self,
        file: File,
        wanted: Values,
        given: Values,
        known: dict[Variable, Values],
        depth: int,
    ) -> None:
        """Note what type variables in `wanted` stand for if `given` is what is there."""
        if depth > _MOST_NESTED or not given:
            return
        bare = [value for value in wanted if value[0] == "typevar"]
        taken: set[Value] = set()
        for value in wanted:
            if value[0] == "typevar":
                continue
            for other in given:
                if self._unify_one(file, value, other, known, depth):
                    taken.add(other)
        rest = tuple([other for other in given if other not in taken])
        for value in bare:
            if rest and value[:3] not in known:
                known[value[:3]] = rest

    def _unify_one(
        self, file: File, value: Value, other: Value, known: dict[Variable, Values], depth: int
    ) -> bool:
        """Compare one type with one value; whether the type is the one that speaks of it."""
        kind = value[0]
        parts = arguments(value)
        if kind == "external":
            if other[0] == "class" and value[2] == "type" and parts:
                self._unify(file, parts[0], self.instances((other,)), known, depth + 1)
                return True
            if value[2] == "Callable" and parts and other[0] in _CALLED:
                # `Callable[..., T]`: what calling it gives.
                self._unify(file, parts[-1], self.called(file, (other,), 0), known, depth + 1)
                return True
            if other[0] != "external" or not parts:
                return value[:3] == other[:3]
            if value[2] == other[2]:
                for mine, theirs in zip(parts, arguments(other), strict=False):
                    self._unify(file, mine, theirs, known, depth + 1)
            elif len(parts) == 1:
                self._unify(file, parts[0], containers.element(other), known, depth + 1)
            else:
                return False
            return True
        if kind == "object" and other[0] in _WITH_MEMBERS:
            return self._unify_held(file, value, other, known, depth)
        if kind in ("lambda", "object") or (kind == "instance" and other[0] == "class"):
            return self._unify_callable(file, value, other, known, depth)
        if kind == "instance" and other[0] == "instance":
            if not parts or (value[1], value[2]) not in self.mro(other[1], other[2]):
                return value[:3] == other[:3] or self._unify_held(file, value, other, known, depth)
            variables = self.generic(value[1], value[2])[0]
            for variable, mine in zip(variables, parts, strict=False):
                theirs = self.filled((variable,), other)
                if not has_variable(theirs):
                    self._unify(file, mine, theirs, known, depth + 1)
            return True
        return False

    def _unify_held(
        self, file: File, value: Value, other: Value, known: dict[Variable, Values], depth: int
    ) -> bool:
        """Compare what two types give for any name, which say so: `{ [key: string]: T }`."""
        if not file.scoping.type_bases or other[0] not in _WITH_MEMBERS:
            return False
        mine = self._special(value, INDEX_NAME)
        if not has_variable(mine):
            return False
        theirs = self._special(other, INDEX_NAME)
        if not theirs or has_variable(theirs):
            return False
        self._unify(file, mine, theirs, known, depth + 1)
        return True

    def _unify_callable(
        self, file: File, value: Value, other: Value, known: dict[Variable, Values], depth: int
    ) -> bool:
        """Compare what calling or constructing gives."""
        if other[0] not in _CALLED:
            return False
        if value[0] == "lambda":
            result = self._lambda_result(value)
        else:
            result = self._special(value, CONSTRUCT_NAME) if other[0] == "class" else UNKNOWN
        if not has_variable(result):
            return False
        self._unify(file, result, self.called(file, (other,), 0), known, depth + 1)
        return True


def _is_open(values: Values) -> bool:
    """Whether types without a name are among these, in which type variables may stand."""
    return any([value[0] in _OPEN for value in values])


def _is_plain(values: Values | None) -> bool:
    """Whether these are known to be values without members that a workspace could add."""
    if not values:
        return False
    return all([each[0] == "external" and len(each) == 3 for each in values])

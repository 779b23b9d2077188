"""Types that are spelled for what is called: `new Box<User>()` makes a box of users, and
`get<User>()` gives a `User`.

What arguments tell of the types that nobody spells is `inference`'s business.
"""

from __future__ import annotations

from typing import ClassVar

from ..facts import PARAMETERS_NAME, Expr
from . import containers
from .declared_beside import DeclaredBeside
from .evaluate import Operator
from .file import File
from .generics import Variable, has_variable, replaced, variables_in
from .named_types import with_table
from .values import UNKNOWN, Value, Values, applied, union

_MADE = frozenset(("instance", "typevar"))
_RUN = frozenset(("function", "lambda"))


class Spelled(DeclaredBeside):
    """Calls of what is given its types."""

    def _call_values(self, file: File, a: int, b: int) -> Values:
        if file.expr_kind[a] != Expr.INDEX:
            return DeclaredBeside._call_values(self, file, a, b)
        # `Box[int]()` makes a Box; what an index of an object gives is not known.
        head, types = file.expr_a[a], file.expr_b[a]
        heads = self.value(file, head)
        made = self.instances(self._given_types(file, heads, types))
        if any([each[0] in _MADE for each in made]):
            return made
        # What a container holds may be functions; a generic one is given its types so.
        either = (self.value(file, a), heads)
        ways = [tuple([each for each in callables if each[0] in _RUN]) for callables in either]
        run = next(filter(None, ways), UNKNOWN)
        if not run:
            # What an interface says of calling it.
            ways = [tuple([v for v in callables if self.is_called(v)]) for callables in either]
            run = next(filter(None, ways), UNKNOWN)
        if run:
            return self.spelled(file, types, self.called(file, run, b), run)
        if heads and all([each[0] == "bound" for each in heads]):
            given = self.declared(file, self.operands(file, types)[0])
            made = containers.giving(str(heads[0][2]), given) if given else UNKNOWN
            return made or DeclaredBeside._call_values(self, file, head, b)
        return made

    def _given_types(self, file: File, heads: Values, types: int) -> Values:
        """Classes with the type arguments that an expression gives them."""
        if file.expr_kind[types] == Expr.UNKNOWN:
            return heads
        given = tuple([self.declared(file, part) for part in self.operands(file, types)])
        return tuple(
            [applied(each, given) if each[0] in ("class", "external") else each for each in heads]
        )

    def spelled(self, file: File, types: int, found: Values, run: Values) -> Values:
        """What generic functions, `run`, give or want for the types that a call spells."""
        known: dict[Variable, Values] = {}
        places = self.type_parameters(run)
        if has_variable(found):
            places += [(each, self._position(each)) for each in variables_in(found)]
        if places:
            given = [self.declared(file, part) for part in self.operands(file, types)]
            for variable, position in places:
                if 0 <= position < len(given) and given[position]:
                    known[variable] = given[position]
        if not known:
            return found
        return union([tuple([with_table(each, known) for each in replaced(found, None, known)])])

    def is_called(self, value: Value) -> bool:
        """Whether a type says what calling something of it gives."""
        return False

    def type_parameters(self, run: Values) -> list[tuple[Variable, int]]:
        """The type parameters of functions, each with its position."""
        return []

    def _position(self, variable: Variable) -> int:
        """Which of its function's type parameters a variable is; -1 if that is not known."""
        file = self.look.file(variable[1])
        identity, _, name = str(variable[2]).partition(" ")
        scope = None if file is None else file.scope_of_identity.get(int(identity, 16))
        if file is None or scope is None:
            return -1
        for row in self.look.value_rows(file, scope, PARAMETERS_NAME):
            parts = self.operands(file, file.bind_a[row])
            names = [file.names[file.expr_a[part]] if part else "" for part in parts]
            return names.index(name) if name in names else -1
        return -1

    operators: ClassVar[dict[int, Operator]] = DeclaredBeside.operators | {
        Expr.CALL: _call_values,
    }

"""Names that stand for several things: types, values and macros have names of their own.

Which of them a use means is told by where it stands, and decided by `resolve.named_types`; a macro
has a name that nothing else is looked up by, since its uses look like those of functions.
"""

from __future__ import annotations

from ...facts import Bind, Kind
from ..scopes import TYPE_SPACE, Definition, Scope
from .paths import MACRO_SPACE
from .walk import DEFINITION, Walk

_DEF = int(Bind.DEF)
_TYPES = frozenset((Kind.NAMESPACE, Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS))


def type_(
    x: Walk, home: Scope, text: bytes, at: int, start: int, end: int, definition: Definition
) -> None:
    """Define a type or a module, which is another symbol than a value of its name."""
    known = home.definitions.get(text)
    if known is None or known[0].kind in _TYPES:
        x.build.define(home, text, at, start, end, definition)
        return
    key = text + TYPE_SPACE
    x.build.use(home, text, at | DEFINITION | home.read)
    x.build.bind(home, text, _DEF, 0, 0, 1)
    x.build.site(home, key, start, end, at, True)
    x.build.note(home, key, definition)


def part_types(home: Scope, text: bytes) -> None:
    """Make a symbol of its own of the types of a name, of which a value is defined now."""
    if home.definitions[text][0].kind not in _TYPES:
        return
    key = text + TYPE_SPACE
    home.definitions[key] = home.definitions.pop(text)
    home.sites[key] = home.sites.pop(text)
    rows = home.binds[text]
    for at in range(0, len(rows), 4):
        if rows[at] == _DEF:
            rows[at + 3] = 1


def macros(x: Walk) -> None:
    """Define the macros of the file, now that all else is known."""
    build = x.build
    taken = {
        (scope.index, text) for scope, text, *_ in x.macro_definitions if text in scope.definitions
    }
    for scope, text, at, start, end, definition in x.macro_definitions:
        key, bound = (scope.index, text), text + MACRO_SPACE
        if text != text.lower():
            build.announce(b"macro " + bound)
        if key not in taken:
            build.define(scope, text, at, start, end, definition)
            if text != text.lower():
                build.bind(scope, bound, Bind.ALIAS, scope.uses[text])
            continue
        build.define_variant(scope, text, b"!", at, start, end, definition, bound)
        if all([each.kind in _TYPES for each in scope.definitions[text]]):
            # By paths and imports both are found, and a type is not called.
            build.bind(scope, text, Bind.ALIAS, scope.uses[bound])
        used = x.macro_uses.pop(key, 0)
        if used:
            build.exprs[3 * used + 1] = build.name(bound)

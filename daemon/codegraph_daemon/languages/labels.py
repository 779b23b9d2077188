"""Labels of loops and statements: names of the function around them, apart from all other names."""

from __future__ import annotations

from ..facts import ROLE_SHIFT, TAG, Bind, Role, ScopeKind
from .builder import Builder
from .scopes import Scope

_DEFINITION = Role.DEFINITION << ROLE_SHIFT
_APART = TAG.encode()


def bind_label(build: Builder, scope: Scope, start: int, text: bytes) -> None:
    """What stands at a byte offset labels a statement in `scope`."""
    home = _function(scope)
    build.bind(home, text + _APART, Bind.VALUE)
    build.use(home, text + _APART, start | _DEFINITION | home.read)


def use_label(build: Builder, scope: Scope, start: int, text: bytes) -> None:
    """What stands at a byte offset in `scope` is the label that a jump leads to."""
    build.use(_function(scope), text + _APART, start | scope.read)


def _function(scope: Scope) -> Scope:
    while scope.kind == ScopeKind.BLOCK and scope.outward is not None:
        scope = scope.outward
    return scope

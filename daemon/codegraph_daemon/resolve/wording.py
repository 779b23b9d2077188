"""What resolution deals in, in words for a person: expressions, bindings, items, values, questions.

Belongs here: naming what is at hand.  Stays out: resolving anything; nothing here records a read,
so that putting a thing in words never changes what an answer depends on.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ..facts import (
    BASE_NAME,
    CALL_NAME,
    CONSTANT_NAME,
    CONSTRUCT_NAME,
    DECORATOR_NAME,
    EXPORTS_NAME,
    EXTENDED_NAME,
    FIELDS_NAME,
    GUARD_NAME,
    IMPLEMENTS_NAME,
    INDEX_NAME,
    KIND_NAMES,
    MADE_NAME,
    METACLASS_NAME,
    MODULE_VALUE_NAME,
    NONE,
    PARAMETERS_NAME,
    REEXPORT_NAME,
    RETURN_NAME,
    SPREAD_NAME,
    WILDCARD_NAME,
    Bind,
    Expr,
    ScopeKind,
    module_spelling,
    without_tag,
)
from .file import File
from .keys import PATHS, Question
from .lookups import Lookups
from .mro import is_outside

_DEEPEST = 8
"""Levels of an expression that are spelled out."""
_LONGEST = 80
_MOST = 12
"""Items or values of one answer that are told."""

_SCOPES = {
    ScopeKind.LAMBDA: "an unnamed function",
    ScopeKind.COMPREHENSION: "a comprehension",
    ScopeKind.TYPE_PARAMETERS: "the type parameters",
    ScopeKind.BLOCK: "a block",
}
_ABOUT_SYMBOL = {
    "type": "the value of {}",
    "returns": "what calling {} gives",
    "decorated": "what its decorators make of {}",
    "mro": "the classes that members of {} are looked up in",
    "generic": "the type parameters of {}",
    "stands for": "what the type {} stands for",
    "gives": "what an object of {} gives when called",
    "extensions": "what other files add to {}",
}
_ABOUT_NAME = {
    "export": "what {} exports as `{}`",
    "offer": "what a wildcard import of {} brings as `{}`",
    "module member": "the member `{1}` of the value that {0} is",
}
_MEMBERS = {
    "member": "the member `{1}` of {0}",
    "above": "the member `{1}` of what is above {0}",
    "spread": "the member `{1}` that {0} takes from another object",
    "space": "what {0} offers as `{1}`",
}


_OWN_NAMES = {
    BASE_NAME: "bases of {}",
    RETURN_NAME: "results of {}",
    DECORATOR_NAME: "decorators of {}",
    EXPORTS_NAME: "list of the exports of {}",
    WILDCARD_NAME: "wildcard imports of {}",
    REEXPORT_NAME: "modules that {} exports as a whole",
    MODULE_VALUE_NAME: "the one value that the module {} is",
    PARAMETERS_NAME: "parameters of {} that get their types from its caller",
    MADE_NAME: "objects that {} makes",
    FIELDS_NAME: "fields of {} in order",
    METACLASS_NAME: "what {} is an instance of",
    SPREAD_NAME: "objects whose members {} takes",
    IMPLEMENTS_NAME: "what {} implements",
    CALL_NAME: "what calling {} gives",
    CONSTRUCT_NAME: "what constructing {} gives",
    INDEX_NAME: "what an index of {} gives",
    GUARD_NAME: "what {} says that its argument is",
    EXTENDED_NAME: "the type that {} adds to",
    CONSTANT_NAME: "names of what must not change in {}",
}
"""What scopes bind under names that no source can spell."""

_AS_FIRST = frozenset(
    (
        *(Expr.PARAMETER, Expr.RETURNING, Expr.MATCHING, Expr.UNMATCHED, Expr.ASSIGNED),
        Expr.UNPOINTED,
    )
)
"""Operators that are said as their first operand."""


def expression(file: File, expr: int) -> str:
    """An expression as it may stand in the source, shortened."""
    text = _expression(file, expr, _DEEPEST)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _expression(file: File, expr: int, depth: int) -> str:
    if not depth:
        return "…"
    kind, a, b = file.expr_kind[expr], file.expr_a[expr], file.expr_b[expr]

    def inner(operand: int) -> str:
        return _expression(file, operand, depth - 1)

    if kind == Expr.NAME:
        return without_tag(file.names[a])
    if kind == Expr.ATTR:
        return f"{inner(a)}.{file.names[b]}"
    if kind == Expr.CALL:
        return f"{inner(a)}(…)"
    if kind == Expr.KEYWORD:
        return f"{inner(a)}({file.names[b]}=…)"
    if kind == Expr.INDEX:
        return f"{inner(a)}[…]"
    if kind == Expr.AWAIT:
        return f"await {inner(a)}"
    if kind == Expr.LITERAL:
        return f"a {file.names[a]}"
    if kind == Expr.UNION:
        return f"{inner(a)} or {inner(b)}"
    if kind == Expr.MODULE:
        return "." * b + module_spelling(file.names[a]) if b else file.names[a]
    if kind == Expr.SUPER:
        return "super()"
    if kind == Expr.THIS:
        return "this"
    if kind in (Expr.ELEMENT, Expr.SUBSCRIPT, Expr.ITERATED):
        return f"an element of {inner(a)}"
    if kind == Expr.ENTERED:
        return f"what entering {inner(a)} gives"
    if kind == Expr.UNPACKED:
        return f"part {b + 1} of {inner(a)}"
    if kind in (Expr.INSTANCE, Expr.TYPED, Expr.FIELDS):
        return f"something of type {inner(a)}"
    if kind == Expr.CHOSEN:
        return inner(a)
    if kind == Expr.POINTED:
        return f"*{inner(a)}"
    if kind == Expr.TYPE_OF:
        return f"the type of {inner(a)}"
    if kind == Expr.ARGUMENT:
        return f"argument {b + 1} of {inner(a)}"
    if kind in _AS_FIRST:
        return inner(a)
    if kind in (Expr.OPERATED, Expr.PASSED):
        return file.names[b]
    if kind in (Expr.EXCLUDED, Expr.WHERE_KNOWN, Expr.GUARDED):
        return inner(b)
    return {
        Expr.LAMBDA: "an unnamed function",
        Expr.OBJECT: "an object",
        Expr.TUPLE: "a tuple",
    }.get(kind, "an expression that tells nothing")


def scope(file: File, number: int) -> str:
    """A scope of a file."""
    owner = file.facts.scope_owner[number]
    kind = file.scope_kind[number]
    qualified = file.facts.shown(owner)
    inside = f"`{qualified}`" if qualified else file.path
    nested = _SCOPES.get(kind)
    return f"{nested} in {inside}" if nested else inside


def bindings(file: File, number: int, name: str, *, values: bool) -> str:
    """What a look at the bindings of a name in a scope asks: the meaning of the name, or its
    values."""
    where = scope(file, number)
    if name in _OWN_NAMES:
        return _OWN_NAMES[name].format(where)
    return f"{'values' if values else 'meaning'} of `{name}` in {where}"


def binding(file: File, row: int) -> str:
    """How one binding gives a name its meaning."""
    kind = file.bind_kind[row]
    a, b, c = file.bind_a[row], file.bind_b[row], file.bind_c[row]
    names = file.names
    if kind == Bind.IMPORT_MODULE:
        return f"an import of `{names[a]}`"
    if kind == Bind.IMPORT_FROM:
        return f"an import of `{names[b]}` from `{'.' * c}{names[a]}`"
    if kind == Bind.WILDCARD:
        return f"everything of `{'.' * c}{names[a]}`"
    if kind == Bind.DEF:
        return f"the definition of {symbol(file, a)}"
    if kind in (Bind.VALUE, Bind.ATTRIBUTE, Bind.PARAM):
        what = "a parameter" if kind == Bind.PARAM else "an assignment"
        if b:
            return f"{what}, declared as {expression(file, b)}"
        if a:
            return (
                f"{what} {'with the default' if kind == Bind.PARAM else 'of'} {expression(file, a)}"
            )
        return what
    if kind == Bind.EXPORTS:
        return f"`{names[a]}`"
    if kind == Bind.SETTING:
        return "a setting"
    if kind == Bind.RETURN and b:
        return f"declared as {expression(file, b)}"
    if kind == Bind.EXTENDED:
        return f"an addition to {expression(file, a)}"
    if kind == Bind.ALIAS:
        return f"another name of {expression(file, a)}"
    return expression(file, a)


def symbol(file: File, number: int) -> str:
    """A symbol of a file, with its place."""
    facts = file.facts
    if not number:
        return f"the module {file.path}"
    kind = KIND_NAMES[facts.symbol_kind[number]].replace("_", " ")
    sites = facts.sites(number)
    declared = [site for site in sites if site.declared] or sites
    line = facts.position(declared[0].name)[0] + 1 if declared else 1
    return f"{kind} `{facts.shown(number)}` ({file.path}:{line})"


class Wording:
    """Puts in words what is known by path ids and descriptor hashes alone."""

    def __init__(self, look: Lookups) -> None:
        self._look = look

    def path(self, path_id: int) -> str:
        """The path of a file."""
        return self._look.tree.paths.get(path_id, "a file that is gone")

    def hashed(self, path_id: int, hashed: object) -> str:
        """The symbol of a descriptor."""
        file = self._look.file(path_id)
        number = file.symbol_of_hash.get(hashed) if file and isinstance(hashed, int) else None
        return (
            f"a symbol of {self.path(path_id)}"
            if file is None or number is None
            else symbol(file, number)
        )

    def each(self, answer: object) -> list[str]:
        """What an answer of resolution holds: items, values, modules, classes; the first ones."""
        texts = list(dict.fromkeys(islice(self._each(answer), _MOST + 1)))
        return [*texts[:_MOST], "and more"] if len(texts) > _MOST else texts

    def _each(self, answer: object) -> Iterator[str]:
        if not isinstance(answer, tuple) or not answer:
            return
        if isinstance(answer[0], str) and len(answer) in (3, 4):
            yield self.one(answer)
        elif len(answer) == 2 and isinstance(answer[0], int):
            if is_outside(answer):
                yield f"`{answer[1]}`, outside the workspace"
            elif answer[0] < PATHS:
                yield self.hashed(*answer)
        else:
            for part in answer:
                yield from self._each(part)

    def one(self, value: tuple[object, ...]) -> str:
        """One item or value."""
        kind, path_id, detail = value[:3]
        if kind == "external":
            return f"`{detail}`, outside the workspace"
        if kind == "folder":
            return f"the package {detail}/"
        if kind == "bound":
            return f"the method `{detail}` of something outside the workspace"
        assert isinstance(path_id, int)
        if kind == "file":
            return f"the module {self.path(path_id)}"
        if kind == "typevar" and not isinstance(detail, int):
            return f"a type variable of {self.path(path_id)}"
        named = self.hashed(path_id, detail)
        if kind == "instance":
            return f"an instance of {named}"
        if kind == "super":
            return f"what is above {named}"
        return named

    def question(self, question: Question) -> str:
        """What a memoised answer answers."""
        path_id, name, operands = question
        if name == "module" and len(operands) == 4:
            _, folder, level, spec = operands
            where = f"{folder}/" if folder else "the root"
            return f"the module `{'.' * int(level)}{spec}`, seen from {where}"
        if path_id == PATHS:
            return f"the {name} `{operands[-1]}`" if operands else name
        path = self.path(path_id)
        if name in _ABOUT_NAME:
            return _ABOUT_NAME[name].format(path, operands[-1])
        if name in _ABOUT_SYMBOL:
            return _ABOUT_SYMBOL[name].format(self.hashed(path_id, operands[0]))
        if name in _MEMBERS:
            return _MEMBERS[name].format(self.hashed(path_id, operands[0]), operands[-1])
        if name == "whole exports":
            return f"what {path} passes on of other modules"
        if name == "module value":
            return f"the value that {path} is"
        if len(operands) == 2:
            file = self._look.file(path_id)
            number = None
            if file is not None and isinstance(operands[0], int):
                number = file.scope_of_identity.get(operands[0])
            if file is not None and number is not None:
                if isinstance(operands[1], int):
                    return f"the type of argument {operands[1] + 1} of {scope(file, number)}"
                what = "stands for" if name == "alias" else "holds"
                return f"what `{operands[1]}` {what} in {scope(file, number)}"
        return f"the {name} of something in {path}"


def unbound(file: File, expr: int) -> bool:
    """Whether an expression is a name that its file does not bind."""
    return file.expr_kind[expr] == Expr.NAME and file.expr_b[expr] == NONE

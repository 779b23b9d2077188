"""How one occurrence was resolved, or why it was not: the chain of lookups, in words.

It is resolved once more by the very code that makes links, with an empty memo, so that each step is
taken where it can be seen.  Belongs here: watching the steps, and the reason at the end.  Stays
out: the words for what is seen (`wording`), and any rule of resolution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

from ..facts import MODULE_HASH, NONE, Bind, Expr, ScopeKind, announced_hash
from . import wording
from .announced import Announced, Load
from .file import File
from .generic_calls import GenericCalls
from .held_files import HeldFiles
from .keys import (
    Question,
    announced_in_key,
    announced_key,
    noting_questions,
    path_key,
    to_bytes,
    top_key,
)
from .link import meant
from .links import Target
from .lookups import Lookups, Tree
from .names import Found
from .values import Values

T = TypeVar("T")
Operands = TypeVarTuple("Operands")

_MEMORY = 24 * 1024 * 1024
_MOST_STEPS = 1000
"""Steps that are kept; what comes after them is counted."""
_AGAIN = ("as above",)


class Step:
    """One step: what was looked at, in which file, under which key, and what was found there."""

    __slots__ = ("depth", "found", "key", "path", "what")

    def __init__(self, depth: int, what: str, path: str, key: str) -> None:
        self.depth = depth
        self.what = what
        self.path = path
        self.key = key
        self.found: Sequence[str] = ()

    def packed(self) -> list[Any]:
        """As it crosses the socket: depth, what, path, key, found."""
        return [self.depth, self.what, self.path, self.key, list(self.found)]


class Explanation(NamedTuple):
    """How an occurrence was resolved."""

    expression: str
    outcome: str
    """"resolved", "local", "external", "declined"; "unknown" if it could not be followed."""
    reason: str
    targets: list[Target]
    steps: list[Step]
    left_out: int


class _Trace:
    """The steps so far."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.left_out = 0
        self.circles: list[str] = []
        self._depth = 0
        self.paused = False

    def skips(self) -> bool:
        """Whether there is no room for one more step, which is then counted."""
        if self.paused:
            return True
        if len(self.steps) < _MOST_STEPS:
            return False
        self.left_out += 1
        return True

    @contextmanager
    def step(self, what: str, path: str = "", key: int | None = None) -> Iterator[Step]:
        """What happens inside is part of this step."""
        spelled = "" if key is None else to_bytes(key).hex()
        step = Step(self._depth, what, path, spelled)
        if not self.skips():
            self.steps.append(step)
        self._depth += 1
        try:
            yield step
        finally:
            self._depth -= 1


class _Watched(Lookups):
    """Lookups that say what is looked at."""

    def __init__(self, tree: Tree, load: Load, announced: Announced, trace: _Trace) -> None:
        super().__init__(tree, load, announced, HeldFiles(_MEMORY))
        self._trace = trace
        self.questions: dict[int, Question] = {}
        self.words = wording.Wording(self)
        self._seen: set[int] = set()

    def rows(self, file: File, scope: int, name: str) -> list[int]:
        rows = super().rows(file, scope, name)
        key, _ = file.keyed_rows(scope, name)
        self._bindings(key, file, scope, name, rows, values=False)
        return rows

    def value_rows(self, file: File, scope: int, name: str) -> list[int]:
        rows = super().value_rows(file, scope, name)
        self._bindings(file.keyed_value_rows(scope, name)[0], file, scope, name, rows, values=True)
        return rows

    def _bindings(
        self, key: int, file: File, scope: int, name: str, rows: Iterable[int], *, values: bool
    ) -> None:
        if key in self._seen:
            return
        self._seen.add(key)
        what = wording.bindings(file, scope, name, values=values)
        with self._trace.step(what, file.path, key) as step:
            step.found = [wording.binding(file, row) for row in rows]

    def first_file(self, module_path: str, candidates: Iterable[str]) -> int | None:
        tried = list(candidates)
        found = super().first_file(module_path, tried)
        many = f" ({len(tried)} names tried)" if len(tried) > 1 else ""
        with self._trace.step(f"a file {module_path}{many}", "", path_key(module_path)) as step:
            step.found = () if found is None else (self.words.path(found),)
        return found

    def is_folder(self, module_path: str) -> bool:
        found = super().is_folder(module_path)
        with self._trace.step(f"a folder {module_path}/", "", path_key(module_path)) as step:
            step.found = (f"{module_path}/",) if found else ()
        return found

    def folders_with_top(self, name: str) -> list[str]:
        found = super().folders_with_top(name)
        what = f"folders that hold a top-level module `{name}`"
        with self._trace.step(what, "", top_key(name)) as step:
            step.found = [f"{folder}/" if folder else "the root" for folder in found]
        return found

    def announced(self, name: str, folder: str | None = None) -> list[int]:
        hashed = announced_hash(name)
        where = "the workspace" if folder is None else f"{folder or 'the root'}/"
        key = announced_key(hashed) if folder is None else announced_in_key(folder, hashed)
        with self._trace.step(f"files of {where} that announce `{name}`", "", key) as step:
            found = super().announced(name, folder)
            step.found = [self.words.path(path_id) for path_id in found]
        return found

    def answer(
        self, key: int, compute: Callable[[*Operands], T], unknown: T, *operands: *Operands
    ) -> T:
        question = self.questions.get(key)
        what = self.words.question(question) if question is not None else "another answer"
        path = self.tree.paths.get(question.path_id, "") if question is not None else ""
        with self._trace.step(what, path, key) as step:
            if key in self._open:
                self._trace.circles.append(what)
                answer = super().answer(key, compute, unknown, *operands)
                step.found = self.words.each(answer) or ("unknown: it depends on itself",)
            elif key in self.memo:
                answer = super().answer(key, compute, unknown, *operands)
                step.found = (*self.words.each(answer), *_AGAIN) if answer else ()
            else:
                answer = super().answer(key, compute, unknown, *operands)
                step.found = self.words.each(answer)
        return answer

    def own_answer(
        self, key: int, compute: Callable[[*Operands], tuple[T, ...]], *operands: *Operands
    ) -> tuple[T, ...]:
        unknown: tuple[T, ...] = ()
        return self.answer(key, compute, unknown, *operands)


class _Explaining(GenericCalls):
    """The evaluator of links, watched."""

    def __init__(self, look: _Watched, trace: _Trace) -> None:
        super().__init__(look)
        self._words = look.words
        self._trace = trace

    def value(self, file: File, expr: int) -> Values:
        kind = file.expr_kind[expr]
        if kind in (Expr.UNKNOWN, Expr.LITERAL) or self._trace.skips():
            return super().value(file, expr)
        what = f"the value of {wording.expression(file, expr)}"
        with self._trace.step(what, file.path) as step:
            values = super().value(file, expr)
            step.found = self._words.each(values)
        return values


def explain(
    tree: Tree,
    load: Load,
    announced: Announced,
    path_id: int,
    exprs: Sequence[int],
) -> Explanation | None:
    """How the expressions that one occurrence spells were resolved; None if the file is gone."""
    trace = _Trace()
    look = _Watched(tree, load, announced, trace)
    file = look.file(path_id)
    if file is None:
        return None
    targets: dict[Target, None] = {}
    texts: list[str] = []
    everything: list[tuple[int, Found]] = []
    with noting_questions() as look.questions:
        look.linking = path_id
        evaluator = _Explaining(look, trace)
        try:
            for expr in exprs:
                texts.append(wording.expression(file, expr))
                with trace.step(f"what {texts[-1]} refers to", file.path) as step:
                    found = meant(evaluator, file, expr)
                    step.found = look.words.each(found) or _local(file, expr)
                everything.append((expr, found))
                for item, _ in found:
                    if item[0] == "symbol":
                        targets[(item[1], item[2])] = None
                    elif item[0] == "file":
                        targets[(item[1], MODULE_HASH)] = None
            trace.paused = True
            outcome, reason = _verdict(evaluator, look, file, everything, bool(targets))
        except RecursionError:
            # To watch the steps takes more of the stack than to take them.
            outcome, reason = "unknown", "It is nested too deeply to be followed step by step."
    if outcome == "declined" and trace.circles:
        reason += f" On the way {trace.circles[0]} depends on itself, and a circle tells nothing."
    return Explanation(texts[0], outcome, reason, list(targets), trace.steps, trace.left_out)


def _local(file: File, expr: int) -> tuple[str, ...]:
    return ("a name of its own function",) if _is_local(file, expr) else ()


def _is_local(file: File, expr: int) -> bool:
    scope = file.expr_b[expr]
    inside = file.expr_kind[expr] == Expr.NAME and scope != NONE
    return inside and file.scope_kind[scope] >= ScopeKind.FUNCTION


def _verdict(
    evaluator: _Explaining,
    look: _Watched,
    file: File,
    everything: list[tuple[int, Found]],
    resolved: bool,
) -> tuple[str, str]:
    """The outcome and the reason for it."""
    if resolved:
        return "resolved", ""
    for expr, found in everything:
        kind = file.expr_kind[expr]
        if _is_local(file, expr) and not found:
            where = wording.scope(file, file.expr_b[expr])
            return "local", f"It is a name of {where}, which nothing outside of it can use."
        if kind == Expr.NAME and wording.unbound(file, expr):
            name = file.names[file.expr_a[expr]]
            return "external", (
                f"Nothing in {file.path} binds `{name}`, nor does a wildcard import there: "
                "it is a built-in, or comes from the environment."
            )
        if kind == Expr.ATTR:
            return _attribute(evaluator, look, file, expr, found)
        if kind == Expr.MODULE:
            return "external", (
                f"No file of the workspace is the module `{wording.expression(file, expr)}`."
            )
        if any(item[0] == "external" for item, _ in found):
            return "external", "What is imported here lies outside the workspace."
        if kind == Expr.KEYWORD:
            callee = wording.expression(file, file.expr_a[expr])
            return (
                "declined",
                f"It is not known which function `{callee}` is that gets this argument.",
            )
    return "declined", "What it refers to cannot be told from the code."


def _attribute(
    evaluator: _Explaining, look: _Watched, file: File, expr: int, found: Found
) -> tuple[str, str]:
    receiver, name = file.expr_a[expr], file.names[file.expr_b[expr]]
    spelled = wording.expression(file, receiver)
    values = evaluator.receiver(file, receiver)[0]
    if not values:
        blame = _blame(evaluator, look, file, receiver)
        return "declined", f"What `{spelled}` is cannot be told from the code: {blame}."
    words = " or ".join(look.words.each(values))
    if all(value[0] in ("external", "bound") for value in values):
        names = " or ".join(dict.fromkeys(f"`{value[2]}`" for value in values))
        return "external", (
            f"`{spelled}` is something outside the workspace ({names}), "
            "whose members are not indexed."
        )
    if any(item[0] == "external" for item, _ in found):
        return "external", (
            f"`{spelled}` is {words}, which has no `{name}` of its own; "
            "a base of it outside the workspace may have it."
        )
    return "declined", f"`{spelled}` is {words}, and nothing of the name `{name}` was found there."


def _blame(evaluator: _Explaining, look: _Watched, file: File, expr: int) -> str:
    """The innermost part of an expression whose value is not known, and why."""
    while True:
        kind, a = file.expr_kind[expr], file.expr_a[expr]
        spelled = wording.expression(file, expr)
        if kind in (Expr.CALL, Expr.ATTR, Expr.AWAIT, Expr.INDEX, Expr.ELEMENT, Expr.ENTERED):
            values = evaluator.value(file, a)
            if not values:
                expr = a
                continue
            words = " or ".join(look.words.each(values))
            if kind == Expr.CALL:
                return f"nothing tells what calling {words} gives"
            if kind == Expr.ATTR:
                return f"nothing tells what `{file.names[file.expr_b[expr]]}` of {words} holds"
            return f"nothing tells what {spelled} is, of {words}"
        if kind == Expr.NAME and file.expr_b[expr] != NONE:
            rows = file.rows(file.expr_b[expr], file.names[a])
            if rows and all(file.bind_kind[row] == Bind.PARAM for row in rows):
                return f"the parameter `{spelled}` has no type, and no default that tells one"
            values_of = [
                file.bind_a[row]
                for row in rows
                if file.bind_kind[row] in (Bind.VALUE, Bind.ATTRIBUTE) and file.bind_a[row]
            ]
            if len(rows) == 1 and len(values_of) == 1 and values_of[0] < expr:
                # Its expression was written before: this ends, whatever the code does.
                expr = values_of[0]
                continue
            return f"nothing tells what `{spelled}` holds"
        return f"nothing tells what {spelled} is"

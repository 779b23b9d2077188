"""The types of what one occurrence stands for, as far as they are known to be defined somewhere.

Belongs here: from values to the classes that they are of. Stays out: how values are found
(`evaluate`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..facts import MODULE_HASH
from .file import File
from .inference import Inference
from .link import evaluator_of
from .links import Target
from .lookups import Lookups
from .values import Item, Value, Values, arguments, union

_OF_A_CLASS = frozenset(("class", "instance", "super"))
_HOLDING = frozenset(("external", "typevar", "bound"))
KnownAs = Callable[[Value], Iterable[Target]]


def _nothing(value: Value) -> tuple[Target, ...]:
    return ()


def types_of(
    look: Lookups, path_id: int, exprs: Sequence[int], symbols: Sequence[int]
) -> list[Target]:
    """The types of what expressions of a file evaluate to, and of symbols that it defines, given by
    their hashes; in the order in which they are found, each once.

    The type of a class is that class, that of a function is what calling it gives.  Of what lies
    outside of the workspace, as a list or an optional, it is what that holds.
    """
    file = look.file(path_id)
    if file is None:
        return []
    look.begin_links(path_id)
    found = types_by(evaluator_of(file)(look), file, exprs, symbols)
    look.end_links()
    return found


def types_by(
    evaluator: Inference,
    file: File,
    exprs: Sequence[int],
    symbols: Sequence[int] = (),
    known_as: KnownAs = _nothing,
) -> list[Target]:
    """What `types_of` says, by an evaluator that is at hand; `known_as` tells what is defined under
    the name of something that is known by its name alone and holds nothing."""
    parts = [_values(evaluator, file, expr) for expr in exprs]
    items: list[Item] = [("symbol", file.path_id, hashed) for hashed in symbols]
    parts += [evaluator.item_value(item, True) for item in items]
    found = _classes(evaluator, union(parts), known_as, through_calls=True)
    return list(dict.fromkeys(found))


def _values(evaluator: Inference, file: File, expr: int) -> Values:
    if file.expr_kind[expr] in evaluator.operators:
        return evaluator.receiver(file, expr)[0]
    return union([evaluator.item_value(item, True) for item, _ in evaluator.items(file, expr)])


def _classes(
    evaluator: Inference, values: Values, known_as: KnownAs, *, through_calls: bool
) -> Iterator[Target]:
    for value in values:
        kind = value[0]
        if kind in _OF_A_CLASS:
            yield value[1], value[2]
        elif kind == "file":
            yield value[1], MODULE_HASH
        elif kind == "function" and through_calls:
            given = evaluator.result_of(value)
            yield from _classes(evaluator, given, known_as, through_calls=False)
        elif kind in _HOLDING:
            held = [
                target
                for each in arguments(value)
                for target in _classes(evaluator, each, known_as, through_calls=through_calls)
            ]
            yield from held or (known_as(value) if kind == "external" else ())

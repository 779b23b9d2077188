"""The types of what one occurrence stands for, as far as they are defined in the workspace.

Belongs here: from values to the classes that they are of. Stays out: how values are found
(`evaluate`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..facts import MODULE_HASH
from .file import File
from .inference import Inference
from .link import evaluator_of
from .links import Target
from .lookups import Lookups
from .values import Item, Value, Values, arguments, union

_OF_A_CLASS = frozenset(("class", "instance", "super"))
_HOLDING = frozenset(("external", "typevar", "bound"))


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
    evaluator = evaluator_of(file)(look)
    parts = [_values(evaluator, file, expr) for expr in exprs]
    items: list[Item] = [("symbol", path_id, hashed) for hashed in symbols]
    parts += [evaluator.item_value(item, True) for item in items]
    found = dict.fromkeys(_classes(evaluator, union(parts), through_calls=True))
    look.end_links()
    return list(found)


def _values(evaluator: Inference, file: File, expr: int) -> Values:
    if file.expr_kind[expr] in evaluator.operators:
        return evaluator.receiver(file, expr)[0]
    return union([evaluator.item_value(item, True) for item, _ in evaluator.items(file, expr)])


def _classes(evaluator: Inference, values: Values, *, through_calls: bool) -> Iterator[Target]:
    for value in values:
        kind = value[0]
        if kind in _OF_A_CLASS:
            yield value[1], value[2]
        elif kind == "file":
            yield value[1], MODULE_HASH
        elif kind == "function" and through_calls:
            yield from _classes(evaluator, evaluator.result_of(value), through_calls=False)
        elif kind in _HOLDING:
            yield from _held(evaluator, value, through_calls)


def _held(evaluator: Inference, value: Value, through_calls: bool) -> Iterator[Target]:
    for each in arguments(value):
        yield from _classes(evaluator, each, through_calls=through_calls)

"""Receivers that come out of operators, and of functions that hand through what they are given."""

from __future__ import annotations

from receivers import OTHER_SAVE, SAVE, definitions_of_save

_CLASS = "class V:\n    def {}(self, *other) -> Model: ...\n"


def test_operators_are_methods_of_their_operands() -> None:
    works = [
        _CLASS.format("__add__") + "(V() + 1).save()",
        _CLASS.format("__truediv__") + "def f():\n    x = V() / 'a'\n    x.save()",
        _CLASS.format("__floordiv__") + "x = V() // V()\nx.save()",
        _CLASS.format("__matmul__") + "(V() @ V()).save()",
        _CLASS.format("__radd__") + "(1 + V()).save()",
        _CLASS.format("__rmod__") + "('a' % V()).save()",
        _CLASS.format("__neg__") + "(-V()).save()",
        _CLASS.format("__invert__") + "def f(v: V):\n    x = ~v\n    x.save()",
        "class W:\n    def __add__(self, o): return self\n    def save2(self) -> Model: ...\n"
        "(W() + W() + 1).save2().save()",
        "for x in [Model()] + []: x.save()",
        "for x in [Model()] * 3: x.save()",
        "def f(xs: set[Model], ys):\n    for x in xs - ys: x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_of_more_alternatives_than_are_followed_none_is_taken_for_all() -> None:
    names = [f"C{number}" for number in range(13)]
    classes = "".join(f"class {name}: ...\n" for name in names)
    works = [
        f"{classes}def f(x: {' | '.join(names)} | Model):\n    x.save()",
        f"{classes}x = {' or '.join(f'{name}()' for name in names)} or Model()\nx.save()",
        f"{classes}from typing import Union\ndef f(x: Union[{', '.join(names)}, Model]):\n    x.save()",
    ]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_operators_that_nothing_defines() -> None:
    works = [
        "(Model() + 1).save()",
        "(1 + Model()).save()",
        "(-Model()).save()",
        "(not Model()).save()",
        "(Model() < Model()).save()",
        _CLASS.format("__lt__") + "def f(x):\n    y = x < V()\n    y.save()",
        _CLASS.format("__add__") + "(V() - 1).save()",
    ]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_what_a_function_hands_through() -> None:
    works = [
        "import contextlib\nwith contextlib.closing(Model()) as x: x.save()",
        "import contextlib\nwith contextlib.ExitStack() as s:\n"
        "    x = s.enter_context(Opened())\n    x.save()",
        "import asyncio\nasync def f():\n"
        "    x = await asyncio.wait_for(Store().fetch(), 1)\n    x.save()",
        "import asyncio\nasync def f():\n"
        "    x = await asyncio.create_task(Store().fetch())\n    x.save()",
        "from functools import partialmethod\nclass B:\n    def _get(self, a) -> Model: ...\n"
        "    get = partialmethod(_get, 1)\nB().get().save()",
        "class B:\n    def _get(self): return Model()\n    one = property(_get)\nB().one.save()",
        "from collections import defaultdict\nxs = defaultdict(Model)\nxs[1].save()",
        "from collections import defaultdict\nxs = defaultdict(make)\nxs[1].save()",
        "def f(xs: list[Model]): max(xs, key=len).save()",
        "import itertools\ndef f(xs: list[Model]):\n    for x in itertools.chain(xs): x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_a_new_name_of_a_type() -> None:
    works = [
        "N = t.NewType('N', Model)\ndef f(x: N): x.save()",
        "N = t.NewType('N', Model)\nN(1).save()",
        "N = t.NewType('N', 'Model')\nN(1).save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_a_check_that_failed_leaves_the_others() -> None:
    works = [
        "def f(x: Model | Other):\n    if isinstance(x, Other): pass\n    else: x.save()",
        "def f(x: Model | Other):\n    if isinstance(x, Other): return\n    x.save()",
        "def f(x: Model | Other):\n    return None if isinstance(x, Other) else x.save()",
        "def f(x: Model | Other):\n    isinstance(x, Other) or x.save()",
        "def f(x: Model | Other | Store):\n    if isinstance(x, Other): pass\n"
        "    elif isinstance(x, Store): pass\n    else: x.save()",
        "def f(x: Model | Other | Sub):\n    if isinstance(x, (Other, Store)): return\n    x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_a_check_that_failed_and_leaves_none() -> None:
    both = [SAVE, OTHER_SAVE]
    expected = {
        # Its type says that nothing comes here; it is still what its type says.
        "def f(x: Model):\n    if isinstance(x, Model): return\n    x.save()": [SAVE],
        "def f(x: Model | Other):\n    if isinstance(x, unknown): return\n    x.save()": both,
        "def f(x: Model | Other, y):\n    if isinstance(x, Other) and y: return\n    x.save()": both,
        "def f(x: Model | Other):\n    if isinstance(x, Other): x = make()\n    x.save()": both,
    }
    assert definitions_of_save(list(expected)) == expected


def test_other_checks() -> None:
    works = [
        "def f(x):\n    if type(x) is Model: x.save()",
        "def f(x: Model | Other):\n    if type(x) == Model: x.save()",
        "def f(y):\n    if isinstance(x := y(), Model): x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}
    nothing = [
        "def f(x):\n    if type(x) is not Model: x.save()",
        "def f(x):\n    if type(x) is Model: ...\n    else: x.save()",
        "def f(x):\n    if type(x, 1) is Model: x.save()",
    ]
    assert definitions_of_save(nothing) == {work: [] for work in nothing}


def test_what_is_held_elsewhere() -> None:
    works = [
        "from contextvars import ContextVar\nV: ContextVar[Model] = ContextVar('v')\n"
        "def f():\n    x = V.get(None)\n    x.save()",
        "import queue\ndef f(q: queue.Queue[Model]): q.get().save()",
        "import asyncio\nasync def f(q: asyncio.Queue[Model]):\n    x = await q.get()\n    x.save()",
        "import weakref\nr = weakref.ref(Model())\nr().save()",
        "import weakref\ndef f(m: Model):\n    r = weakref.ref(m)\n    return lambda: r().save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}

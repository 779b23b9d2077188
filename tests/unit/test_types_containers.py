"""Receivers that come out of containers: iteration, unpacking, indexing, generators, generics."""

from __future__ import annotations

from receivers import SAVE, definitions_of_save


def test_what_is_iterated_over() -> None:
    works = [
        "def f(xs: list[Model]):\n    for x in xs: x.save()",
        "def f(xs: t.List['Model']):\n    for x in xs: x.save()",
        "def f(xs: set[Model]):\n    for x in xs: x.save()",
        "def f(xs: t.Iterable[Model]):\n    for x in xs: x.save()",
        "def f(xs: tuple[Model, ...]):\n    for x in xs: x.save()",
        "def f(xs: 'dict[Model, int]'):\n    for x in xs: x.save()",
        "def f(xs: t.AsyncIterator[Model]):\n    async for x in xs: x.save()",
        "def f(xs: t.Optional[list[Model]]):\n    for x in xs: x.save()",
        "for x in [Model()]: x.save()",
        "for x in [None, Model()]: x.save()",
        "for x in (Model(), Model()): x.save()",
        "for x in {Model()}: x.save()",
        "xs = [Model()]\nfor x in xs: x.save()",
        "def f(xs: list[Model]): [x.save() for x in xs]",
        "def f(xs: list[Model]): return {x: x.save() for x in xs if x}",
        "def f(xs: list[list[Model]]): [x.save() for ys in xs for x in ys]",
        "for x in [make() for y in z]: x.save()",
        "for x in (make() for y in z): x.save()",
        "for i, x in enumerate([Model()]): x.save()",
        "for x in sorted([Model()], key=len): x.save()",
        "for x in reversed(list(iter([Model()]))): x.save()",
        "for x, y in zip([Model()], z): x.save()",
        "from itertools import zip_longest\nfor x, y in zip_longest([Model()], [Model()]): y.save()",
        "import itertools\nfor x, y in itertools.pairwise([Model()]): y.save()",
        "for x in map(guess, z): x.save()",
        "for x in map(Model, z): x.save()",
        "def f(xs: dict[str, Model]):\n    for x in xs.values(): x.save()",
        "def f(xs: dict[str, Model]):\n    for k, x in xs.items(): x.save()",
        "def f(xs: dict[Model, str]):\n    for x in xs.keys(): x.save()",
        "for x in {1: Model()}.values(): x.save()",
        "for x in {y: Model() for y in z}.values(): x.save()",
        "def f(xs: list[Model]):\n    for x in [*xs]: x.save()",
        "def f(xs: list[Model]):\n    for x in xs[1:]: x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_what_is_taken_out() -> None:
    works = [
        "def f(xs: list[Model]): xs[0].save()",
        "def f(xs: list[Model]): xs[-1].save()",
        "def f(xs: list[Model], i): xs[i].save()",
        "def f(xs: dict[str, Model]): xs['a'].save()",
        "def f(xs: t.Mapping[str, Model]): xs.get('a').save()",
        "def f(xs: dict[str, Model]): xs.setdefault('a', 1).save()",
        "def f(xs: list[Model]): xs.copy().pop().save()",
        "def f(xs: list[Model]): next(iter(xs)).save()",
        "xs = {}\nxs: dict[str, Model]\nxs['a'].save()",
        "xs = [Model()]\nxs[0].save()",
        "def f(xs: tuple[int, Model]): xs[1].save()",
        "def f(x: tuple[int, Model]):\n    a, b = x\n    b.save()",
        "def f() -> tuple[int, Model]: ...\na, b = f()\nb.save()",
        "def f(): return 1, Model()\na, b = f()\nb.save()",
        "a, (b, c) = 1, (2, Model())\nc.save()",
        "a, *b = [Model()]\nb[0].save()",
        "*a, b = [Model()]\nb.save()",
        "def f(xs: list[tuple[str, Model]]):\n    for a, b in xs: b.save()",
        "a, b = Other(), Model()\nb.save()",
        "t.cast(Model, y).save()",
        "t.cast('Model', y).save()",
        "x = Store()\ntype(x)().kept.save()",
        "import copy\ncopy.copy(Model()).save()",
        "from copy import copy\ncopy(Model()).save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_what_cannot_be_told_of_a_container() -> None:
    works = [
        "def f(xs: list): xs[0].save()",
        "def f(xs: list[Model]): xs.save()",
        "def f(xs: dict[str, Model]):\n    for x in xs: x.save()",
        "def f(xs: tuple[int, Model]): xs[0].save()",
        "def f(xs: tuple[int, Model]): xs[2].save()",
        "a, b = Model(), 1\nb.save()",
        "cache = {}\ncache[Model].save()",
        "xs = []\nfor x in xs[Model]: x.save()",
        "for x in unknown(Model()): x.save()",
        "def f(): yield Model()\nf().save()",
    ]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_generators_coroutines_and_contexts() -> None:
    works = [
        "def f(): yield Model()\nfor x in f(): x.save()",
        "def f():\n    x = yield Model()\nnext(f()).save()",
        "def f() -> t.Iterator[Model]: ...\nfor x in f(): x.save()",
        "def f() -> t.Generator[Model, None, None]: ...\nfor x in f(): x.save()",
        "def f(): yield from [Model()]\nfor x in f(): x.save()",
        "async def f(): yield Model()\nasync def g():\n    async for x in f(): x.save()",
        "async def f(x: t.Awaitable[Model]): (await x).save()",
        "import contextlib\n@contextlib.contextmanager\ndef f(): yield Model()\n"
        "with f() as x: x.save()",
        "from contextlib import asynccontextmanager\n@asynccontextmanager\n"
        "async def f() -> t.AsyncIterator[Model]: ...\n"
        "async def g():\n    async with f() as x: x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_containers_of_the_workspace() -> None:
    works = [
        "class Box:\n    def __iter__(self) -> t.Iterator[Model]: ...\nfor x in Box(): x.save()",
        "class Box:\n    def __iter__(self): yield Model()\nfor x in Box(): x.save()",
        "class Box:\n    def __iter__(self): return self\n    def __next__(self): return Model()\n"
        "for x in Box(): x.save()",
        "class Box:\n    def __getitem__(self, key): return Model()\nBox()[1].save()",
        "class Box:\n    def __getitem__(self, key): return Model()\nfor x in Box(): x.save()",
        "class Box(list[Model]): ...\nfor x in Box(): x.save()",
        "class Box(dict[str, Model]): ...\nBox()['a'].save()",
        "class Box(dict[str, Model]): ...\nfor x in Box().values(): x.save()",
        "class Box(dict[str, Model]): ...\nfor _, x in Box().items(): x.save()",
        "class Box(dict[str, Model]):\n    def f(self): self.get('a').save()",
        "class Box(list[Model]):\n    def f(self): self.pop().save()",
        "T = t.TypeVar('T')\nclass Base(list[T]): ...\nclass Box(Base[Model]): ...\n"
        "Box().pop().save()",
        "class Box:\n    def __call__(self): return Model()\nBox()().save()",
        "class Pair(t.NamedTuple):\n    a: int\n    b: Model\nPair(1, 2).b.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_a_class_that_has_a_method_itself_does_not_have_that_of_its_container() -> None:
    works = ["class Box(dict[str, Model]):\n    def get(self, key): ...\nBox().get(1).save()"]
    assert definitions_of_save(works) == {work: [] for work in works}

"""Receivers through type variables, `Self` and decorators."""

from __future__ import annotations

from receivers import SAVE, definitions_of_save

BOX = """T = t.TypeVar("T")
class Box(t.Generic[T]):
    item: T
    def get(self) -> T: ...
    def all(self) -> "list[T]": ...
    def again(self): return self
    @property
    def first(self) -> T: ...
"""

NEW = """class Box[T]:
    item: T
    def get(self) -> T: ...
class Sub[V](Box[V]): ...
"""


def test_type_arguments_of_a_class() -> None:
    works = [
        BOX + "def f(x: Box[Model]): x.get().save()",
        BOX + "def f(x: Box[Model]): x.item.save()",
        BOX + "def f(x: Box[Model]): x.first.save()",
        BOX + "def f(x: Box[Model]): x.again().get().save()",
        BOX + "def f(x: Box[Model]):\n    for y in x.all(): y.save()",
        BOX + "def f(x: Box[Box[Model]]): x.get().get().save()",
        BOX + "class Models(Box[Model]): ...\nModels().get().save()",
        BOX + "class Models(Box[Model]):\n    def f(self): self.get().save()",
        BOX + "class Sub(Box[T]): ...\nclass Models(Sub[Model]): ...\nModels().get().save()",
        BOX + "Models = Box[Model]\ndef f(x: Models): x.get().save()",
        BOX + "K = t.TypeVar('K')\nclass Two(Box[T], t.Generic[K, T]): ...\n"
        "def f(x: Two[int, Model]): x.get().save()",
        NEW + "def f(x: Box[Model]): x.get().save()",
        "def f():\n    T = t.TypeVar('T')\n    class Own(Model, t.Generic[T]): ...\n"
        "    Own[int]().save()",
        "class Own(Model):\n    def __class_getitem__(cls, key): ...\nOwn[int]().save()",
        NEW + "def f(x: Sub[Model]): x.get().save()",
        "T = t.TypeVar('T', bound=Model)\ndef f(x: T): x.save()",
        "T = t.TypeVar('T', bound='Model')\ndef f(x: T): x.save()",
        "def f[T: Model](x: T): x.save()",
        "T = t.TypeVar('T', bound=Model)\ndef f(x: type[T]): x().save()",
        "T = t.TypeVar('T', Model, str)\ndef f(x: T): x.save()",
        "T = t.TypeVar('T', 'Model', 'Store')\ndef f(x: T): x.save()",
        "def f(x: t.Callable[[int], Model]): x(1).save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_type_arguments_that_are_not_known() -> None:
    works = [
        BOX + "def f(x: Box): x.get().save()",
        BOX + "def f(x: Box[int]): x.get().save()",
        BOX + "def f(x: Box[unknown]): x.get().save()",
        BOX + "class A(Box['A']): ...\nA().get().save()",
        BOX + "class A(Box[Box[T]], t.Generic[T]): ...\ndef f(x: A[Model]): x.get().save()",
        NEW + "Box().get().save()",
        "def f[T](x: T): x.save()",
        "x = Model\nx[int].save()",
    ]
    assert definitions_of_save(works) == {work: [] for work in works}


BASE = """class Base(Model):
    def me(self): return self
    def typed(self) -> t.Self: ...
    @classmethod
    def make(cls): return cls()
    @classmethod
    def typed_make(cls) -> "t.Self": ...
    def many(self) -> "list[t.Self]": ...
class Mine(Base):
    kept: Model
"""


def test_the_receiver_itself() -> None:
    works = [
        BASE + "Mine().me().kept.save()",
        BASE + "Mine().me().me().kept.save()",
        BASE + "Mine().typed().kept.save()",
        BASE + "Mine.make().kept.save()",
        BASE + "Mine.typed_make().kept.save()",
        BASE + "Mine().many()[0].kept.save()",
        BASE + "class Last(Mine):\n    def f(self): super().me().kept.save()",
        BASE + "class Last(Mine):\n    def f(self): self.me().kept.save()",
        BASE + "x = Mine()\nx.__class__().kept.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_functions_that_are_decorated() -> None:
    works = [
        "import functools\n@functools.lru_cache\ndef f(): return Model()\nf().save()",
        "import functools\n@functools.lru_cache(None)\ndef f() -> Model: ...\nf().save()",
        "def keep(g): return g\n@keep\ndef f(): return Model()\nf().save()",
        "def wrap(g):\n    def inner(*a): return g(*a)\n    return inner\n"
        "@wrap\ndef f(): return Model()\nf().save()",
        "@unknown.thing\ndef f(): return Model()\nf().save()",
        "class Command:\n    def __init__(self, f): ...\n    kept: Model\n"
        "@Command\ndef f(): ...\nf.kept.save()",
        "class Command:\n    kept: Model\ndef command(g) -> Command: ...\n"
        "@command\ndef f(): ...\nf.kept.save()",
        "class Command:\n    kept: Model\ndef command(name) -> t.Callable[[t.Any], Command]: ...\n"
        "@command('f')\ndef f(): ...\nf.kept.save()",
        "from functools import partial\npartial(make, 1)().save()",
        "from functools import cached_property\nclass A:\n    @cached_property\n"
        "    def x(self): return Model()\nA().x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


CALLING = """T = t.TypeVar("T")
P = t.ParamSpec("P")
def run(to: t.Callable[P, T], *given: P.args) -> T: ...
def once(to: t.Callable[..., T]) -> t.Callable[..., list[T]]: ...
class Makes(t.Protocol[T, P]):
    @classmethod
    def of(cls, *given: P.args) -> T: ...
@t.overload
def build(of: Makes[T, P]) -> T: ...
@t.overload
def build(of: t.Callable[P, T]) -> T: ...
def build(of: t.Any) -> t.Any: ...
def made() -> Model: ...
"""


def test_what_a_callable_gives_that_is_an_argument() -> None:
    works = [
        CALLING + "run(Model).save()",
        CALLING + "run(made).save()",
        CALLING + "run(lambda x: Model(), 1).save()",
        CALLING + "once(made)()[0].save()",
        CALLING + "build(Model).save()",
        CALLING + "x = build(Model)\nx.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}
    works = [CALLING + "run(Store).save()", CALLING + "run(unknown).save()"]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_parameters_that_collect() -> None:
    works = [
        "def f(*all: Model):\n    for x in all: x.save()",
        "def f(*all: Model): all[0].save()",
        "def f(*all: 'Model'):\n    x, *rest = all\n    x.save()",
        "def f(**all: Model): all['a'].save()",
        "def f(**all: Model):\n    for name, x in all.items(): x.save()",
        "def f(**all: Model): all.pop('a', None).save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}
    works = ["def f(*all: Model): all.save()", "def f(**all: Model): all.save()"]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_members_of_enumerations() -> None:
    works = [
        "import enum\nclass Kind(enum.Enum):\n    A = 1\n    kept: Model\nKind.A.kept.save()",
        "import enum\nclass Kind(enum.IntEnum):\n    A = 1\n    kept: Model\n"
        "for x in Kind: x.kept.save()",
        "import enum\nclass Kind(enum.Enum):\n    A = 1\n    kept: Model\nKind['A'].kept.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_strings_in_a_name_for_types() -> None:
    works = [
        "from typing import *\nKind = Union['Model', str]\ndef f(x: Kind): x.save()",
        "Kind = t.Optional['model.Model']\ndef f(x: Kind): x.save()",
        "from typing import List\nKind = List['Model']\ndef f(x: Kind): x[0].save()",
        "Kind = list['Model']\ndef f(x: Kind): x[0].save()",
        "Kind = dict[str, list['Model']]\ndef f(x: Kind): x['a'][0].save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}
    works = ["list = {}\nKind = list['Model']\ndef f(x: Kind): x[0].save()"]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_a_variable_that_the_receiver_is_annotated_with_is_its_class() -> None:
    base = (
        "B = t.TypeVar('B', bound='Base')\nclass Base:\n    def me(self: B, n) -> B: ...\n"
        "    @classmethod\n    def make(cls: t.Type[B]) -> B: ...\n"
        "    def __call__(self: B) -> B: ...\n    def many(self: B) -> list[B]: ...\n"
        "    def inner(self: B) -> B:\n        return self.me(1)\n"
        "class Child(Base, Model): ...\n"
    )
    works = [
        base + "Child().me(1).save()",
        base + "Child.make().save()",
        base + "Child()().save()",
        base + "Child().many()[0].save()",
        base + "Child().me(1).inner().save()",
        "T = t.TypeVar('T')\nclass Box(t.Generic[T]):\n    def get(self: 'Box[T]') -> T: ...\n"
        "def f(b: Box[Model]): b.get().save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}

"""What classes say of their instances beside members: records, keys, descriptors, metaclasses."""

from __future__ import annotations

from receivers import SAVE, definitions_of_save

NAMED = "from typing import NamedTuple\nclass N(NamedTuple):\n    i: int\n    m: Model\n"
TYPED = "from typing import TypedDict\nclass D(TypedDict):\n    m: Model\n    n: int\n"
DATA = "from dataclasses import dataclass\n@dataclass\nclass P:\n    n: int\n    m: Model\n"
META = "class Meta(type):\n    kept: Model\n    def make(cls) -> Model: ...\n"


def test_fields_have_an_order() -> None:
    works = [
        f"{NAMED}N(1, 2)[1].save()",
        f"{NAMED}a, b = N(1, 2)\nb.save()",
        f"{NAMED}class Sub2(N): ...\ndef f(n: Sub2):\n    n[1].save()",
        f"{NAMED}def f(ns: list[N]):\n    for a, b in ns: b.save()",
        "from collections import namedtuple\nN = namedtuple('N', 'a b')\n"
        "def f(n: N):\n    n.b.save()\n    Model().save()",
        f"{DATA}def f(x):\n    match x:\n        case P(_, y): y.save()",
        f"{DATA}@dataclass\nclass Q(P):\n    z: int\n"
        "def f(x):\n    match x:\n        case Q(_, y, _): y.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_keys_of_typed_dictionaries() -> None:
    works = [
        f"{TYPED}def f(d: D):\n    d['m'].save()",
        f"{TYPED}class E(D, total=False): ...\ndef f(d: E):\n    d['m'].save()",
        f"{TYPED}def f(ds: list[D]):\n    [d['m'].save() for d in ds]",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_no_key_of_a_typed_dictionary() -> None:
    works = [f"{TYPED}def f(d: D):\n    d['n'].save()", f"{TYPED}def f(d: D, k):\n    d[k].save()"]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_what_descriptors_give() -> None:
    of = "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass G(Generic[T]):\n"
    works = [
        "class D:\n    def __get__(self, it, cls=None) -> Model: ...\n"
        "class C:\n    d = D()\nC().d.save()",
        "class D:\n    def __get__(self, it, cls=None):\n        if it is None: return self\n"
        "        return Model()\nclass C:\n    d = D()\nC().d.save()",
        "class D:\n    def __get__(self, it, cls=None) -> Model: ...\n"
        "class C:\n    d = D()\nC.d.save()",
        f"{of}    def __init__(self, t: type[T]): ...\n    def __get__(self, it, cls) -> T: ...\n"
        "class C:\n    d = G(Model)\nC().d.save()",
        "class D:\n    def __get__(self, it, cls): ...\n    def save(self): ...\n"
        "class C:\n    def __init__(self): self.d = Model()\nC().d.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_a_descriptor_is_not_what_it_gives() -> None:
    work = (
        "class D:\n    def __get__(self, it, cls=None): return x\n    def save(self): ...\n"
        "class C:\n    d = D()\nC().d.save()"
    )
    assert definitions_of_save([work]) == {work: []}


def test_what_a_class_has_from_its_metaclass() -> None:
    works = [
        f"{META}class C(metaclass=Meta): ...\nC.make().save()",
        f"{META}class C(metaclass=Meta): ...\nC.kept.save()",
        f"{META}class C(metaclass=Meta): ...\nclass E(C): ...\nE.kept.save()",
        "class Meta(type):\n    def __iter__(cls): yield Model()\n"
        "class C(metaclass=Meta): ...\nfor c in C: c.save()",
        "class Meta(type):\n    def __getitem__(cls, key) -> Model: ...\n"
        "class C(metaclass=Meta): ...\nC['x'].save()",
        "class Meta(type):\n    @property\n    def m(cls): return Model()\n"
        "class C(metaclass=Meta): ...\nC.m.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_an_instance_has_nothing_from_the_metaclass() -> None:
    work = f"{META}class C(metaclass=Meta): ...\nC().make().save()"
    assert definitions_of_save([work]) == {work: []}

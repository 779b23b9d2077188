"""What a receiver can be: constructed, annotated, returned, assigned; and where it stays unknown."""

from __future__ import annotations

from collections.abc import Sequence

from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import Index, check_definition, check_references, in_index

MODEL = """
    //- model.py
    class Model:
        def save(self): ...
    class Other:
        def save(self): ...
    def make() -> Model: ...
    def guess(kind):
        if kind:
            return Model()
    class Store:
        model: Model
        def __init__(self):
            self.kept = Model()
        @property
        def first(self) -> Model: ...
        @property
        def last(self): return Model()
        def get(self) -> "Model": ...
        async def fetch(self) -> Model: ...
        @classmethod
        def default(cls): return cls()
        def __enter__(self): return self
        def __exit__(self, *what): ...
    class Sub(Store): ...
    class Opened:
        def __enter__(self) -> Model: ...
    //- main.py
    from __future__ import annotations
    import typing as t
    from typing import Optional, Union
    import model
    from model import Model, Other, Store, Sub, Opened, make, guess
    """

SAVE = "model.py:2"
"""Where Model's `save` is."""

CURSOR = ".<|>save"


def fixture_of(work: str) -> str:
    """A fixture with `work` in `main.py` and the cursor at its last `.save`."""
    before, _, after = work.rpartition(".save")
    lines = f"{before}{CURSOR}{after}".splitlines()
    return MODEL + "\n".join("    " + line for line in lines) + "\n"


def definitions_of_save(works: Sequence[str]) -> dict[str, list[str]]:
    """For each text the places to which its last `.save` leads; all in one index."""
    fixtures = [parse_fixture(fixture_of(work)) for work in works]

    async def asked(index: Index) -> dict[str, list[str]]:
        files = dict(fixtures[0].files)
        for number, fixture in enumerate(fixtures):
            files[f"main{number}.py"] = fixture.files["main.py"]
        await index.show(files)
        found = {}
        for number, (work, fixture) in enumerate(zip(works, fixtures, strict=True)):
            target = fixture.target() | {"path": f"main{number}.py"}
            answer = await index.ask("definition", target)
            found[work] = [f"{each['path']}:{each['line'] + 1}" for each in answer["results"]]
        return found

    return in_index(asked)


def test_a_receiver_of_a_known_type() -> None:
    works = [
        "Model().save()",
        "model.Model().save()",
        "x = Model()\nx.save()",
        "def f():\n    x = Model()\n    x.save()",
        "def f():\n    x = y = Model()\n    x.save()",
        "(x := Model()).save()",
        "x: Model\nx.save()",
        "x: Model = unknown()\nx.save()",
        "def f(x: Model): x.save()",
        "def f(x: 'Model'): x.save()",
        "def f(x: model.Model): x.save()",
        "def f(x: 'model.Model | None' = None): x.save()",
        "def f(x: Optional[Model]): x.save()",
        "def f(x: t.Optional['Model']): x.save()",
        "def f(x: Union[Model, None]): x.save()",
        "def f(x: Model | None): x.save()",
        "def f(x: None | Model): x.save()",
        "def f(x: t.Annotated[Model, 'note']): x.save()",
        "def f(x: type[Model]): x().save()",
        "def f(x: type[Model]): x.save",
        "def f(x=Model()): x.save()",
        "make().save()",
        "guess(1).save()",
        "x = make\nx().save()",
        "x = None\ndef f():\n    global x\n    x = Model()\n    x.save()",
        "def f(x):\n    x = None\n    x = Model()\n    x.save()",
        "x = Model() if y else None\nx.save()",
        "x = None or Model()\nx.save()",
        "Store().model.save()",
        "Store().kept.save()",
        "Store().first.save()",
        "Store().last.save()",
        "Store().get().save()",
        "Store.default().get().save()",
        "Sub().kept.save()",
        "async def f():\n    (await Store().fetch()).save()",
        "with Store() as s:\n    s.kept.save()",
        "with Sub() as s:\n    s.kept.save()",
        "with Opened() as x:\n    x.save()",
        "try: ...\nexcept Model as x:\n    x.save()",
        "match y:\n    case Model() as x:\n        x.save()",
        "class Mine(Model):\n    def f(self): self.save()",
        "class Mine(model.Model): ...\nMine().save()",
        "def f():\n    class Mine(Model): ...\n    Mine().save()",
        "[x := Model()]\nx.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_a_receiver_of_which_nothing_is_known() -> None:
    works = [
        "def f(x): x.save()",
        "def f(*x: Model): x.save()",
        "def f(**x: Model): x.save()",
        "def f(x: list[Model]): x.save()",
        "def f(x: dict[str, Model]): x.save()",
        "def f(x: unknown.Model): x.save()",
        "def f(x: int): x.save()",
        "def f(x=None): x.save()",
        "def f(x=1): x.save()",
        "for x in y: x.save()",
        "x = unknown(Model())\nx.save()",
        "x = y = x\nx.save()",
        "def f(x):\n    for x in x: x.save()",
        "Opened().save()",
        "Store().save()",
        "make.save()",
        "model.save()",
        "import pickle\npickle.load(Model).save()",
        "x = Model\nx[0].save()",
        "def f(x):\n    x = x.next\n    x.save()",
        "def f(): return f()\nf().save()",
        "def f(): return g()\ndef g(): return f()\nf().save()",
        "del Model\n(Model + 1).save()",
    ]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_each_of_the_types_that_a_receiver_may_have() -> None:
    check_definition(
        fixture_of("def f(x: Model | Other): x.save()"),
        snapshot("""\
model.py:2      def save(self): ...  definition (inferred)
                    ^^^^
model.py:4      def save(self): ...  definition (inferred)
                    ^^^^
"""),
    )
    check_definition(
        fixture_of("x = Model()\nif y:\n    x = Other()\nx.save()"),
        snapshot("""\
model.py:2      def save(self): ...  definition (inferred)
                    ^^^^
model.py:4      def save(self): ...  definition (inferred)
                    ^^^^
"""),
    )


def test_how_sure_an_answer_is() -> None:
    check_references(
        """
        //- model.py
        class Model:
            def <|>save(self): ...
            def again(self):
                self.save()
                super().save()
        class Sub(Model):
            def save_all(self):
                self.save()
                super().save()
        //- main.py
        from model import Model, Sub
        def f(x: Model, y: Sub, z: "Model | Other"):
            x.save()
            y.save()
            z.save()
            Model.save(x)
            Sub.save(y)
        """,
        snapshot("""\
main.py:3       x.save()             call (inferred)
                  ^^^^
main.py:4       y.save()             call (inferred)
                  ^^^^
main.py:5       z.save()             call (inferred)
                  ^^^^
main.py:6       Model.save(x)        call
                      ^^^^
main.py:7       Sub.save(y)          call (inferred)
                    ^^^^
model.py:2      def save(self): ...  definition
                    ^^^^
model.py:4          self.save()      call
                         ^^^^
model.py:8          self.save()      call
                         ^^^^
model.py:9          super().save()   call (inferred)
                            ^^^^
"""),
    )

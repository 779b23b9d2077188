"""What a receiver can be: constructed, annotated, returned, assigned; and where it stays unknown."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references
from receivers import SAVE, definitions_of_save, fixture_of


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


def test_what_is_set_to_something_of_its_own_has_the_type_that_it_began_with() -> None:
    works = [
        "def f():\n    x = Chain().kept\n    while x:\n        y = x.next()\n        x = y\n    x.save()",
        "def f():\n    x = Chain()\n    while x:\n        y = x.next()\n        x = y\n        y.kept.save()",
        "def f(x: Chain):\n    while True:\n        new = x.next()\n        x = new\n    new.kept.save()",
        "def f():\n    x, y = Chain(), None\n    for each in z:\n        y = x\n        x = y.next()\n"
        "    y.kept.save()",
        "def f(n):\n    return f(n - 1) if n else Model()\nf(1).save()",
        "def f(n):\n    return g(n) or Model()\ndef g(n):\n    return f(n)\ng(1).save()",
        "Chain().put_back().save()",
        "Chain().current.save()",
    ]
    chain = (
        "class Chain:\n"
        "    def __init__(self):\n"
        "        self.kept = Model()\n"
        "        self.current = Model()\n"
        "    def next(self):\n"
        "        return self.next() if x else Chain()\n"
        "    def put_back(self):\n"
        "        before = self.current\n"
        "        self.current = unknown()\n"
        "        self.current = before\n"
        "        return before\n"
    )
    found = definitions_of_save([chain + work for work in works])
    assert found == {chain + work: [SAVE] for work in works}


def test_a_receiver_that_is_bound_again() -> None:
    works = [
        "class Mine(Model):\n    def run(me):\n        me.save()\n        me = unknown()",
        "class Mine(Model):\n    def same(self): return self\n"
        "    def run(me):\n        if x:\n            me = me.same()\n        me.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_what_an_iterator_gives_next() -> None:
    works = [
        "class Source:\n    def __next__(self) -> Model: ...\nnext(Source()).save()",
        "class Source:\n    def __next__(self) -> Model: ...\n    def __iter__(self): return x()\n"
        "next(Source(), None).save()",
        "class Source:\n    async def __anext__(self) -> Model: ...\n"
        "async def f():\n    (await anext(Source())).save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_what_only_depends_on_itself_is_unknown() -> None:
    works = [
        "def f(n):\n    return f(n - 1)\nf(1).save()",
        "def f():\n    x = y\n    y = x\n    x.save()",
        "def f():\n    x = [x]\n    x[0].save()",
    ]
    assert definitions_of_save(works) == {work: [] for work in works}

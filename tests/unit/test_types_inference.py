"""What type variables stand for in a call, told by its argument: the same in every language."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition
from receivers import OTHER_SAVE, SAVE, definitions_of_save


def test_what_a_function_gives_back() -> None:
    check_definition(
        """
        //- a.ts
        class User { name = ""; }
        function id<T>(value: T): T { return value; }
        id(new User()).na<|>me;
        """,
        snapshot("""\
a.ts:1  class User { name = ""; }  definition (inferred)
                     ^^^^
"""),
    )


def test_an_element_of_what_is_given() -> None:
    check_definition(
        """
        //- a.ts
        class User { name = ""; }
        declare function first<T>(values: readonly T[]): T;
        function f(users: User[]) { first(users).na<|>me; }
        """,
        snapshot("""\
a.ts:1  class User { name = ""; }  definition (inferred)
                     ^^^^
"""),
    )


def test_an_instance_of_the_class_that_is_given() -> None:
    check_definition(
        """
        //- a.ts
        type Type<T> = { new (): T } | string;
        class User { name = ""; }
        class Repository<E> { one(): Promise<E | null> { return null!; } }
        class Manager {
          repository<E>(type: Type<E>): Repository<E> { return null!; }
        }
        async function f(manager: Manager) {
          const users = manager.repository(User);
          const user = await users.one();
          user!.na<|>me;
        }
        """,
        snapshot("""\
a.ts:2  class User { name = ""; }  definition (inferred)
                     ^^^^
"""),
    )


def test_an_instance_of_the_class_behind_an_interface() -> None:
    check_definition(
        """
        //- a.ts
        interface Type<T = any> extends Function { new (...args: any[]): T; }
        class Service { run() {} }
        declare function get<T>(type: Type<T>): T;
        get(Service).r<|>un();
        """,
        snapshot("""\
a.ts:2  class Service { run() {} }  definition (inferred)
                        ^^^
"""),
    )


def test_what_a_function_that_is_given_gives() -> None:
    check_definition(
        """
        //- a.ts
        class User { name = ""; }
        declare function lazy<T>(make: () => T): T;
        lazy(() => new User()).na<|>me;
        """,
        snapshot("""\
a.ts:1  class User { name = ""; }  definition (inferred)
                     ^^^^
"""),
    )


def test_what_a_class_is_made_with() -> None:
    check_definition(
        """
        //- a.ts
        class User { name = ""; }
        class Box<T> { constructor(public value: T) {} }
        new Box(new User()).value.na<|>me;
        """,
        snapshot("""\
a.ts:1  class User { name = ""; }  definition (inferred)
                     ^^^^
"""),
    )


def test_what_a_subclass_gives_its_base() -> None:
    check_definition(
        """
        //- a.ts
        class User { name = ""; }
        class Of<T> { value!: T; }
        class OfUser extends Of<User> {}
        declare function open<T>(box: Of<T>): T;
        open(new OfUser()).na<|>me;
        """,
        snapshot("""\
a.ts:1  class User { name = ""; }  definition (inferred)
                     ^^^^
"""),
    )


def test_a_variable_that_is_given_to_itself() -> None:
    check_definition(
        """
        //- a.ts
        class User { name = ""; }
        function id<T>(value: T): T { return value; }
        function f() {
          let user = new User();
          user = id(user);
          user.na<|>me;
        }
        """,
        snapshot("""\
a.ts:1  class User { name = ""; }  definition (inferred)
                     ^^^^
"""),
    )


def test_what_a_function_of_python_gives_back() -> None:
    check_definition(
        """
        //- a.py
        from typing import TypeVar
        T = TypeVar("T")
        class User:
            name = ""
        def first(values: list[T]) -> T: ...
        def f(users: list[User]):
            first(users).na<|>me
        """,
        snapshot("""\
a.py:4      name = ""  definition (inferred)
            ^^^^
"""),
    )


def test_a_method_of_python_takes_its_argument_behind_the_receiver() -> None:
    check_definition(
        """
        //- a.py
        from typing import TypeVar
        T = TypeVar("T")
        class User:
            name = ""
        class Session:
            def get(self, kind: type[T]) -> T: ...
        def f(session: Session):
            session.get(User).na<|>me
        """,
        snapshot("""\
a.py:4      name = ""  definition (inferred)
            ^^^^
"""),
    )


def test_what_a_class_of_python_is_made_with() -> None:
    check_definition(
        """
        //- a.py
        class User:
            name = ""
        class Box[T]:
            def __init__(self, value: T):
                self.value: T = value
        Box(User()).value.na<|>me
        """,
        snapshot("""\
a.py:2      name = ""  definition (inferred)
            ^^^^
"""),
    )


def test_an_alternative_that_a_plain_value_does_not_take() -> None:
    check_definition(
        """
        //- a.ts
        interface Ref<T> { value: T }
        declare function ref<T>(value: T): T extends Ref<any> ? T : Ref<T>;
        ref(0).val<|>ue;
        """,
        snapshot("""\
a.ts:1  interface Ref<T> { value: T }  definition (inferred)
                           ^^^^^
"""),
    )


_SAME = "T = t.TypeVar('T')\ndef same(x: T) -> T: ...\n"


def test_an_argument_that_is_bound_more_than_once() -> None:
    works = [
        _SAME + "def f():\n    x = Other()\n    x = Model()\n    same(x).save()",
        _SAME + "def f():\n    x = Model()\n    x = same(x)\n    x.save()",
        _SAME + "def f():\n    x = Model()\n    x = same(x)\n    x = same(x)\n    x.save()",
        _SAME + "def f():\n    x = Model()\n    y = same(x)\n    x = Other()\n    y.save()",
        _SAME
        + "def f():\n    x = Other()\n    y = x\n    x = Model()\n    y = same(x)\n    y.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_an_argument_that_depends_on_itself() -> None:
    loop = _SAME + "def f(z):\n    x = Model()\n    for y in z:\n        x = same(x)\n    x.save()"
    late = (
        _SAME + "def f(z):\n    x = Model()\n    y = Other()\n    while z:\n"
        "        x, y = same(y), same(x)\n    x.save()"
    )
    found = definitions_of_save([loop, late])
    assert found[loop] == [SAVE]
    assert set(found[late]) <= {SAVE, OTHER_SAVE}


def test_what_is_read_in_a_loop_may_be_bound_at_its_end() -> None:
    both = [SAVE, OTHER_SAVE]
    expected = {
        "def f(z):\n    x = Model()\n    for y in z:\n        x.save()\n        x = Other()": both,
        "def f(z):\n    x = Model()\n    for y in z:\n        x.save()\n    x = Other()": both,
        "def f(z):\n    x = Model()\n    x.save()\n    for y in z:\n        x = Other()": [SAVE],
        "def f(z):\n    if z:\n        x = Model()\n    x.save()\n    x = Other()": both,
        "def f(z):\n    x = Model()\n    [x.save() for y in z]\n    x = Other()": [SAVE],
        "def f(z):\n    x = Model()\n    x.save()\n    import x": [SAVE],
    }
    assert definitions_of_save(list(expected)) == expected


def test_what_later_arguments_say() -> None:
    variable = "T = t.TypeVar('T')\n"
    works = [
        f"{variable}def g(k: int, x: T) -> T: ...\ng(1, Model()).save()",
        f"{variable}def g(k: str, x: type[T]) -> T: ...\ng('', Model).save()",
        f"{variable}def g(k: str, *xs: T) -> T: ...\ng('', Model()).save()",
        f"{variable}class G(t.Generic[T]):\n    def __init__(self, k, x: T): ...\n"
        "    def get(self) -> T: ...\nG(1, Model()).get().save()",
        "def g(k: int, x): return Model()\ng(1, Other()).save()",
        "def f(a: Model, b: Model):\n    min(a, b).save()",
        "def f(a: list[int], b: list[Model]):\n    for x, y in zip(a, b): y.save()",
        "def f(a: list[Model], g):\n    for x in filter(g, a): x.save()",
        "import asyncio\nasync def f(s: Store):\n"
        "    a, b = await asyncio.gather(x(), s.fetch())\n    b.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}

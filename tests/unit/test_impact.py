"""Impact: whom a change of a symbol may reach, by steps, and the tests that exercise it."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pytest
from inline_snapshot import snapshot

from codegraph_client.errors import BadRequest
from codegraph_daemon.graph.graphs import Graphs
from codegraph_daemon.graph.walk import nodes_reached, reached
from codegraph_daemon.queries.asked import Pace
from fixture_language import parse_fixture
from harness import Index, ask, in_index


def impact(text: str, **params: Any) -> str:
    """Each symbol that is reached: steps, what it is, what it does with which symbol."""
    fixture = parse_fixture(text)
    asked = (fixture.target() if fixture.cursor else {}) | params
    answer = ask(fixture.files, fixture.steps, "impact", asked)
    assert answer["complete"], answer
    lines = [drawn(result) for result in answer["results"]]
    assert answer["summary"]["symbols"] >= len(lines)
    return "".join(sorted(lines)) or "(nobody)\n"


def drawn(result: dict[str, Any]) -> str:
    name = result.get("qualified") or result["name"]
    sure = "" if result["tier"] == "certain" else f" ({result['tier']})"
    test = " [test]" if result.get("test") else ""
    home = f"{result['path']}:{result['line'] + 1}"
    did = f"{result['use']} {result['through']}"
    return f"{result['distance']} {result['kind']} {name} {home} {did}{sure}{test}\n"


def check(text: str, expected: Any, **params: Any) -> None:
    found = impact(text, **params)
    if isinstance(expected, str):
        expected = textwrap.dedent(expected.removeprefix("\n"))
    assert found == expected


def test_users_of_users_are_reached_step_by_step() -> None:
    check(
        """
        //- a.py
        def cal<|>led(): ...
        def near(): called()
        def far(): near()
        def farther(): far()
        def other(): ...
        //- b.py
        from a import far
        def elsewhere(): return far
        """,
        snapshot("""\
1 function near a.py:2 calls called
2 function far a.py:3 calls near
3 function elsewhere b.py:2 reads far
3 function farther a.py:4 calls far
"""),
        depth=3,
    )


def test_a_circle_of_calls_ends() -> None:
    check(
        """
        //- a.py
        def a<|>sked(): other()
        def other(): asked()
        """,
        snapshot("1 function other a.py:2 calls asked\n"),
    )


def test_who_imports_without_use_is_not_reached_and_a_module_leads_nowhere() -> None:
    check(
        """
        //- a.py
        def cal<|>led(): ...
        //- idle.py
        from a import called
        //- top.py
        from a import called
        called()
        //- further.py
        import top
        def user(): return top.called
        """,
        snapshot("""\
1 function user further.py:2 reads called
1 module top top.py:1 calls called
"""),
    )


def test_a_class_stands_for_all_in_it_and_reaches_what_is_below() -> None:
    check(
        """
        //- a.py
        class Ba<|>se:
            def run(self): ...
        class Derived(Base):
            def extra(self): ...
        def makes(): return Derived()
        def annotated(given: Base): ...
        def calls(given: Base): given.run()
        """,
        snapshot("""\
1 class Derived a.py:3 inherits from Base
1 function annotated a.py:6 names Base
1 function calls a.py:7 names Base
2 function makes a.py:5 calls Derived
"""),
    )


def test_who_calls_what_a_method_overrides_may_run_it() -> None:
    check(
        """
        //- a.py
        class Base:
            def run(self): ...
        class Derived(Base):
            def r<|>un(self): ...
        def engine(given: Base): given.run()
        """,
        snapshot("1 function engine a.py:5 calls Derived.run (inferred)\n"),
    )


def test_who_calls_what_is_above_means_that_and_not_what_overrides_it() -> None:
    check(
        """
        //- A.java
        class Base { void run() {} }
        class Derived extends Base { void r<|>un() {} }
        class Other extends Base { void run() { super.run(); } }
        class Engine { void start(Base given) { given.run(); } }
        """,
        snapshot("1 method Engine.start A.java:4 calls Derived.run (inferred)\n"),
    )


def test_what_overrides_a_method_is_reached_and_its_users_are_not() -> None:
    check(
        """
        //- a.py
        class Base:
            def r<|>un(self): ...
        class Derived(Base):
            def run(self): ...
        def only_derived(): Derived().run()
        """,
        snapshot("1 method Derived.run a.py:4 overrides Base.run\n"),
    )


def test_who_calls_a_class_calls_its_constructor_and_that_of_classes_without_one() -> None:
    check(
        """
        //- a.py
        class Base:
            def __in<|>it__(self): ...
        class Plain(Base): ...
        class Own(Base):
            def __init__(self): ...
        def one(): Base()
        def two(): Plain()
        def three(): Own()
        """,
        snapshot("""\
1 function one a.py:6 calls Base.__init__
1 function two a.py:7 calls Base.__init__
1 method Own.__init__ a.py:5 overrides Base.__init__
"""),
    )


def test_a_name_that_stands_for_a_function_leads_on() -> None:
    check(
        """
        //- a.py
        def cal<|>led(): ...
        again = called
        //- b.py
        from a import again
        def user(): again()
        """,
        snapshot("""\
1 module a a.py:1 reads called
1 variable again a.py:2 stands for called
2 function user b.py:2 calls again
"""),
    )


def test_methods_that_are_added_elsewhere_are_part_of_their_type() -> None:
    check(
        """
        //- go.mod
        module example.com/m
        //- a.go
        package m
        type Bo<|>x struct{}
        //- b.go
        package m
        func (b Box) Open() {}
        func use(b Box) { b.Open() }
        """,
        snapshot("1 function use b.go:3 names Box\n"),
    )


def test_tests_are_told_apart_and_counted() -> None:
    text = """
        //- a.py
        def cal<|>led(): ...
        def near(): called()
        //- test_a.py
        from a import near
        def test_near(): near()
        def test_again(): near()
        """
    check(
        text,
        snapshot("""\
1 function near a.py:2 calls called
2 function test_again test_a.py:3 calls near [test]
2 function test_near test_a.py:2 calls near [test]
"""),
    )
    check(
        text,
        snapshot("""\
2 function test_again test_a.py:3 calls near [test]
2 function test_near test_a.py:2 calls near [test]
"""),
        tests="only",
    )
    check(text, snapshot("1 function near a.py:2 calls called\n"), tests="never")


def test_the_summary_tells_of_all_pages() -> None:
    fixture = parse_fixture(
        """
        //- a.py
        def called(): ...
        def one(): called()
        def two(): called()
        def three(): two()
        //- tests/test_a.py
        from a import one
        def test_one(): one()
        """
    )
    answer = ask(fixture.files, (), "impact", {"symbol": "called", "limit": 1})
    assert answer["truncated"]
    assert len(answer["results"]) == 1
    assert answer["summary"] == snapshot(
        {
            "symbols": 4,
            "files": 2,
            "by_distance": [2, 2, 0, 0, 0],
            "tests": 1,
            "test_files": [["tests/test_a.py", 1]],
            "public": 3,
            "together": [],
        }
    )


def test_where_only_names_are_known_what_has_the_same_name_is_possible() -> None:
    text = """
        //- a.rb
        def cal<|>led
        end
        //- b.rb
        def user
          called
        end
        """
    check(text, snapshot("1 function user b.rb:1 reads called (possible)\n"))
    check(text, snapshot("(nobody)\n"), possible="never")


@pytest.mark.parametrize("params", [{"depth": 0}, {"depth": True}, {"depth": 99}, {"tests": "x"}])
def test_parameters_that_mean_nothing_are_refused(params: dict[str, Any]) -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def called(): ...\n"})
        with pytest.raises(BadRequest):
            await index.ask("impact", {"symbol": "called", **params})

    in_index(run)


GO = """
    //- go.mod
    module m
    //- run.go
    package m
    type Runner interface {
        Run(n int) error
        Stopper
    }
    type Stopper interface { Stop() }
    func Engine(given Runner) { given.Run(1) }
    func Halt(given Stopper) { given.Stop() }
    //- box.go
    package m
    type Base struct{}
    func (b Base) Stop() {}
    type Box struct { Base }
    func (b *Box) Run(n int) error { return nil }
    type Other struct{}
    func (o Other) Run(n string) error { return nil }
    """


def test_in_go_who_calls_a_method_of_an_interface_may_run_what_implements_it() -> None:
    check(
        GO,
        snapshot("1 function Engine run.go:7 calls Box.Run (inferred)\n"),
        symbol="Box.Run",
    )
    check(
        GO,
        snapshot("1 function Halt run.go:8 calls Base.Stop (inferred)\n"),
        symbol="Base.Stop",
    )
    check(
        GO,
        snapshot("(nobody)\n"),
        symbol="Other.Run",
    )


def test_in_go_what_implements_a_method_of_an_interface_is_reached() -> None:
    check(
        GO,
        snapshot("""\
1 function Engine run.go:7 calls Runner.Run (inferred)
1 method Box.Run box.go:5 overrides Runner.Run
"""),
        symbol="Runner.Run",
    )


def test_in_go_an_interface_that_embeds_one_of_the_library_has_its_methods() -> None:
    check(
        """
        //- go.mod
        module m
        //- a.go
        package m
        import "io"
        type Both interface { io.Closer; Run() }
        func Engine(given Both) { given.Run() }
        type Whole struct{}
        func (w Whole) Close() error { return nil }
        func (w Whole) R<|>un() {}
        """,
        snapshot("1 function Engine a.go:4 calls Whole.Run (inferred)\n"),
    )
    check(
        """
        //- go.mod
        module m
        //- a.go
        package m
        import "elsewhere"
        type Both interface { elsewhere.Unknown; Run() }
        func Engine(given Both) { given.Run() }
        type Whole struct{}
        func (w Whole) R<|>un() {}
        """,
        snapshot("(nobody)\n"),
    )


def test_in_go_a_method_that_is_added_later_makes_a_type_one_of_the_interface() -> None:
    files = {
        "go.mod": "module m\n",
        "a.go": "package m\ntype Both interface { Stop(); Run() }\n"
        "func Engine(given Both) { given.Run() }\n",
        "b.go": "package m\ntype Whole struct{}\nfunc (w Whole) Run() {}\n",
        "c.go": "package m\n",
    }
    added = files | {"c.go": "package m\nfunc (w Whole) Stop() {}\n"}

    async def run(index: Index) -> list[list[str]]:
        found = []
        for tree in (files, added, files):
            await index.show(tree)
            answer = await index.ask("impact", {"symbol": "Whole.Run"})
            found.append([each["name"] for each in answer["results"]])
        return found

    assert in_index(run) == [[], ["Engine"], []]


def test_the_same_symbols_are_reached_where_only_their_number_is_wanted() -> None:
    fixture = parse_fixture("""
        //- a.py
        class Base:
            def __init__(self): self.size = limit()
            def run(self): return limit()
        class Sub(Base):
            def run(self): return super().run()
        class Low(Sub): ...
        def limit(): return 1
        def use(one: Base): return one.run()
        def make(): return Low()
        def other(some): return some.run()
        //- b.py
        from a import make, use, Sub
        def all(): return use(make())
        class Far(Sub):
            def run(self): return all()
        """)

    async def run(index: Index) -> None:
        await index.show(fixture.files)
        generation = index.workspace.generation
        graph = await Graphs(index.repository.store).of(generation, None, Pace().breathe)
        everything = np.arange(len(graph))
        for start in [everything[at : at + 1] for at in range(len(graph))]:
            for depth in (1, 2, 5):
                for possible in (True, False):
                    wanted = graph, start, depth, generation.path_of
                    told = reached(*wanted, possible=possible).node
                    counted = nodes_reached(*wanted, possible=possible)
                    assert sorted(counted.tolist()) == sorted(told.tolist())

    in_index(run)


def test_what_was_judged_public_is_judged_anew_where_the_file_was_edited() -> None:
    more = "".join(f"export function more{n}() {{ called() }}\n" for n in range(40))
    files = {
        "a.ts": "export function called() {}\n",
        "b.ts": "import { called } from './a'\nexport function near() { called() }\n",
        "c.ts": f"import {{ called }} from './a'\n{more}",
    }
    hidden = files["b.ts"].replace("export function near", "function near")

    async def run(index: Index) -> list[tuple[bool, int]]:
        found = []
        for text in (files["b.ts"], files["b.ts"], hidden, files["b.ts"]):
            await index.show(files | {"b.ts": text})
            answer = await index.ask("impact", {"symbol": "called"})
            public = {each["name"]: each.get("public", False) for each in answer["results"]}
            found.append((public["near"], answer["summary"]["public"]))
        return found

    assert in_index(run) == [(True, 41), (True, 41), (False, 40), (True, 41)]


def test_of_what_is_as_sure_the_lower_path_comes_first_whenever_its_file_came() -> None:
    use = "from a import called\ndef user(): called()\n"
    files = {"a.py": "def called(): ...\n", "m.py": use}

    async def run(index: Index) -> list[list[str]]:
        found = []
        for more in ((), ("z.py",), ("z.py", "b.py"), ("z.py", "b.py", "d/y.py")):
            await index.show(files | dict.fromkeys(more, use))
            answer = await index.ask("impact", {"symbol": "called"})
            found.append([each["path"] for each in answer["results"]])
        return found

    assert in_index(run) == [
        ["m.py"],
        ["m.py", "z.py"],
        ["b.py", "m.py", "z.py"],
        ["b.py", "d/y.py", "m.py", "z.py"],
    ]

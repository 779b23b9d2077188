"""Impact: whom a change of a symbol may reach, by steps, and the tests that exercise it."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from inline_snapshot import snapshot

from codegraph_client.errors import BadRequest
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

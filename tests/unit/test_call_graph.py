"""Calls around symbols as one graph, and the ways by calls from one symbol to another."""

from __future__ import annotations

from typing import Any

import pytest
from inline_snapshot import snapshot

from codegraph_client.errors import BadRequest
from fixture_language import parse_fixture
from harness import Index, ask, in_index


def answer_of(text: str, question: str, **params: Any) -> dict[str, Any]:
    fixture = parse_fixture(text)
    asked = (fixture.target() if fixture.cursor else {}) | params
    answer = ask(fixture.files, fixture.steps, question, asked)
    assert answer["complete"], answer
    return answer


def graph(text: str, **params: Any) -> str:
    """Each symbol with its distance, then each call."""
    answer = answer_of(text, "callGraph", **params)
    lines = [
        f"{result['distance']} {result['kind']} {result['key']}\n" for result in answer["results"]
    ]
    for edge in answer["edges"]:
        sure = "" if edge["tier"] == "certain" else f" ({edge['tier']})"
        line = f" :{edge['line'] + 1}" if "line" in edge else ""
        lines.append(f"{edge['source']} {edge['use']} {edge['target']}{line}{sure}\n")
    return "".join(lines) or "(nothing)\n"


def ways(text: str, to: str, **params: Any) -> str:
    """Each way on a line of its own."""
    answer = answer_of(text, "paths", to={"symbol": to}, **params)
    found: dict[int, str] = {}
    for result in answer["results"]:
        name = result.get("qualified") or result["name"]
        if result["distance"]:
            line = f" :{result['at'][0] + 1}" if "at" in result else ""
            name = f" {result['use']} {name}{line}"
        found[result["route"]] = found.get(result["route"], "") + name
    return "".join(f"{way}\n" for way in found.values()) or f"({answer.get('reason', '')})\n"


CHAIN = """
    //- a.py
    def first(): second()
    def second():
        third()
        third()
    def third(): fourth()
    def fourth(): ...
    def aside(): second()
    """


def test_callees_are_followed_so_far() -> None:
    assert graph(CHAIN, symbol="first") == snapshot("""\
0 function a.py#first().
1 function a.py#second().
2 function a.py#third().
a.py#first(). calls a.py#second(). :1
a.py#second(). calls a.py#third(). :3
""")
    assert graph(CHAIN, symbol="first", depth=3) == snapshot("""\
0 function a.py#first().
1 function a.py#second().
2 function a.py#third().
3 function a.py#fourth().
a.py#first(). calls a.py#second(). :1
a.py#second(). calls a.py#third(). :3
a.py#third(). calls a.py#fourth(). :5
""")


def test_callers_and_both_directions_each_for_itself() -> None:
    assert graph(CHAIN, symbol="second", direction="callers", depth=1) == snapshot("""\
0 function a.py#second().
1 function a.py#first().
1 function a.py#aside().
a.py#first(). calls a.py#second(). :1
a.py#aside(). calls a.py#second(). :7
""")
    assert graph(CHAIN, symbol="second", direction="both", depth=1) == snapshot("""\
0 function a.py#second().
1 function a.py#first().
1 function a.py#third().
1 function a.py#aside().
a.py#second(). calls a.py#third(). :3
a.py#first(). calls a.py#second(). :1
a.py#aside(). calls a.py#second(). :7
""")


def test_a_graph_that_is_too_large_is_cut_and_says_so() -> None:
    answer = answer_of(CHAIN, "callGraph", symbol="first", depth=3, most=2)
    assert [result["name"] for result in answer["results"]] == ["first", "second"]
    assert answer["reason"] == "the graph is cut at 2 symbols, the nearest"


def test_a_graph_that_grows_knows_the_calls_between_new_symbols_and_those_it_has() -> None:
    text = """
        //- a.py
        def top(): first(); last()
        def first(): second()
        def second(): last()
        def last(): top()
        """
    shown = ["a.py#top().", "a.py#last().", "gone.py#gone()."]
    grown = graph(text, key="a.py#first().", depth=1, beside=shown)
    assert grown == snapshot("""\
0 function a.py#first().
1 function a.py#second().
a.py#first(). calls a.py#second(). :2
a.py#second(). calls a.py#last(). :3
a.py#top(). calls a.py#first(). :1
""")


def test_of_a_file_what_takes_part_in_calls() -> None:
    text = """
        //- a.py
        from b import far
        idle = 1
        def near(): far()
        class Box:
            def open(self): near()
        //- b.py
        def far(): ...
        """
    assert graph(text, path="a.py", depth=1) == snapshot("""\
0 function a.py#near().
0 method a.py#Box#open().
1 function b.py#far().
a.py#Box#open(). calls a.py#near(). :5
a.py#near(). calls b.py#far(). :3
""")


def test_a_call_of_a_class_runs_its_constructor_and_one_of_a_member_what_overrides_it() -> None:
    text = """
        //- a.py
        class Base:
            def run(self): ...
        class Derived(Base):
            def __init__(self): prepare()
            def run(self): work()
        def prepare(): ...
        def work(): ...
        def ma<|>in(given: Base):
            Derived()
            given.run()
        """
    assert graph(text) == snapshot("""\
0 function a.py#main().
1 method a.py#Base#run().
1 class a.py#Derived#
2 method a.py#Derived#__init__().
2 method a.py#Derived#run().
a.py#main(). calls a.py#Derived# :9
a.py#main(). calls a.py#Base#run(). :10 (inferred)
a.py#Derived# makes a.py#Derived#__init__(). :4
a.py#Base#run(). may run a.py#Derived#run().
""")


def test_ways_are_the_shortest_and_the_surest_first() -> None:
    text = """
        //- a.py
        class Box:
            def open(self): goal()
        def direct(box: Box): box.open()
        def helper(): goal()
        def st<|>art(box: Box):
            box.open()
            helper()
        def goal(): ...
        """
    assert ways(text, "goal") == snapshot("""\
start calls helper :7 calls goal :4
start calls Box.open :6 calls goal :2
""")
    assert ways(text, "goal", most=1) == snapshot("start calls helper :7 calls goal :4\n")


def test_where_no_way_leads_it_is_said_whether_one_leads_back() -> None:
    assert ways(CHAIN, "first", symbol="third") == snapshot(
        "(no way leads there by calls; one leads back, from the second to the first)\n"
    )
    assert ways(CHAIN, "aside", symbol="third") == snapshot(
        "(no way leads there by calls; one leads back, from the second to the first)\n"
    )
    assert ways(CHAIN, "absent", symbol="third") == snapshot(
        "(no symbol is named absent; `codegraph symbols` finds similar names)\n"
    )


def test_a_way_through_what_overrides_a_member() -> None:
    text = """
        //- a.py
        class Base:
            def run(self): ...
        class Derived(Base):
            def run(self): goal()
        def ma<|>in(given: Base): given.run()
        def goal(): ...
        """
    assert ways(text, "goal") == snapshot(
        "main calls Base.run :5 may run Derived.run calls goal :4\n"
    )


@pytest.mark.parametrize(
    ("question", "params"),
    [
        ("callGraph", {"direction": "up"}),
        ("callGraph", {"depth": 0}),
        ("callGraph", {"beside": "key"}),
        ("callGraph", {"most": True}),
        ("paths", {}),
        ("paths", {"to": "name"}),
        ("paths", {"to": {"nonsense": 1}}),
        ("paths", {"to": {"symbol": "called"}, "most": 0}),
    ],
)
def test_parameters_that_mean_nothing_are_refused(question: str, params: dict[str, Any]) -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def called(): ...\n"})
        with pytest.raises(BadRequest):
            await index.ask(question, {"symbol": "called", **params})

    in_index(run)


def test_a_whole_file_counts_with_its_unsaved_text() -> None:
    async def run(index: Index) -> list[str]:
        await index.show({"a.py": "def one(): ...\n"})
        text = "def one(): two()\ndef two(): ...\n"
        await index.handlers["overlay"](index.session, {"path": "a.py", "version": 1, "text": text})
        answer = await index.ask("callGraph", {"path": "a.py"})
        return [each["name"] for each in answer["results"]]

    assert in_index(run) == ["one", "two"]


def test_in_go_a_way_leads_through_an_interface_to_what_implements_it() -> None:
    text = """
        //- go.mod
        module m
        //- a.go
        package m
        type Runner interface { Run() }
        func Engi<|>ne(given Runner) { given.Run() }
        type Box struct{}
        func (b Box) Run() { goal() }
        func goal() {}
        """
    assert ways(text, "goal") == snapshot(
        "Engine calls Runner.Run :3 may run Box.Run calls goal :5\n"
    )

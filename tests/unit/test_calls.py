"""Callers and callees: who holds a call, which symbol is called, and where."""

from __future__ import annotations

import re

import pytest
from inline_snapshot import snapshot

from codegraph_client.errors import BadRequest
from fixture_language import parse_fixture
from harness import Index, check_definition, check_references, in_index
from related import check_calls


def test_a_caller_is_the_innermost_function_class_or_module() -> None:
    check_calls(
        """
        //- a.py
        def cal<|>led(): ...
        called()
        class Box:
            called()
            field = [called() for _ in range(3)]
            def method(self, given=called()):
                return lambda: called()
        def outer():
            def inner():
                called(); called()
            return inner
        //- b.py
        from a import called as other
        async def elsewhere():
            await other()
        """,
        "callers",
        snapshot("""\
module a a.py:1 <- a.py:2 called
class Box a.py:3 <- a.py:4 called, a.py:5 called, a.py:6 called
method Box.method a.py:6 <- a.py:7 called
function outer.inner a.py:9 <- a.py:10 called, a.py:10 called
function elsewhere b.py:2 <- b.py:3 other
"""),
    )


def test_what_does_not_call_is_no_caller() -> None:
    check_calls(
        """
        //- a.py
        def cal<|>led(): ...
        again = called
        def user():
            return [called, called.__name__]
        //- b.py
        from a import called
        """,
        "callers",
        snapshot("(nobody)\n"),
    )


def test_methods_through_self_and_types() -> None:
    check_calls(
        """
        //- a.py
        class Cart:
            def to<|>tal(self): ...
            def pay(self):
                self.total()
        //- b.py
        from a import Cart
        def buy(cart: Cart):
            cart.total()
            Cart().total()
        """,
        "callers",
        snapshot("""\
method Cart.pay a.py:3 <- a.py:4 total
function buy b.py:2 (inferred) <- b.py:3 total, b.py:4 total
"""),
    )


def test_to_take_a_method_from_an_instance_is_a_call() -> None:
    check_calls(
        """
        //- a.py
        class Cart:
            def to<|>tal(self): ...
            again = total
            def pay(self):
                return map(self.total, [])
        def buy(cart: Cart):
            return cart.total
        plain = Cart.total
        """,
        "callers",
        snapshot("""\
method Cart.pay a.py:4 <- a.py:5 total (read)
function buy a.py:6 (inferred) <- a.py:7 total (read)
"""),
    )


PROPERTY = """
    //- a.py
    class Cart:
        @property
        def total(self): return 1
        @total.setter
        def total(self, value): ...
        field = 2
        def pay(self):
            self.total += self.field
    def buy(cart: Cart):
        return cart.total
    """


def test_to_use_a_property_is_a_call() -> None:
    check_calls(
        PROPERTY,
        "callers",
        snapshot("""\
method Cart.pay a.py:7 <- a.py:8 total (write)
function buy a.py:9 (inferred) <- a.py:10 total (read)
"""),
        symbol="total",
    )
    check_calls(PROPERTY, "callers", snapshot("(nobody)\n"), symbol="field")
    check_calls(
        PROPERTY,
        "callees",
        snapshot("property Cart.total a.py:3 (inferred) <- a.py:10 total (read)\n"),
        symbol="buy",
    )


def test_a_class_is_called_by_who_makes_one() -> None:
    check_calls(
        """
        //- a.py
        class Ca<|>rt: ...
        class Big(Cart): ...
        def make(): return Cart()
        def other() -> Cart: return Big()
        """,
        "callers",
        snapshot("function make a.py:3 <- a.py:3 Cart\n"),
    )


def test_a_constructor_is_called_through_its_class_and_classes_below() -> None:
    check_calls(
        """
        //- a.py
        class Cart:
            def __in<|>it__(self): ...
        class Big(Cart): ...
        class Own(Cart):
            def __init__(self):
                super().__init__()
        def make():
            return Cart(), Big(), Own()
        """,
        "callers",
        snapshot("""\
method Own.__init__ a.py:5 (inferred) <- a.py:6 __init__
function make a.py:7 <- a.py:8 Cart, a.py:8 Big
"""),
    )


def test_callees_are_the_calls_inside() -> None:
    check_calls(
        """
        //- a.py
        from b import helper, Thing
        def wh<|>ole(given=helper()):
            Thing().run()
            def inner():
                helper(); whole()
            return [helper() for _ in given]
        helper()
        //- b.py
        def helper(): ...
        class Thing:
            def run(self): ...
        """,
        "callees",
        snapshot("""\
function whole a.py:2 <- a.py:5 whole
function helper b.py:1 <- a.py:5 helper, a.py:6 helper
class Thing b.py:2 <- a.py:3 Thing
method Thing.run b.py:3 (inferred) <- a.py:3 run
"""),
    )


def test_callees_of_a_class_and_of_a_module() -> None:
    text = """
        //- a.py
        def helper(): ...
        class Thing:
            made = helper()
            def run(self): return helper()
        Thing()
        """
    check_calls(
        text,
        "callees",
        snapshot("function helper a.py:1 <- a.py:3 helper, a.py:4 helper\n"),
        symbol="Thing",
    )
    check_calls(
        text,
        "callees",
        snapshot("""\
function helper a.py:1 <- a.py:3 helper, a.py:4 helper
class Thing a.py:2 <- a.py:5 Thing
"""),
        key="a.py#",
    )


CHAIN = """
    //- a.py
    def first(): ...
    def second(): first()
    def third(): second(); first()
    def circle(): third(); circle()
    def back(): circle()
    """


@pytest.mark.parametrize("depth", [1, 2, 9])
def test_a_tree_of_callers_expands_everybody_once(depth: int) -> None:
    pictures = {
        1: snapshot("""\
function second a.py:2 <- a.py:2 first
function third a.py:3 <- a.py:3 first
"""),
        2: snapshot("""\
function second a.py:2 <- a.py:2 first
  function third a.py:3 <- a.py:3 second
function third a.py:3 <- a.py:3 first
  function circle a.py:4 <- a.py:4 third
"""),
        9: snapshot("""\
function second a.py:2 <- a.py:2 first
  function third a.py:3 <- a.py:3 second
function third a.py:3 <- a.py:3 first
  function circle a.py:4 <- a.py:4 third
    function circle a.py:4 <- a.py:4 circle
    function back a.py:5 <- a.py:5 circle
"""),
    }
    check_calls(CHAIN, "callers", pictures[depth], symbol="first", depth=depth)


def test_a_tree_that_takes_too_long_says_so() -> None:
    async def run(index: Index) -> None:
        await index.show(parse_fixture(CHAIN).files)
        late = {"symbol": "first", "depth": 9, "deadline_ms": 0}
        answer = await index.ask("callers", late)
        assert not answer["complete"]
        assert "no time" in answer["reason"]
        assert [caller["name"] for caller in answer["results"]] == ["second", "third"]

    in_index(run)


def test_a_tree_of_callees() -> None:
    check_calls(
        CHAIN,
        "callees",
        snapshot("""\
function circle a.py:4 <- a.py:5 circle
  function third a.py:3 <- a.py:4 third
    function first a.py:1 <- a.py:3 first
    function second a.py:2 <- a.py:3 second
  function circle a.py:4 <- a.py:4 circle
"""),
        symbol="back",
        depth=3,
    )


def test_a_name_stands_for_all_who_have_it() -> None:
    check_calls(
        """
        //- a.py
        class One:
            def run(self): ...
        class Two:
            def run(self): ...
        def both(one: One, two: Two):
            one.run()
            two.run()
        """,
        "callers",
        snapshot("function both a.py:5 (inferred) <- a.py:6 run, a.py:7 run\n"),
        symbol="run",
    )


def test_what_is_defined_twice_under_one_name_is_one_caller() -> None:
    check_calls(
        """
        //- a.py
        def cal<|>led(): ...
        if called:
            class twin:
                called()
        else:
            def twin():
                called()
        """,
        "callers",
        snapshot("class twin a.py:3 <- a.py:4 called, a.py:7 called\n"),
    )


def test_after_edits_the_callers_are_those_of_the_new_text() -> None:
    check_calls(
        """
        //- a.py
        def cal<|>led(): ...
        //- b.py
        from a import called
        def old(): called()
        //- b.py@2
        from a import called

        def new(): called()
        """,
        "callers",
        snapshot("function new b.py:3 <- b.py:3 called\n"),
    )


def test_keys_and_depths_that_are_none() -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def f(): ...\n"})
        for wrong in ({"key": 1}, {"key": "no cut"}, {"symbol": "f", "depth": 0}):
            with pytest.raises(BadRequest):
                await index.ask("callers", wrong)
        with pytest.raises(BadRequest):
            await index.ask("callers", {"symbol": "f", "depth": True})
        gone = await index.ask("callers", {"key": "a.py#g()."})
        assert (gone["results"], gone["complete"]) == ([], True)
        assert re.search("no symbol a.py#g", gone["reason"])

    in_index(run)


def test_wide_lines_travel_with_their_text() -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def größe(): ...\ndef é(): return 'ß', größe()\n"})
        (caller,) = (await index.ask("callers", {"symbol": "größe"}))["results"]
        assert caller["text"] == "def é(): return 'ß', größe()"
        assert [call["text"] for call in caller["calls"]] == [caller["text"]]

    in_index(run)


def test_a_function_that_names_only_itself_is_a_caller() -> None:
    check_calls(
        """
        //- a.tsx
        function cal<|>led() {}
        export const Button = memo(forwardRef(function Button(props, ref) {
          called();
          return <b onClick={() => called()} />;
        }));
        export const Plain = memo((props) => called());
        """,
        "callers",
        snapshot("""\
module a a.tsx:1 <- a.tsx:6 called
function Button a.tsx:2 <- a.tsx:3 called, a.tsx:4 called
"""),
    )


BODIES = {
    "a.ts": "export function outer() {\n  if (1) { function one() {} one(); }\n"
    "  if (2) { function one() {} one(); }\n  function two() {}\n  two();\n}\n"
    "it('a', () => { function three() {} three(); });\nmemo(function four() { four(); });\n",
    "a.py": "def outer():\n    def one(): ...\n    one()\n    class Two:\n"
    "        def three(self): ...\n    Two().three()\n",
    "a.go": "package a\nfunc outer() { type one struct{}; _ = one{} }\n",
    "A.java": "class A {\n  void one() { new Object() { void two() {} void t() { two(); } }; }\n"
    "  { class Three { void four() {} }\n    new Three().four(); }\n}\n",
    "a.rs": "fn outer() { { fn one() {} one(); } fn two() {} two(); }\n",
    "a.cpp": "void outer() { struct One { void two() {} }; One one; one.two(); }\n",
}


@pytest.mark.parametrize("path", BODIES)
def test_the_key_of_what_lies_in_a_body_leads_back_to_it(path: str) -> None:
    async def run(index: Index) -> None:
        await index.show({path: BODIES[path]})
        outline = (await index.ask("outline", {"path": path}))["results"]
        while outline:
            result = outline.pop()
            outline += result.get("children", [])
            found = (await index.ask("hover", {"key": result["key"]}))["results"]
            assert [(r["line"], r["name"]) for r in found] == [(result["line"], result["name"])]
            place = {key: result[key] for key in ("path", "line", "column")}
            here = (await index.ask("callers", place))["results"]
            assert (await index.ask("callers", {"key": result["key"]}))["results"] == here

    in_index(run)


def test_a_keyword_without_a_parameter_leads_to_the_function_and_is_no_name_of_it() -> None:
    text = """
        //- a.py
        def select(**given): ...
        select(ti<|>tle=1)
        """
    check_calls(text, "callers", snapshot("(nobody)\n"))
    check_references(text, snapshot("(nothing)\n"))
    check_definition(
        text,
        snapshot("""\
a.py:1  def select(**given): ...  definition (inferred)
            ^^^^^^
"""),
    )

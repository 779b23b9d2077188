"""What a use may mean whose receiver is not known: said when asked for, with the reason, and
never where the receiver is known to lie outside."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from inline_snapshot import snapshot

from fixture_language import draw, parse_fixture
from harness import ask


def answered(text: str, question: str, **params: Any) -> tuple[dict[str, Any], dict[str, str]]:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, question, {**fixture.target(), **params})
    assert answer["complete"], answer
    return answer, fixture.final


def check(text: str, question: str, expected: Any, possible: str = "always") -> None:
    """The answer, drawn with role, tier, confidence and reason."""
    answer, files = answered(text, question, possible=possible)
    picture = draw(answer["results"], files, _told)
    if isinstance(expected, str):
        expected = textwrap.dedent(expected.removeprefix("\n"))
    assert picture == expected


def _told(result: Any) -> str:
    why = f" {result['confidence']}: {result['why']}" if "why" in result else ""
    return f"{result['role']} ({result['tier']}){why}"


SHOP = """
//- shop/door.py
class Door:
    def close(self): ...
//- shop/till.py
class Till:
    def close(self): ...
    closed = False
//- main.py
import socket
from shop.till import Till

def shut(thing):
    thing.clo<|>se()
    socket.socket().close()
    Till().close()
"""


def test_an_unknown_receiver_may_have_any_member_of_that_name() -> None:
    check(
        SHOP,
        "definition",
        snapshot("""\
shop/till.py:2      def close(self): ...  definition (possible) 0.05: one of 2 methods called `close`; what it is used on is not known
                        ^^^^^
shop/door.py:2      def close(self): ...  definition (possible) 0.05: one of 2 methods called `close`; what it is used on is not known
                        ^^^^^
"""),
    )


@pytest.mark.parametrize("possible", ["auto", "never"])
def test_it_is_given_only_to_who_asks(possible: str) -> None:
    answer, _ = answered(SHOP, "definition", possible=possible)
    assert answer["results"] == []
    assert answer["reason"] == "what this name is used on is not known"


def test_uses_of_a_method_on_what_is_not_known() -> None:
    text = SHOP.replace("<|>", "").replace(
        "def close(self): ...\n    closed", "def clo<|>se(self): ...\n    closed"
    )
    check(
        text,
        "references",
        snapshot("""\
main.py:7      Till().close()  call (inferred)
                      ^^^^^
main.py:5      thing.close()   call (possible) 0.05: one of 2 methods called `close`; what it is used on is not known
                     ^^^^^
"""),
    )
    check(
        text,
        "references",
        snapshot("""\
main.py:7      Till().close()  call (inferred)
                      ^^^^^
"""),
        possible="auto",
    )


def test_callers_that_do_not_say_on_what_they_call() -> None:
    text = SHOP.replace("<|>", "").replace(
        "class Door:\n    def close", "class Door:\n    def clo<|>se"
    )
    check(
        text,
        "callers",
        snapshot("""\
main.py:4  def shut(thing):  definition (possible) 0.05: one of 2 methods called `close`; what it is used on is not known
               ^^^^
"""),
    )
    check(text, "callers", snapshot("(nothing)\n"), possible="auto")


def test_callees_of_who_does_not_say_on_what() -> None:
    text = SHOP.replace("<|>", "").replace("def shut", "def sh<|>ut")
    check(
        text,
        "callees",
        snapshot("""\
shop/till.py:1  class Till:               definition (certain)
                      ^^^^
shop/till.py:2      def close(self): ...  definition (inferred)
                        ^^^^^
shop/door.py:2      def close(self): ...  definition (possible) 0.05: one of 2 methods called `close`; what it is used on is not known
                        ^^^^^
"""),
    )


def test_the_nearest_come_first_and_a_field_is_not_called() -> None:
    check(
        """
        //- a/first.py
        class First:
            def run(self): ...
        //- b/second.py
        class Second:
            def run(self): ...
        //- b/third.py
        class Third:
            run = 3
        //- b/app.py
        def go(it):
            it.ru<|>n()
        """,
        "definition",
        snapshot("""\
b/second.py:2      def run(self): ...  definition (possible) 0.05: one of 2 methods called `run`; what it is used on is not known
                       ^^^
a/first.py:2       def run(self): ...  definition (possible) 0.05: one of 2 methods called `run`; what it is used on is not known
                       ^^^
"""),
    )


def test_the_only_one_of_its_name_is_no_more_than_possible() -> None:
    check(
        """
        //- a.py
        class Ledger:
            def balance(self): ...
        //- b.py
        def show(it):
            return it.bal<|>ance
        """,
        "definition",
        snapshot("""\
a.py:2      def balance(self): ...  definition (possible) 0.1: the only method called `balance`; what it is used on is not known
                ^^^^^^^
"""),
    )


@pytest.mark.parametrize(
    "text",
    [
        """
        //- a.py
        class Mine:
            def append(self, x): ...
        def f(x: list):
            x.app<|>end(1)
        """,
        """
        //- a.py
        import threading
        class Mine:
            def start(self): ...
        threading.Thread().st<|>art()
        """,
        """
        //- a.py
        class Mine:
            def setdefault(self, x): ...
        def f(**options):
            options.setde<|>fault(1)
        """,
        """
        //- a.ts
        class Mine { toFixed() {} }
        function f(x: number) { x.toFi<|>xed(); }
        """,
        """
        //- a.ts
        interface Mine { url: string }
        import.meta.ur<|>l;
        """,
        """
        //- a.js
        class Mine { readFile() {} }
        const fs = require("fs");
        fs.readF<|>ile();
        """,
        """
        //- go.mod
        module m
        //- a.go
        package m
        import "strings"
        type Mine struct{}
        func (m Mine) Join() {}
        func f() { strings.Jo<|>in(nil, "") }
        """,
        """
        //- A.java
        class Mine { int length() { return 0; } }
        class A { int f(String s) { return s.len<|>gth(); } }
        """,
        """
        //- a.rs
        struct Mine;
        impl Mine { fn push_str(&self) {} }
        fn f(s: String) { s.push_<|>str(); }
        """,
        """
        //- a.cc
        #include <string>
        struct Mine { int size(); };
        int f(std::string s) { return s.si<|>ze(); }
        """,
    ],
    ids=[
        "builtin",
        "module",
        "collected",
        "typescript",
        "meta",
        "javascript",
        "go",
        "java",
        "rust",
        "cpp",
    ],
)
def test_what_lies_outside_has_no_target_here(text: str) -> None:
    answer, _ = answered(text, "definition", possible="always")
    assert answer["results"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
            //- a.ts
            class Door { close() {} }
            function f(x) { x.clo<|>se(); }
            """,
            snapshot("""\
a.ts:1  class Door { close() {} }  definition (possible) 0.1: the only method called `close`; what it is used on is not known
                     ^^^^^
"""),
        ),
        (
            """
            //- a.js
            class Door { close() {} }
            exports.f = (x) => x.clo<|>se();
            """,
            snapshot("""\
a.js:1  class Door { close() {} }  definition (possible) 0.1: the only method called `close`; what it is used on is not known
                     ^^^^^
"""),
        ),
        (
            """
            //- A.java
            class Door { void close() {} void close(int how) {} void close(int a, int b) {} }
            class A { void f(Foreign all) { all.each(x -> x.clo<|>se(1)); } }
            """,
            snapshot("""\
A.java:1  class Door { void close() {} void close(int how) {} void close(int a, int b) {} }  definition (possible) 0.03: one of 3 methods called `close`; what it is used on is not known
                                            ^^^^^
"""),
        ),
        (
            """
            //- a.cc
            struct Door { void close(); };
            template <typename T> void f(T x) { x.clo<|>se(); }
            """,
            snapshot("""\
a.cc:1  struct Door { void close(); };  definition (possible) 0.1: the only method called `close`; what it is used on is not known
                           ^^^^^
"""),
        ),
        (
            """
            //- a.rs
            struct Door;
            impl Door { fn close(&self) {} }
            fn f() { let x = make!(); x.clo<|>se(); }
            """,
            snapshot("""\
a.rs:2  impl Door { fn close(&self) {} }  definition (possible) 0.1: the only method called `close`; what it is used on is not known
                       ^^^^^
"""),
        ),
    ],
    ids=["typescript", "javascript", "java", "cpp", "rust"],
)
def test_every_language_says_what_a_use_may_mean(text: str, expected: str) -> None:
    check(text, "definition", expected)


def test_what_a_language_knows_by_name_alone_is_given_unless_refused() -> None:
    text = """
    //- a.rb
    def speak; end
    //- b.rb
    spe<|>ak
    """
    check(
        text,
        "definition",
        snapshot("""\
a.rb:1  def speak; end  definition (possible)
            ^^^^^
"""),
        possible="auto",
    )
    check(text, "definition", snapshot("(nothing)\n"), possible="never")


def test_an_edit_that_tells_the_receiver_takes_its_possible_targets_away() -> None:
    check(
        """
        //- make.py
        def make(): return unknown
        //- door.py
        class Door:
            def close(self): ...
        //- till.py
        class Till:
            def close(self): ...
        //- app.py
        from make import make
        make().clo<|>se()
        //- make.py@2
        from door import Door
        def make(): return Door()
        """,
        "definition",
        snapshot("""\
door.py:2      def close(self): ...  definition (inferred)
                   ^^^^^
"""),
    )


def test_explain_says_why_it_is_as_sure_as_it_is_and_what_it_may_mean() -> None:
    answer, _ = answered(SHOP, "explain")
    (result,) = answer["results"]
    assert (result["outcome"], result["why"]) == ("declined", "")
    assert [each["path"] for each in result["possible"]] == ["shop/till.py", "shop/door.py"]
    answer, _ = answered(
        SHOP.replace("clo<|>se", "close").replace("Till().c", "Till().<|>c"), "explain"
    )
    (result,) = answer["results"]
    assert (result["tier"], result["origin"]) == ("inferred", "type")
    assert result["why"] == "it is a member of the type that was found for what stands before it"
    assert "possible" not in result

"""Names given on the command line that a class has from its bases: `Flask.route`."""

from __future__ import annotations

from typing import Any

import pytest

from fixture_language import parse_fixture
from harness import ask

APP = """
    //- scaffold.py
    class Scaffold:
        debug = False
        def route(self): ...
        def open(self): ...
    //- mixin.py
    class Opener:
        def open(self): ...
    //- app.py
    from mixin import Opener
    from scaffold import Scaffold as Base
    import outside
    class App(Base):
        def __init__(self):
            self.debug = True
    class Flask(Opener, App): ...
    class Unknown(outside.Thing, App): ...
    Flask().route()
    """


def asked(text: str, method: str, symbol: str, **params: Any) -> tuple[list[str], str]:
    """Where the results are, as `path:line`, and the reason."""
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, method, {"symbol": symbol, **params})
    assert answer["complete"]
    places = [f"{r['path']}:{r['line'] + 1} {r['name']}" for r in answer["results"]]
    return places, answer.get("reason", "")


@pytest.mark.parametrize("method", ["definition", "hover"])
def test_a_member_of_a_base_is_found_and_the_answer_says_whose_it_is(method: str) -> None:
    assert asked(APP, method, "Flask.route") == (
        ["scaffold.py:3 route"],
        "Flask.route is inherited: it is Scaffold.route of scaffold.py",
    )


def test_references_of_an_inherited_member() -> None:
    assert asked(APP, "references", "app.Flask.route")[0] == ["app.py:9 route"]


def test_who_calls_an_inherited_member() -> None:
    assert asked(APP, "callers", "Flask.route")[0] == ["app.py:1 app"]


def test_the_order_of_bases_decides() -> None:
    assert asked(APP, "definition", "Flask.open")[0] == ["mixin.py:2 open"]
    assert asked(APP, "definition", "App.open")[0] == ["scaffold.py:4 open"]


def test_what_a_class_declares_itself_comes_first() -> None:
    assert asked(APP, "definition", "Opener.open") == (["mixin.py:2 open"], "")


def test_a_base_that_declares_comes_before_one_that_only_assigns() -> None:
    text = """
        //- a.py
        class Top:
            debug: bool
        class App(Top):
            def start(self):
                self.debug = True
        class Flask(App): ...
        """
    assert asked(text, "definition", "Flask.debug")[0] == ["a.py:2 debug"]


def test_a_member_behind_a_base_that_is_not_known_is_no_certain_one() -> None:
    fixture = parse_fixture(APP)
    answer = ask(fixture.files, fixture.steps, "definition", {"symbol": "Unknown.route"})
    (result,) = answer["results"]
    assert (result["path"], result["tier"]) == ("scaffold.py", "inferred")


def test_a_diamond_is_searched_in_the_order_of_python() -> None:
    text = """
        //- a.py
        class Top:
            def run(self): ...
        class Left(Top): ...
        class Right(Top):
            def run(self): ...
        class Bottom(Left, Right): ...
        """
    assert asked(text, "definition", "Bottom.run")[0] == ["a.py:5 run"]


def test_bases_in_a_circle_end() -> None:
    text = """
        //- a.py
        class A(B):
            def run(self): ...
        class B(A): ...
        class C(B): ...
        """
    assert asked(text, "definition", "C.run")[0] == ["a.py:2 run"]
    assert asked(text, "definition", "C.other")[0] == []


def test_classes_of_one_name_that_have_different_members_are_all_told() -> None:
    text = """
        //- a.py
        class Base:
            def run(self): ...
        class Job(Base): ...
        //- b.py
        class Other:
            def run(self): ...
        class Job(Other): ...
        """
    assert asked(text, "definition", "Job.run") == (
        ["a.py:2 run", "b.py:2 run"],
        "Job.run is inherited: it is Base.run of a.py and Other.run of b.py",
    )
    assert asked(text, "definition", "b.Job.run")[0] == ["b.py:2 run"]


def test_what_no_base_has_is_not_found() -> None:
    places, reason = asked(APP, "definition", "Flask.nothing")
    assert places == []
    assert "no symbol is named Flask.nothing" in reason


def test_classes_of_typescript() -> None:
    text = """
        //- base.ts
        export class Base<T> { run(): void {} }
        export interface Named { title: string }
        //- job.ts
        import { Base, Named } from './base'
        export abstract class Job extends Base<string> implements Named {}
        """
    assert asked(text, "definition", "Job.run")[0] == ["base.ts:1 run"]
    assert asked(text, "definition", "Job.title")[0] == ["base.ts:2 title"]


def test_after_an_edit_of_the_base() -> None:
    text = """
        //- base.py
        class Base:
            def run(self): ...
        //- job.py
        from base import Base
        class Job(Base): ...
        //- base.py@2
        class Top:
            def run(self): ...
        class Base(Top): ...
        """
    assert asked(text, "definition", "Job.run")[0] == ["base.py:2 run"]

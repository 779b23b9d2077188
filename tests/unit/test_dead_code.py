"""Dead code: what nothing reaches from where programs begin, and what keeps a symbol alive."""

from __future__ import annotations

from typing import Any

import pytest
from inline_snapshot import snapshot

from codegraph_client.errors import BadRequest
from dead_code import check, dead
from harness import Index, in_index


def test_what_the_top_of_a_module_uses_is_needed_and_all_that_this_uses() -> None:
    check(
        """
        //- app.py
        from lib import used, unused
        used()
        //- lib.py
        def used(): return helper()
        def helper(): return LIMIT
        def unused(): return other()
        def other(): return 1
        LIMIT = 1
        FORGOTTEN = 2
        """,
        snapshot("""\
function unused lib.py:3 unused
function other lib.py:4 dead by unused
constant FORGOTTEN lib.py:6 unused
"""),
    )


def test_a_circle_that_nothing_leads_into_is_dead() -> None:
    check(
        """
        //- a.py
        def ping(): pong()
        def pong(): ping()
        def itself(): itself()
        """,
        snapshot("""\
function ping a.py:1 dead by pong
function pong a.py:2 dead by ping
function itself a.py:3 unused
"""),
    )


def test_a_dead_class_stands_for_what_is_in_it() -> None:
    check(
        """
        //- a.py
        class Used:
            def __init__(self): self.called()
            def called(self): ...
            def forgotten(self): ...
        class Unused:
            def one(self): self.two()
            def two(self): ...
        Used()
        """,
        snapshot("""\
method Used.forgotten a.py:4 unused
class Unused a.py:5 unused +2
"""),
    )


def test_what_only_tests_use_says_so() -> None:
    check(
        """
        //- a.py
        def tested(): return below()
        def below(): ...
        //- tests/test_a.py
        from a import tested
        def test_it(): tested()
        def helper(): ...
        """,
        snapshot("""\
function tested a.py:1 tests
function below a.py:2 tests
"""),
    )


def test_in_tests_as_well() -> None:
    check(
        """
        //- tests/test_a.py
        def test_it(): used()
        def used(): ...
        def helper(): ...
        """,
        snapshot("function helper tests/test_a.py:3 unused\n"),
        tests=True,
    )


def test_a_member_that_is_used_on_what_is_not_known_is_needed_under_its_name() -> None:
    check(
        """
        //- a.py
        class A:
            def save(self): ...
            def load(self): ...
        class B:
            def save(self): ...
        def run(x): x.save()
        run(A())
        """,
        snapshot("""\
method A.load a.py:3 unused
class B a.py:4 unused +1
"""),
    )


def test_what_overrides_something_needed_is_needed_with_its_class() -> None:
    check(
        """
        //- a.py
        class Base:
            def run(self): ...
            def stop(self): ...
        class Used(Base):
            def run(self): ...
            def stop(self): ...
        class Unused(Base):
            def run(self): ...
        def main(it: Base): it.run()
        main(Used())
        """,
        snapshot("""\
method Base.stop a.py:3 unused
method Used.stop a.py:6 unused
class Unused a.py:7 unused +1
"""),
    )


def test_below_something_outside_of_the_workspace_members_may_be_called_from_there() -> None:
    text = """
        //- a.py
        from framework import View
        class Page(View):
            def get(self): ...
        class Failure(Exception):
            def explain(self): ...
        class Alias(View): ...
        raise Failure
        """
    check(text, snapshot("method Failure.explain a.py:5 unused\n"))
    check(
        text,
        snapshot("""\
class Page a.py:2 unused (0.4)
method Page.get a.py:3 unused (0.4)
method Failure.explain a.py:5 unused
class Alias a.py:6 unused (0.4)
"""),
        confidence=0.4,
    )


def test_decorators_register_but_for_those_that_do_not() -> None:
    check(
        """
        //- a.py
        from functools import cache
        from web import app
        @app.route("/")
        def page(): ...
        @cache
        def computed(): ...
        class A:
            @staticmethod
            def made(): ...
            @app.command
            def listed(self): ...
        A()
        """,
        snapshot("""\
function computed a.py:6 unused
method A.made a.py:9 unused
"""),
    )


def test_names_in_strings_and_names_that_are_put_together_are_needed() -> None:
    check(
        """
        //- a.py
        import sys
        class Handlers:
            def on_start(self): ...
            def on_stop(self): ...
            def by_name(self): ...
            def other(self): ...
        def handle(event):
            handlers = Handlers()
            getattr(handlers, f"on_{event}")()
            getattr(handlers, "by_name")()
        handle(sys.argv[1])
        """,
        snapshot("method Handlers.other a.py:6 unused\n"),
    )


def test_a_module_that_is_loaded_by_its_name_needs_all_that_it_offers() -> None:
    check(
        """
        //- manage.py
        import os
        os.environ["SETTINGS"] = "site.settings"
        //- site/settings.py
        DEBUG = True
        _private = 1
        //- site/routers.py
        class Router:
            def route(self): ...
        class Other:
            def route(self): ...
        //- site/conf.py
        ROUTERS = ["site.routers.Router"]
        print(ROUTERS)
        """,
        snapshot("""\
class Other site/routers.py:3 unused +1
variable _private site/settings.py:2 unused
"""),
    )


def test_configuration_and_templates_name_code() -> None:
    check(
        """
        //- app/cli.py
        def started(): ...
        def other(): ...
        //- app/views.py
        class Page:
            def shown(self): ...
            def hidden(self): ...
        Page()
        //- setup.toml
        [scripts]
        app = "app.cli:started"
        //- app/page.html
        <p>{{ page.shown }}</p>
        """,
        snapshot("method Page.hidden app/views.py:3 unused\n"),
    )


LIBRARY = """
    //- pyproject.toml
    [build-system]
    requires = []
    //- lib/__init__.py
    def offered(): ...
    def _inner(): ...
    class Offered:
        def method(self): ...
    //- lib/_private.py
    def nobody(): ...
    """


def test_what_a_library_offers_is_a_class_of_its_own() -> None:
    check(
        LIBRARY,
        snapshot("""\
function _inner lib/__init__.py:2 unused
function nobody lib/_private.py:1 unused
"""),
    )
    check(
        LIBRARY,
        snapshot("""\
function offered lib/__init__.py:1 unused
function _inner lib/__init__.py:2 unused
class Offered lib/__init__.py:3 unused +1
function nobody lib/_private.py:1 unused
"""),
        public=True,
    )


def test_a_list_of_exports_keeps_what_it_names() -> None:
    check(
        """
        //- a.py
        __all__ = ["listed"]
        def listed(): ...
        def other(): ...
        """,
        snapshot("function other a.py:3 unused\n"),
    )


def test_what_each_file_of_a_folder_has_for_who_loads_them() -> None:
    check(
        """
        //- migrations/one.py
        def upgrade(): ...
        def own(): ...
        //- migrations/two.py
        def upgrade(): ...
        //- migrations/three.py
        def upgrade(): ...
        """,
        snapshot("function own migrations/one.py:2 unused\n"),
    )


def test_files_of_one_name_in_several_folders_are_loaded_by_it() -> None:
    check(
        """
        //- shop/apps.py
        class Shop:
            def ready(self): ...
        //- news/apps.py
        class News: ...
        //- users/apps.py
        class Users: ...
        //- users/other.py
        class Other: ...
        """,
        "class Other users/other.py:1 unused\n",
    )


def test_what_a_program_wrote_or_another_project_is_left_to_them() -> None:
    check(
        """
        //- made.py
        # Generated by a program. Do not edit.
        def unused(x): return x.used_from_there()
        //- vendor/lib.py
        def unused(): ...
        //- own.py
        def unused(): ...
        class A:
            def used_from_there(self): ...
        A()
        """,
        snapshot("(none)\n"),
    )


def test_unsaved_texts_count_as_if_saved() -> None:
    async def typed(index: Index) -> list[Any]:
        await index.show({"a.py": "from b import f\n", "b.py": "def f(): ...\n"})
        found = [await index.ask("deadCode", {})]
        text = "from b import f\nf()\n"
        await index.handlers["overlay"](index.session, {"path": "a.py", "version": 1, "text": text})
        found.append(await index.ask("deadCode", {}))
        return [[each["qualified"] for each in answer["results"]] for answer in found]

    assert in_index(typed) == [["f"], []]


def test_what_a_loop_gives_beside_what_is_used_is_no_candidate() -> None:
    check(
        """
        //- a.py
        for name, _rest in {}.items():
            print(name)
        forgotten = 1
        """,
        "variable forgotten a.py:3 unused\n",
    )


def test_narrowed_by_path_and_kind() -> None:
    text = """
        //- a.py
        def one(): ...
        class Two: ...
        //- b/c.py
        def three(): ...
        """
    check(text, snapshot("function three b/c.py:1 unused\n"), paths=["b/**"])
    check(text, snapshot("class Two a.py:2 unused\n"), kind=["class"])


@pytest.mark.parametrize("params", [{"confidence": 2}, {"kind": ["thing"]}, {"paths": 3}])
def test_what_cannot_be_asked(params: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        dead("//- a.py\n", **params)


def test_an_edit_is_seen_and_gives_what_an_index_from_scratch_would() -> None:
    before = {"a.py": "from b import f\n", "b.py": "def f(): g()\ndef g(): ...\n"}
    after = {**before, "a.py": "from b import f\nf()\n"}

    async def edited(index: Index) -> tuple[Any, Any, Any]:
        await index.show(before)
        first = await index.ask("deadCode", {})
        await index.show(after)
        second = await index.ask("deadCode", {})
        await index.show(before)
        return first["results"], second["results"], (await index.ask("deadCode", {}))["results"]

    first, second, third = in_index(edited)
    assert [each["qualified"] for each in first] == ["f", "g"]
    assert second == []
    assert third == first

"""What is told of a whole workspace: what is central, what hangs together, hotspots."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from fixture_language import parse_fixture
from git_history import History
from harness import Answer, Index, ask, in_index
from overviews import named, names, overview

STAR = """
    //- hub.py
    class Hub: ...
    def seldom(): ...
    //- one.py
    from hub import Hub
    def first(): return Hub()
    //- two.py
    from hub import Hub, seldom
    def second(): return Hub(), seldom()
    //- three.py
    from two import second
    def third(): second()
    """


def test_files_and_symbols_that_most_leads_to_come_first() -> None:
    answer = overview(STAR, "files")
    assert named(answer["results"][0]) == "hub.py"
    assert answer["results"][0]["measured"] == {"users": 2, "uses": 0}
    scores = [each["score"] for each in answer["results"]]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1)
    symbols = names(STAR, "symbols")
    assert (symbols[0], set(symbols[1:])) == ("hub.py#Hub", {"hub.py#seldom", "two.py#second"})
    assert names(STAR, "files", most=1) == ["hub.py"]


def test_what_lies_between_others() -> None:
    assert names(STAR, "file-bridges") == ["two.py"]
    answer = overview(STAR, "symbol-bridges")
    assert [named(each) for each in answer["results"]] == ["two.py#second"]
    # Of four symbols with uses, three are the beginning of ways, and all of these were followed.
    assert answer["summary"]["sections"]["symbol-bridges"]["sources"] == 3
    assert answer["results"][0]["measured"]["error"] == 0


def test_what_an_import_binds_is_no_symbol_that_much_leads_to() -> None:
    found = names(
        """
        //- go.mod
        module example.com/shop
        //- a.go
        package shop
        import "fmt"
        func One() { fmt.Println(); Two() }
        func Two() { fmt.Println() }
        """,
        "symbols",
    )
    assert found == ["a.go#Two"]


TESTED = """
    //- code.py
    def work(): ...
    //- tests/test_code.py
    from code import work
    def test_one(): work()
    def test_two(): work()
    //- vendor/other.py
    from code import work
    """


def test_tests_are_left_out_unless_they_are_wanted() -> None:
    assert overview(TESTED, "files")["summary"]["looked_at"] == 1
    assert names(TESTED, "files") == []
    assert names(TESTED, "files", tests=True) == ["code.py", "tests/test_code.py"]
    assert overview(TESTED, "files", tests=True)["summary"]["tests"] == 1


def test_what_stands_among_tests_still_says_which_members_override_which() -> None:
    files = {
        "base.py": "class Base:\n    def run(self): ...\n",
        "tests/more.py": "from base import Base\nclass More(Base): ...\n",
        "tests/middle.py": "from tests.more import More\nclass Middle(More): ...\n",
        "tests/other.py": "def test_it(): assert True\n",
        "low.py": "from tests.middle import Middle\nclass Low(Middle):\n    def run(self): ...\n",
    }
    apart = files | {"tests/more.py": "class More: ...\n"}

    async def run(index: Index) -> list[tuple[list[str], int, int, int]]:
        found = []
        for tree in (files, apart, files):
            await index.show(tree)
            answer = await index.ask("overview", {"sections": ["symbols"]})
            summary = answer["summary"]
            counts = (summary[name] for name in ("files", "looked_at", "tests"))
            found.append(([named(each) for each in answer["results"]], *counts))
        return found

    assert in_index(run) == [
        (["base.py#Base.run"], 5, 2, 3),
        ([], 5, 2, 3),
        (["base.py#Base.run"], 5, 2, 3),
    ]


# Communities


def test_files_that_hang_together_are_called_by_their_folder() -> None:
    text = "\n".join(
        f"""
        //- {folder}/{name}.py
        {imports}
        def {folder}_{name}(): ...
        """
        for folder, other in (("cart", "price"), ("price", "cart"))
        for name, imports in (
            ("a", f"from {folder}.b import {folder}_b"),
            ("b", f"from {folder}.c import {folder}_c"),
            ("c", f"from {folder}.a import {folder}_a; import {other}.a"),
        )
    )
    answer = overview(text, "communities")
    found = {each["measured"]["name"]: each["measured"]["members"] for each in answer["results"]}
    assert found == {
        "cart": ["cart/a.py", "cart/b.py", "cart/c.py"],
        "price": ["price/a.py", "price/b.py", "price/c.py"],
    }
    assert answer["summary"]["sections"]["communities"]["modularity"] > 0


def test_central_symbols_of_files_have_names_even_where_a_hash_is_what_tells_them() -> None:
    answer = overview(
        """
        //- a.js
        export function both(flag) {
          if (flag) {
            return { left: 1 };
          }
          return { left: 2 };
        }
        //- b.js
        import { both } from "./a";
        both().left;
        """,
        "communities",
    )
    (found,) = answer["results"]
    symbols = found["measured"]["symbols"]
    assert "a.js#…" in {each["key"][:6] for each in symbols}
    assert [each["qualified"] for each in symbols] == ["both.left", "both.left", "both"]


# Hotspots


def test_hotspots_change_often_and_are_large(tmp_path: Path) -> None:
    history = History(tmp_path / "past")
    large = "def large():\n" + "    x = 1\n" * 50
    files = {"hot.py": large, "calm.py": large, "small.py": "def small(): ...\n", "notes.md": "# 1"}
    history.commit("make", files)
    for number in range(3):
        files |= {name: f"{files[name]}\n" for name in ("hot.py", "small.py", "notes.md")}
        history.commit(f"change {number}", files)

    async def run(index: Index) -> Answer:
        await index.show(files)
        (history.root / ".git").rename(index.root / ".git")
        before = await index.ask("overview", {"sections": ["hotspots"]})
        history.root = index.root
        history.commit("calm", {"calm.py": files["calm.py"] + "\n"})
        again = await index.ask("overview", {"sections": ["hotspots"]})
        assert [each["measured"]["commits"] for each in again["results"]] == [4, 2, 4]
        return before

    answer = in_index(run)
    assert [named(each) for each in answer["results"]] == ["hot.py", "calm.py", "small.py"]
    hot = answer["results"][0]
    assert (hot["score"], hot["measured"]["commits"], hot["measured"]["authors"]) == (1, 4, 1)
    assert hot["measured"]["lines_in_functions"] == 51
    assert (named(hot["targets"][0]), hot["measured"]["longest"]) == ("hot.py#large", 51)


def test_without_a_repository_there_are_no_hotspots_and_it_is_said_why() -> None:
    told = overview(STAR, "hotspots")["summary"]["sections"]["hotspots"]
    assert (told["total"], told["problem"]) == (0, "this folder is not in a git repository")


def test_dead_code_is_told_of_if_it_is_asked_for() -> None:
    text = """
        //- main.py
        from code import used
        if __name__ == "__main__":
            used()
        //- code.py
        def used(): ...
        def small(): ...
        def large():
            x = 1
            return x
        """
    answer = overview(text, "dead", most=1)
    assert [named(each) for each in answer["results"]] == ["code.py#large"]
    assert (answer["results"][0]["size"], answer["results"][0]["reason"]) == (3, "unused")
    assert answer["summary"]["sections"] == {"dead": {"total": 2, "lines": 4}}
    fixture = parse_fixture(text)
    usual = ask(fixture.files, [], "overview", {})
    assert not {"dead", "duplicates"} & usual["summary"]["sections"].keys()


def test_what_is_nearly_the_same_is_told_of_if_it_is_asked_for() -> None:
    body = "".join(f"    value = value + other_{number}(value)\n" for number in range(8))
    files = {
        "one.py": f"def first(value):\n{body}    return value\n",
        "two.py": f"def second(value):\n{body}    return value\n",
    }
    answer = ask(files, [], "overview", {"sections": ["duplicates"]})
    (group,) = answer["results"]
    assert [named(each) for each in (group, *group["targets"])] == ["one.py#first", "two.py#second"]
    assert answer["summary"]["sections"] == {"duplicates": {"total": 1, "lines": 10}}


# What must hold


EDITED = """
    //- hub.py
    class Hub: ...
    //- one.py
    from hub import Hub
    def first(): return Hub()
    //- two.py
    from one import first
    def second(): return first()
    //- hub.py@2
    import two
    class Hub: ...
    def more(): two.second()
    //- aaa.py@3
    from two import second
    def zero(): return second()
    //- one.py@4 -> uno.py
    //- two.py@4
    from uno import first
    def second(): return first()
    """


def test_after_any_edits_it_is_what_a_new_index_tells() -> None:
    fixture = parse_fixture(EDITED)
    asked: dict[str, Any] = {"tests": True, "most": 100}
    edited = ask(fixture.files, fixture.steps, "overview", asked)
    scratch = ask(fixture.final, [], "overview", asked)
    assert len(edited["results"]) > 10
    assert json.dumps(edited["results"]) == json.dumps(scratch["results"])
    assert edited["summary"] == scratch["summary"]


def test_what_was_made_is_kept_until_something_changes() -> None:
    fixture = parse_fixture(STAR)

    async def run(index: Index) -> None:
        await index.show(fixture.files)
        first = await index.ask("overview", {"sections": ["files"]})
        assert (await index.ask("overview", {"sections": ["files"]}))["results"] == first["results"]
        more = await index.ask("overview", {"sections": ["files", "symbols"]})
        assert more["results"][: len(first["results"])] == first["results"]
        await index.show({**fixture.files, "four.py": "from three import third\nthird()\n"})
        again = await index.ask("overview", {"sections": ["files"]})
        assert len(again["results"]) == len(first["results"]) + 1

    in_index(run)


def test_what_came_too_late_is_there_for_who_asks_next() -> None:
    fixture = parse_fixture(STAR)
    begun: list[str] = []

    async def run(index: Index) -> None:
        make_pool = index.repository.make_pool

        def counting(**how: Any) -> Any:
            pool = make_pool(**how)
            submit = pool.submit

            def noting(task: str, payload: Any, **where: Any) -> Any:
                begun.append(task)
                return submit(task, payload, **where)

            pool.submit = noting  # type: ignore[method-assign]
            return pool

        index.repository.make_pool = counting
        await index.show(fixture.files)
        late = await index.ask("overview", {"deadline_ms": 0, "sections": ["files"]})
        assert (late["complete"], late["results"]) == (False, [])
        assert (await index.ask("overview", {"sections": ["files"]}))["results"]

    in_index(run)
    assert begun == ["overview"]


def test_nothing_is_told_of_nothing() -> None:
    answer = ask({"README.md": "# A heading\n"}, [], "overview", {})
    assert (answer["results"], answer["complete"]) == ([], True)
    assert answer["summary"]["looked_at"] == 0
    assert ask({}, [], "overview", {})["results"] == []


@pytest.mark.parametrize(
    "params", [{"sections": ["nothing"]}, {"sections": []}, {"most": 0}, {"most": True}]
)
def test_what_cannot_be_asked_is_refused(params: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        ask({}, [], "overview", params)

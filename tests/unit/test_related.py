"""Related code: what to look at next, by uses, by meaning and by commits, each with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.queries.fused import fused, like
from fixture_language import parse_fixture
from git_history import History
from harness import Index, ask, in_index


def related(text: str, **params: Any) -> dict[str, tuple[str, list[str]]]:
    """Group and reasons of each symbol that is related."""
    fixture = parse_fixture(text)
    asked = (fixture.target() if fixture.cursor else {}) | params
    answer = ask(fixture.files, fixture.steps, "related", asked)
    assert answer["complete"], answer
    return {
        result.get("qualified") or result["name"]: (result["group"], result["reasons"])
        for result in answer["results"]
    }


USES = """
    //- a.py
    class Base:
        def run(self): ...
    class Derived(Base):
        def r<|>un(self): work()
    def work(): deep()
    def deep(): ...
    def engine(given: Derived): given.run()
    //- test_a.py
    from a import engine
    def test_engine(): engine(None)
    //- far.py
    def unrelated(): ...
    """


def test_uses_in_either_direction_are_told_by_how_they_stand() -> None:
    found = related(USES)
    assert found["work"] == ("callees", ["this calls it", "it is in the same file"])
    assert found["engine"] == ("callers", ["it calls this", "it is in the same file"])
    assert found["Base.run"][0] == "overrides"
    assert "this overrides it" in found["Base.run"][1]
    assert found["deep"][0] == "near"
    assert found["test_engine"][0] == "tests"
    assert "unrelated" not in found


def test_each_signal_that_cannot_be_asked_is_told() -> None:
    fixture = parse_fixture(USES)
    reason = ask(fixture.files, fixture.steps, "related", fixture.target())["reason"]
    assert "without history: " in reason
    assert "without meaning: the setting search.use is off" in reason


def test_what_is_next_comes_before_what_is_further_away() -> None:
    names = list(related(USES))
    assert names.index("work") < names.index("deep")
    assert names.index("engine") < names.index("test_engine")


def test_by_some_signals_only() -> None:
    assert "unrelated" not in related(USES, by=["history"])
    assert set(related(USES, by=["graph"])) >= {"work", "engine"}


def test_files_that_change_together_are_found_without_any_use(tmp_path: Path) -> None:
    history = History(tmp_path / "past")
    files = {
        "a.py": "def one(): return {}\n",
        "b.py": "def other(): return {}\n",
        "c.py": "def apart(): return {}\n",
    }
    for number in range(3):
        for changed in (("a.py", "b.py"), ("c.py",)):
            history.commit("change", {path: files[path].format(number) for path in changed})
    last = {path: text.format(2) for path, text in files.items()}

    async def run(index: Index) -> dict[str, Any]:
        await index.show(last)
        (history.root / ".git").rename(index.root / ".git")
        return await index.ask("related", {"symbol": "one"})

    answer = in_index(run)
    assert [(each["name"], each["group"]) for each in answer["results"]] == [("other", "history")]
    (other,) = answer["results"]
    assert other["reasons"] == ["3 commits changed both files"]
    assert 0 < other["score"] <= 1


def unlike(target: tuple[int, int]) -> float:
    return 0.0


def test_signals_are_put_together_and_equals_are_told_by_path() -> None:
    signals = {
        "graph": {(1, 10): 0.01, (2, 10): 0.005},
        "meaning": {(2, 10): 0.9, (3, 10): 0.8, (4, 10): 0.8},
    }
    found = fused(signals, {1: "z.py", 2: "y.py", 3: "x.py", 4: "w.py"}.__getitem__, unlike)
    assert [each.target[0] for each in found] == [2, 1, 4, 3]
    assert found[0].parts == {"graph": 0.5398, "meaning": 1.0}
    assert all(0 < each.score <= 1 for each in found)


def test_of_what_was_found_names_with_the_same_words_come_first() -> None:
    signals = {"graph": {(1, 1): 0.01, (1, 2): 0.008}, "history": {(1, 1): 0.5, (1, 2): 0.5}}
    names = {(1, 1): "close", (1, 2): "load_items"}
    found = fused(
        signals, {1: "a.py"}.__getitem__, lambda target: like(names[target], ["load_item"])
    )
    assert [each.target for each in found] == [(1, 2), (1, 1)]
    assert (found[0].parts.keys(), found[1].parts.keys()) == (
        {"graph", "history", "name"},
        {"graph", "history"},
    )
    alone = fused({"graph": signals["graph"]}, {1: "a.py"}.__getitem__, lambda target: 1.0)
    assert [(each.target, set(each.parts)) for each in alone] == [
        ((1, 1), {"graph"}),
        ((1, 2), {"graph"}),
    ]


@pytest.mark.parametrize(
    ("name", "other", "share"),
    [
        ("load", "load", 1.0),
        ("load_item", "loadItems", 1.0),
        ("load_item", "test_load_item", 0.4),
        ("load", "save", 0.0),
        ("_", "save", 0.0),
    ],
)
def test_names_are_alike_by_their_words(name: str, other: str, share: float) -> None:
    assert like(name, [other]) == share


def test_parts_of_documents_come_after_the_symbols_that_are_most_related() -> None:
    signals = {
        "history": {(1, n): 1.0 / n for n in range(1, 31)},
        "documentation": {(2, n): 1.0 / n for n in range(1, 4)},
        "configuration": {(2, 3): 1.0},
    }
    found = fused(signals, {1: "a.py", 2: "a.md"}.__getitem__, unlike)
    files = "".join("sd"[each.target[0] - 1] for each in found)
    assert files == "ssssssssss" + "dss" * 3 + "s" * 14
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert [each.parts for each in found if each.target == (2, 3)] == [
        {"documentation": 0.5, "configuration": 1.0}
    ]
    only = fused({"documentation": signals["documentation"]}, {2: "a.md"}.__getitem__, unlike)
    assert [each.target for each in only] == [(2, 1), (2, 2), (2, 3)]
    assert only[0].score == 1.0


@pytest.mark.parametrize("by", [[], ["nonsense"], "graph", ["graph", "x"]])
def test_signals_that_are_none_are_refused(by: object) -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def called(): ...\n"})
        with pytest.raises(BadRequest):
            await index.ask("related", {"symbol": "called", "by": by})

    in_index(run)

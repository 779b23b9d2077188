"""Commits of a symbol and of a file, and what changes together with it; from a real git."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.history.commits import Change, Commit, parse_commits, read_commits
from codegraph_daemon.history.past import MOST_FILES, Past
from git_history import History
from harness import Index, in_index


def told(history: History, after: dict[str, str], params: dict[str, Any]) -> dict[str, Any]:
    """The answer to `history` in a work tree with these files."""

    async def run(index: Index) -> dict[str, Any]:
        await index.show(after)
        # The repository lies where the index looks.
        (history.root / ".git").rename(index.root / ".git")
        return await index.ask("history", params)

    return in_index(run)


def rows(answer: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (row["subject"], row["change"], *([row["was"]] if "was" in row else []))
        for row in answer["results"]
    ]


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "past")


BODY = "    first = given + 1\n    second = first * 2\n    return first, second\n"


def test_only_commits_that_changed_the_symbol(history: History) -> None:
    history.commit("make", {"a.py": "def one(): return 1\n\ndef two(): return 1\n"})
    history.commit("two", {"a.py": "def one(): return 1\n\ndef two(): return 2\n"})
    history.commit("above", {"a.py": "x = 1\n\ndef one(): return 1\n\ndef two(): return 2\n"})
    last = "x = 1\n\ndef one(): return 3\n\ndef two(): return 2\n"
    history.commit("one", {"a.py": last})
    history.commit("elsewhere", {"b.py": "y = 1\n"})
    answer = told(history, {"a.py": last, "b.py": "y = 1\n"}, {"symbol": "one"})
    assert rows(answer) == [("one", "changed"), ("make", "added")]
    assert [row["line"] for row in answer["results"]] == [2, 0]
    assert answer["summary"]["authors"] == [("Ada", 2, answer["results"][0]["time"])]
    assert answer["summary"]["commits"] == 4


def test_a_symbol_is_followed_through_more_commits_than_are_read_at_once(history: History) -> None:
    made = f"def early(given):\n{BODY}\n"
    history.commit("make", {"a.py": made + "def two(): return 0\n"})
    for number in range(1, 20):
        history.commit(f"two {number}", {"a.py": f"{made}def two(): return {number}\n"})
    renamed = made.replace("early", "late")
    for number in range(19, 40):
        history.commit(f"late {number}", {"a.py": f"{renamed}def two(): return {number}\n"})
    last = {"a.py": f"{renamed}def two(): return 39\n"}
    answer = told(history, last, {"symbol": "late"})
    assert rows(answer) == [("late 19", "renamed", "early"), ("make", "added")]


def test_what_is_known_when_time_runs_out_is_told(history: History) -> None:
    history.commit("make", {"a.py": "def one(): return 1\n"})
    answer = told(history, {"a.py": "def one(): return 1\n"}, {"symbol": "one", "deadline_ms": 300})
    assert (answer["complete"], rows(answer)) == (False, [])
    assert answer["reason"] == "there was no time for all commits"


def test_who_made_the_commits_by_the_names_of_mailmap(history: History) -> None:
    for number, author in enumerate(("Bob <bob@x>", "bobby <bob@x>", "Eve <eve@x>", "Bob <bob@x>")):
        history.commit(f"number {number}", {"a.py": f"def it(): return {number}\n"})
        history.git("commit", "--amend", "-q", "-m", f"number {number}", f"--author={author}")
    last = {"a.py": "def it(): return 3\n", ".mailmap": "Robert <bob@x>\n"}
    history.commit("names", {".mailmap": last[".mailmap"]})
    answer = told(history, last, {"symbol": "it"})
    newest, eve = answer["results"][0], answer["results"][1]
    assert answer["summary"]["authors"] == [
        ("Robert", 3, newest["time"]),
        ("Eve", 1, eve["time"]),
    ]


def test_branches_that_have_another_version(history: History) -> None:
    one = "def it(): return 1\n\ndef other(): return 1\n"
    history.commit("make", {"a.py": one, "b.py": "x = 1\n"})
    history.git("branch", "behind")
    history.git("branch", "elsewhere")
    last = one.replace("it(): return 1", "it(): return 2")
    history.commit("change", {"a.py": last})
    history.git("branch", "same")
    history.git("checkout", "-q", "-b", "changed")
    history.commit("theirs", {"a.py": last.replace("return 2", "return 3")})
    history.commit("more", {"a.py": last.replace("return 2", "return 4")})
    history.git("checkout", "-q", "-b", "gone", "main")
    history.commit("away", {"a.py": "def other(): return 1\n"})
    history.git("checkout", "-q", "-b", "unmade", "main")
    history.commit("file away", {"a.py": None})
    # What changed on it is another symbol.
    history.git("checkout", "-q", "-b", "beside", "main")
    history.commit("beside", {"a.py": last.replace("other(): return 1", "other(): return 9")})
    history.git("checkout", "-q", "main")
    answer = told(history, {"a.py": last, "b.py": "x = 1\n"}, {"symbol": "it"})
    found = [(each["name"], each["version"], each["commits"]) for each in branches(answer)]
    assert found == [
        ("unmade", "gone", 1),
        ("gone", "gone", 1),
        ("changed", "other", 2),
        # Two branches that stand at one commit are one.
        ("behind", "other", 0),
    ]
    assert branches(answer)[-1]["last"] == 0


def test_branches_that_have_another_version_of_a_file(history: History) -> None:
    history.commit("make", {"pkg/a.py": "x = 1\n"})
    history.git("checkout", "-q", "-b", "theirs")
    history.commit("theirs", {"pkg/a.py": "x = 2\n"})
    history.git("checkout", "-q", "main")
    history.git("update-ref", "refs/remotes/origin/far", "theirs")
    history.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/far")
    answer = told(history, {"pkg/a.py": "x = 1\n"}, {"path": "pkg/a.py"})
    assert [(each["name"], each["commits"]) for each in branches(answer)] == [("theirs", 1)]


def branches(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer["summary"]["branches"]
    return found


def test_a_symbol_is_followed_where_it_was_renamed(history: History) -> None:
    history.commit("make", {"a.py": f"def old(given):\n{BODY}"})
    last = f"def new(given):\n{BODY}"
    history.commit("rename", {"a.py": last})
    answer = told(history, {"a.py": last}, {"symbol": "new"})
    assert rows(answer) == [("rename", "renamed", "old"), ("make", "added")]


def test_a_symbol_is_followed_into_the_file_that_it_came_from(history: History) -> None:
    history.commit("make", {"a.py": f"def it(given):\n{BODY}\nx = 1\n"})
    history.commit("change", {"a.py": f"def it(given, more=1):\n{BODY}\nx = 1\n"})
    moved = {"a.py": "x = 1\n", "b.py": f"y = 1\n\ndef it(given, more=1):\n{BODY}"}
    history.commit("move", moved)
    answer = told(history, moved, {"symbol": "it"})
    assert rows(answer) == [
        ("move", "moved", "a.py#it"),
        ("change", "changed"),
        ("make", "added"),
    ]


def test_a_symbol_is_followed_with_its_file(history: History) -> None:
    history.commit("make", {"old.py": f"def it(given):\n{BODY}"})
    history.commit("move", {"old.py": None, "new.py": f"def it(given):\n{BODY}"})
    last = f"def it(given, more=1):\n{BODY}"
    history.commit("change", {"new.py": last})
    answer = told(history, {"new.py": last}, {"symbol": "it"})
    assert rows(answer) == [("change", "changed"), ("make", "added")]
    assert [row["path"] for row in answer["results"]] == ["new.py", "old.py"]


def test_the_commits_of_a_file_and_what_changes_together_with_it(history: History) -> None:
    history.commit("make", {"a.py": "1", "b.py": "1", "c.py": "1"})
    history.commit("both", {"a.py": "2", "b.py": "2"})
    history.commit("again", {"a.py": "3", "b.py": "3"})
    history.commit("move", {"a.py": None, "new/a.py": "3"})
    files = {"new/a.py": "3", "b.py": "3", "c.py": "1"}
    answer = told(history, files, {"path": "new/a.py"})
    assert rows(answer) == [
        ("move", "moved", "a.py"),
        ("again", "changed"),
        ("both", "changed"),
        ("make", "added"),
    ]
    assert [(each["path"], each["commits"]) for each in answer["summary"]["together"]] == [
        ("b.py", 3),
        ("c.py", 1),
    ]


def test_so_many_commits_as_are_wanted(history: History) -> None:
    for number in range(5):
        history.commit(f"number {number}", {"a.py": f"def it(): return {number}\n"})
    files = {"a.py": "def it(): return 4\n"}
    answer = told(history, files, {"symbol": "it", "limit": 2})
    assert [row["subject"] for row in answer["results"]] == ["number 4", "number 3"]
    assert answer["truncated"]


def test_without_git_and_without_commits_it_is_said_why() -> None:
    async def run(index: Index) -> dict[str, Any]:
        await index.show({"a.py": "def it(): ...\n"})
        return await index.ask("history", {"symbol": "it"})

    answer = in_index(run)
    assert answer["results"] == []
    assert "not in a git repository" in answer["reason"]


@pytest.mark.parametrize("limit", [0, True, "x", 10_000])
def test_a_limit_that_means_nothing_is_refused(limit: object) -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def it(): ...\n"})
        with pytest.raises(BadRequest):
            await index.ask("history", {"symbol": "it", "limit": limit})

    in_index(run)


def test_what_came_since_is_read_and_another_branch_is_read_anew(history: History) -> None:
    first = history.commit("one", {"a.py": "1"})
    second = history.commit("two", {"a.py": "2"})
    read = read_commits(history.root, 100, first)
    assert (read.whole, [each.subject for each in read.commits]) == (False, ["two"])
    assert read_commits(history.root, 100, second).commits == []
    history.git("checkout", "-q", "-b", "other", first)
    history.commit("three", {"a.py": "3"})
    read = read_commits(history.root, 100, second)
    assert (read.whole, [each.subject for each in read.commits]) == (True, ["three", "one"])
    assert [each.subject for each in read_commits(history.root, 1).commits] == ["three"]


def test_a_root_below_the_top_has_its_own_files_alone(history: History) -> None:
    history.commit("both", {"inner/a.py": "1", "b.py": "1"})
    history.commit("outer", {"b.py": "2"})
    read = read_commits(history.root / "inner", 100)
    assert [(each.subject, each.changes) for each in read.commits][-1] == (
        "both",
        [Change("A", "a.py", "")],
    )


def test_paths_of_all_kinds_are_read(history: History) -> None:
    name = 'a b\t"ü".py'
    history.commit("strange\x02 subject", {name: "1"})
    (commit,) = read_commits(history.root, 100).commits
    assert commit.changes == [Change("A", name, "")]
    assert list(parse_commits(b"")) == []


def test_a_commit_of_very_many_files_tells_nothing_of_what_belongs_together() -> None:
    many = [Change("M", f"f{number}.py", "") for number in range(MOST_FILES + 1)]
    past = Past([Commit("1", 0, "Ada", "format", [Change("M", "a.py", ""), *many])])
    assert past.together(["a.py"], 0.0) == []
    assert len(past.touches("a.py")) == 1


def test_recent_commits_and_those_of_few_files_count_more() -> None:
    year = 365 * 86_400
    past = Past(
        [
            Commit("3", 2 * year, "A", "", [Change("M", "a", ""), Change("M", "new", "")]),
            Commit("2", 0, "A", "", [Change("M", "a", ""), Change("M", "old", "")]),
            Commit(
                "1",
                0,
                "A",
                "",
                [Change("M", each, "") for each in ("a", "crowd", "b", "c", "d")],
            ),
        ]
    )
    found = {each.path: each.score for each in past.together(["a"], 2.0 * year)}
    assert found["new"] > found["old"] > found["crowd"] > 0


def test_what_was_asked_once_is_known(history: History) -> None:
    for number in range(40):
        text = f"def one(): return {number // 15}\n\ndef two(): return {number}\n"
        history.commit(f"number {number}", {"a.py": text})
    expected = [("number 30", "changed"), ("number 15", "changed"), ("number 0", "added")]

    async def run(index: Index) -> None:
        await index.show({"a.py": text})
        (history.root / ".git").rename(index.root / ".git")
        question = {"symbol": "one"}
        assert rows(await index.ask("history", question)) == expected
        # There is no time to read any text.
        at_once = await index.ask("history", {**question, "deadline_ms": 300})
        assert rows(at_once) == expected
        some = await index.ask("history", {**question, "limit": 2, "deadline_ms": 300})
        assert (rows(some), some["truncated"]) == (expected[:2], True)

    in_index(run)

"""`:CodeGraph` of `editors/nvim`, in Neovims that were started as a person starts them.

Each version that is there is driven: the one that comes as a wheel, and the system's, which is
older (0.7 in Debian 12) and starts the server in another way.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from editors.neovim import INIT, PLUGIN, drive, neovims
from git_history import History

UPLOADS = '''\
class Uploads:
    def again(self, failed):
        """Retry uploads that failed, each after a longer pause."""
        self.pause()

    def pause(self):
        """Wait."""

    def list(self):
        """All that was sent."""
'''
MAIN = """\
from uploads import Uploads

def main():
    uploads = Uploads()
    uploads.again([])
"""
TEST_MAIN = """\
from main import main

def test_main():
    main()
"""
COMMANDS = [
    *("callees", "callers", "context", "dead", "diff", "duplicates", "graph", "history"),
    *("impact", "overview", "path", "related", "restart", "search", "status"),
]


class Editor:
    """Takes steps in a Neovim that is started in `project`, and says what was then seen.

    `printed` are the messages of the last steps.
    """

    printed = ""

    def __init__(self, program: Path, places: Path, project: Path) -> None:
        self._program = program
        self._places = places
        self._project = project
        # A copy, since `:helptags` writes into it.
        self._plugin = places / "plugin"
        shutil.copytree(PLUGIN, self._plugin)

    def take(self, *steps: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What each step shows; `drive_commands.lua` says of what a step is made."""
        helptags = "-c", f"helptags {self._plugin}/doc"
        told = {"CODEGRAPH_STEPS": json.dumps(steps), "CODEGRAPH_PLUGIN": str(self._plugin)}
        where = self._project, self._places
        driven = drive(
            "drive_commands.lua", *where, INIT, *helptags, program=self._program, told=told
        )
        self.printed = driven.printed
        shown: list[dict[str, Any]] = driven.seen["steps"]
        return shown


@pytest.fixture
def history(tmp_path: Path) -> History:
    """A project with two commits, and work that is in neither."""
    made = History(tmp_path / "project")
    before = UPLOADS.replace("each after a longer pause", "at once")
    made.commit("Uploads", {"uploads.py": before, "codegraph.toml": ""})
    made.commit("Wait longer", {"uploads.py": UPLOADS, "main.py": MAIN, "test_main.py": TEST_MAIN})
    return made


@pytest.fixture(params=list(neovims()), ids=lambda program: str(program.parent.parent.name))
def editor(request: pytest.FixtureRequest, tmp_path: Path, history: History) -> Editor:
    places = tmp_path / "places"
    places.mkdir()
    return Editor(request.param, places, history.root)


def lists(shown: Mapping[str, Any], title: str) -> Sequence[str]:
    """The quickfix list that a step opened, which has this title."""
    assert shown["said"] == []
    assert shown["window"] == "quickfix"
    assert shown["title"] == f"CodeGraph: {title}"
    found: Sequence[str] = shown["list"]
    return found


@pytest.mark.needs("nvim")
def test_questions_about_a_symbol_fill_the_quickfix_list(editor: Editor) -> None:
    again, main = "uploads.py:2:9", "main.py:3:5"
    callers, further, callees, graph, path, missing, impact, related = editor.take(
        {"at": again, "run": "CodeGraph callers", "open": 1},
        {"at": again, "run": "CodeGraph callers 2"},
        {"at": main, "run": "CodeGraph callees"},
        {"at": main, "run": "CodeGraph graph 1"},
        {"at": "test_main.py:3:5", "run": "CodeGraph path Uploads.pause", "open": 3},
        {"at": again, "run": "CodeGraph path test_main"},
        {"at": again, "run": "CodeGraph impact"},
        {"at": again, "run": "CodeGraph related"},
    )
    called = "main.py:5 main › main  (1: calls again, inferred)"
    assert lists(callers, "callers of again") == [called]
    # One is led to the call, at the first letter of its line.
    assert callers["place"] == "main.py:5:5"
    assert callers["line"] == "    uploads.again([])"
    assert lists(further, "callers of again") == [
        called,
        "test_main.py:4 test_main › test_main  (2: calls main, a test)",
    ]
    assert lists(callees, "callees of main") == [
        "uploads.py:1:7 uploads › Uploads  (1: main calls it)",
        "uploads.py:2:9 Uploads › again  (1: main calls it, inferred)",
    ]
    assert lists(graph, "calls around main") == [
        "test_main.py:4 test_main › test_main  (1: calls main, a test)",
        "uploads.py:1:7 uploads › Uploads  (1: main calls it)",
        "uploads.py:2:9 Uploads › again  (1: main calls it, inferred)",
    ]
    assert lists(path, "path from test_main to Uploads.pause") == [
        "test_main.py:3:5 test_main › test_main  (way 1)",
        "test_main.py:4   main › main  (test_main calls it)",
        "main.py:5     Uploads › again  (main calls it, inferred)",
        "uploads.py:4       Uploads › pause  (Uploads.again calls it)",
    ]
    assert path["place"] == "main.py:5:5"
    assert missing["said"] == [
        'CodeGraph: no calls lead from "again" to "test_main": '
        "no way leads there by calls; one leads back, from the second to the first"
    ]
    assert lists(impact, "impact of again")[0] == (
        "main.py:3:5 main › main  (1: calls Uploads.again, inferred)"
    )
    next_to_it = lists(related, "related to again")
    assert (
        next_to_it[0] == "uploads.py:6:9 Uploads › pause  (this calls it; it is in the same file)"
    )
    assert any(each.startswith("main.py:3:5 main › main  (it calls") for each in next_to_it)


@pytest.mark.needs("nvim")
def test_questions_about_the_repository_fill_the_quickfix_list(editor: Editor) -> None:
    search, overview, dead, duplicates, context, nonsense = editor.take(
        {
            "at": "main.py:1:1",
            "run": "CodeGraph search where are failed uploads retried",
            "open": 1,
        },
        {"run": "CodeGraph overview symbols files"},
        {"run": "CodeGraph dead *.py"},
        {"run": "CodeGraph duplicates"},
        {"run": "CodeGraph context again"},
        {"run": "CodeGraph nonsense"},
    )
    found = lists(search, "where are failed uploads retried")
    assert found[0].startswith("uploads.py:2:9 Uploads › again  (")
    assert search["place"] == "uploads.py:2:9"
    assert any("(files: " in row for row in lists(overview, "overview symbols files"))
    assert lists(dead, "dead code") == ["uploads.py:9:9 Uploads › list  (nothing uses it)"]
    assert duplicates["said"] == ["CodeGraph: no functions are nearly the same"]
    assert context["filetype"] == "markdown"
    assert context["text"][:3] == ["# again", "", "## uploads.py"]
    assert any("this is asked about" in line for line in context["text"])
    # While one waits, a message says for what.
    for name in ("search", "overview", "dead", "duplicates", "context"):
        assert f"CodeGraph: {name} …" in editor.printed
    assert nonsense["said"] == [
        f'CodeGraph: no command "nonsense"; there is: {", ".join(COMMANDS)}'
    ]


@pytest.mark.needs("nvim")
def test_what_was_is_opened_from_git(editor: Editor, history: History) -> None:
    first, second = history.git("log", "--format=%H", "--reverse").split()
    (history.root / "uploads.py").write_text(UPLOADS.partition("    def list")[0])
    of_symbol, of_file, unknown, diff, nothing = editor.take(
        {"at": "uploads.py:2:9", "run": "CodeGraph history", "open": 2},
        {"at": "main.py:1:1", "run": "CodeGraph history file"},
        {"run": "CodeGraph history all"},
        {"at": "main.py:1:1", "run": f"CodeGraph diff {first}", "open": 5},
        {"at": "main.py:1:1", "run": "CodeGraph diff nowhere"},
    )
    assert lists(of_symbol, "history of again") == [
        f"{second[:10]}:2 2020-09-15  Ada  changed: Wait longer",
        f"{first[:10]}:2 2020-09-14  Ada  added: Uploads",
    ]
    assert of_symbol["place"] == "uploads.py:2:5"
    assert of_symbol["line"] == "    def again(self, failed):"
    assert lists(of_file, "history of main.py") == [
        f"{second[:10]}:1 2020-09-15  Ada  added: Wait longer"
    ]
    assert unknown["said"] == [
        'CodeGraph: history is of the symbol under the cursor, or with "file" of the file'
    ]
    assert lists(diff, f"different since {first}") == [
        "main.py:3 added main",
        "test_main.py:3 added test_main",
        "uploads.py:1 changed Uploads",
        "uploads.py:2 changed Uploads.again",
        "uploads.py:9 removed Uploads.list (may break who uses it)",
    ]
    assert diff["place"] == "uploads.py:9:5"
    assert diff["line"] == "    def list(self):"
    assert nothing["said"] == ["CodeGraph: git knows no commit 'nowhere'"]


@pytest.mark.needs("nvim")
def test_the_server_says_how_it_is_and_is_started_anew(editor: Editor) -> None:
    before, restart, after, search = editor.take(
        {"at": "main.py:1:1", "run": "CodeGraph status"},
        {"run": "CodeGraph restart"},
        {"at": "main.py:1:1", "run": "CodeGraph status"},
        {"run": "CodeGraph search failed uploads"},
    )
    (told,) = before["said"]
    first, row = told.splitlines()[:2]
    assert re.fullmatch(r"CodeGraph: ok, .*", first)
    pattern = r"  \.: (\w+), .*MB, daemon \S+ \(process (\d+)\)"
    (known,) = re.findall(pattern, row)
    assert restart["said"] == ["CodeGraph: started anew"]
    (known_after,) = re.findall(pattern, after["said"][0])
    assert known_after[1] != known[1], "the daemon is another one"
    assert after["clients"] == 1
    assert any("Uploads › again" in row for row in lists(search, "failed uploads"))


@pytest.mark.needs("nvim")
def test_words_are_completed(editor: Editor) -> None:
    steps = [
        {"at": "main.py:1:1", "run": "CodeGraph search Uploads"},
        *(
            {"complete": f"CodeGraph {typed}"}
            for typed in (
                *("", "ca", "callers ", "callers 2 ", "path Upl", "path Uploads ", "history "),
                *("overview sym", "overview symbols sym", "dead ma", "diff ma", "search re"),
            )
        ),
    ]
    _, *completed = editor.take(*steps)
    assert [each["offered"] for each in completed] == [
        COMMANDS,
        ["callees", "callers"],
        ["1", "2", "3", "4", "5"],
        [],
        ["Uploads"],
        [],
        ["file"],
        ["symbol-bridges", "symbols"],
        ["symbol-bridges"],
        ["main.py"],
        ["main"],
        [],
    ]


@pytest.mark.needs("nvim")
def test_the_health_check_and_the_help_are_there(editor: Editor) -> None:
    without, health, help_page = editor.take(
        {"run": "checkhealth codegraph"},
        {"at": "main.py:1:1", "run": "checkhealth codegraph"},
        {"run": "help codegraph"},
    )
    assert any("WARN" in line and "it is not running" in line for line in without["text"])
    assert any("OK" in line and "running for ." in line for line in health["text"])
    for shown in (without, health):
        assert not any("ERROR" in line for line in shown["text"])
        # What `codegraph doctor` says is there.
        assert any("root: ., because it holds codegraph.toml" in line for line in shown["text"])
    assert help_page["text"][0].startswith("*codegraph.txt*")
    documented = {line.rpartition("*:CodeGraph-")[2].rstrip("*") for line in help_page["text"]}
    assert documented >= set(COMMANDS)


@pytest.mark.needs("nvim")
def test_a_code_lens_lists_the_references(editor: Editor) -> None:
    uri = "vim.uri_from_fname(vim.fn.getcwd() .. '/main.py')"
    run = f"lua require('codegraph').references({uri}, {{ line = 2, character = 4 }})"
    nowhere = run.replace("line = 2, character = 4", "line = 3, character = 0")
    shown, nothing = editor.take({"at": "main.py:1:1", "run": run}, {"run": nowhere})
    assert nothing["said"] == ["CodeGraph: nothing uses it"]
    assert shown["title"] == "CodeGraph: references"
    places = [row.split(" ")[0] for row in shown["list"]]
    assert places == ["test_main.py:1:18", "test_main.py:4:5"]

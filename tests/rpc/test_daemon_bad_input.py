"""Whatever is asked and whatever lies in the tree: a clear error or a partial answer, nothing lost.

After each test the same daemon must still know the good file and answer the next question.
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest, RequestFailed, RootRefused
from codegraph_client.framing import Decoder, Response, encode_request
from codegraph_client.place import open_socket
from codegraph_client.protocol import INVALID_PARAMS, METHOD_NOT_FOUND, PROTOCOL, ROOT_REFUSED
from codegraph_client.root import find_root

from .real_daemon import Project, ended, eventually, failure, places

GOOD = "def fetch():\n    pass\n\n\ndef pay():\n    fetch()\n"
GOOD_USES = ["good.py:6:5 call"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = Project(tmp_path_factory.mktemp("bad-input"), INDEX_MAX_FILE_KB="256")
    project.git("init", "-q")
    project.write("good.py", GOOD)
    project.settle()
    yield project
    project.close()


@pytest.fixture
def project(shared: Project) -> Iterator[Project]:
    """The project that all these tests share; none may harm what it answers."""
    pid = shared.pid
    yield shared
    assert shared.ask("status")["results"][0]["pid"] == pid
    assert shared.definition("good.py", 5, 4) == ["good.py:1:5 definition"]
    assert places(shared.ask("references", path="good.py", line=0, column=4)) == GOOD_USES


def refused(project: Project, method: str, **params: Any) -> str:
    """The message with which the daemon refuses parameters."""
    error = failure(lambda: project.ask(method, **params))
    assert isinstance(error, RequestFailed)
    assert error.code == INVALID_PARAMS, error
    return error.message


def left_out(project: Project, path: str) -> str:
    """Why a file that exists has no answer."""
    answer = project.ask("outline", path=path)
    assert answer["results"] == []
    return str(answer["reason"])


def explained(project: Project, path: str) -> dict[str, Any]:
    (result,) = project.ask("explain", path=path)["results"]
    return dict(result)


# --- Places that are not there ----------------------------------------------------------------


def test_a_path_that_does_not_exist(project: Project) -> None:
    for method in ("definition", "references", "outline"):
        message = refused(project, method, path="no/such.py", line=0, column=0)
        assert message == f"there is no file no/such.py in {project.root}"
    assert explained(project, "no/such.py")["indexed"] is False


@pytest.mark.parametrize("path", ["../outside.py", "/etc/passwd", "a/../../outside.py"])
def test_a_path_outside_the_root(project: Project, path: str) -> None:
    for method in ("definition", "references", "outline", "explain"):
        assert "lies outside the root" in refused(project, method, path=path, line=0, column=0)


@pytest.mark.parametrize(
    ("line", "column"),
    [(0, 13), (0, 10**6), (6, 1), (7, 0), (10**9, 0), (-1, 0), (0, -1), (-5, -5)],
)
def test_a_position_that_the_file_does_not_have(project: Project, line: int, column: int) -> None:
    for method in ("definition", "references"):
        message = refused(project, method, path="good.py", line=line, column=column)
        assert message == f"good.py has no position {line + 1}:{column + 1} (line:byte)"


@pytest.mark.parametrize(("line", "column"), [(0, 12), (2, 0), (6, 0)])
def test_the_end_of_a_line_and_of_the_file_are_positions(
    project: Project, line: int, column: int
) -> None:
    answer = project.ask("definition", path="good.py", line=line, column=column)
    assert answer["results"] == []
    assert answer["reason"] == f"no name stands at good.py:{line + 1}"


def test_a_folder_is_no_file(project: Project) -> None:
    project.write("folder/inner.py", "")
    project.settle()
    assert "folder is not in the index" in left_out(project, "folder")


def test_the_command_line_gives_one_clear_line_and_exit_code_2(project: Project) -> None:
    for arguments, said in (
        (["def", "missing.py:1:1"], "missing.py"),
        (["refs", "good.py:99:1"], "good.py"),
        (["refs", "good.py:1:99"], "good.py"),
        (["def", "good.py:0:1"], "no line 0"),
        (["outline", "missing.py"], "missing.py"),
    ):
        process = project.command(*arguments)
        assert (process.returncode, process.stdout) == (2, ""), arguments
        (line,) = process.stderr.splitlines()
        assert said in line


# --- Encodings and line ends ------------------------------------------------------------------

TEXT = "größe = '€uro'; x = größe\n"
"""The second use stands behind what has other lengths in other encodings."""
LATIN = "größe = 'ñ é'; x = größe\n"


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("utf8", TEXT.encode(), TEXT),
        ("bom", b"\xef\xbb\xbf" + TEXT.encode(), TEXT),
        ("bom_cookie", b"\xef\xbb\xbf# coding: utf-8\n" + TEXT.encode(), TEXT),
        ("no_cookie", LATIN.encode("latin-1"), LATIN),
        ("latin1", b"# -*- coding: latin-1 -*-\n" + LATIN.encode("latin-1"), LATIN),
        ("second_line", b"#!/x\n# vim: set fileencoding=cp1252 :\n" + TEXT.encode("cp1252"), TEXT),
        ("cp1252", b"# coding: cp1252\n" + TEXT.encode("cp1252"), TEXT),
        ("false_cookie", b"# coding: utf-8\n" + LATIN.encode("latin-1"), LATIN),
        ("too_late", b"import a\n# coding: cp1252\n" + TEXT.encode(), TEXT),
        ("no_such_codec", b"# coding: klingon\n" + TEXT.encode(), TEXT),
        ("no_text_codec", b"# coding: rot13\n" + TEXT.encode(), TEXT),
        ("ascii_cookie", b"# coding: ascii\n" + TEXT.encode(), TEXT),
        ("utf16le", b"\xff\xfe" + TEXT.encode("utf-16-le"), TEXT),
        ("utf16be", b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT),
    ],
)
def test_an_encoding(project: Project, name: str, data: bytes, text: str) -> None:
    path = f"encodings/{name}.py"
    project.write(path, data)
    project.settle()
    line = data.decode("latin-1").count("\n") - 1 if "utf16" not in name else 0
    column = len(text[: text.rindex("größe")].encode())
    assert project.definition(path, line, column) == [f"{path}:{line + 1}:1 definition"]
    (result,) = project.ask("definition", path=path, line=line, column=column)["results"]
    assert result["text"] == text.rstrip("\n")
    assert (result["column"], result["end_column"]) == (0, len("größe".encode()))

    # The command line counts characters of the same text.
    characters = text.rindex("größe") + 1
    process = project.command("def", f"{path}:{line + 1}:{characters}")
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout.startswith(f"{path}:{line + 1}:1")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(project: Project, end: str) -> None:
    path = f"lines/{end.encode().hex()}.py"
    project.write(path, end.join(["def one():", "    pass", "", "one()", "x = '''", "''' + one()"]))
    project.settle()
    assert project.definition(path, 3, 0) == [f"{path}:1:5 definition"]
    assert project.references(f"lines.{end.encode().hex()}.one") == [
        f"{path}:4:1 call",
        f"{path}:6:7 call",
    ]


def test_line_ends_of_all_kinds_in_one_file(project: Project) -> None:
    project.write("lines/mixed.py", b"def two():\r    pass\r\n\r\rtwo()\n\r\ntwo()\r\n\ntwo()")
    project.settle()
    assert project.references("lines.mixed.two") == [
        "lines/mixed.py:5:1 call",
        "lines/mixed.py:7:1 call",
        "lines/mixed.py:9:1 call",
    ]


def test_characters_that_are_line_ends_to_others_are_none(project: Project) -> None:
    project.write("lines/odd.py", "x = 'a\u2028b\u0085c\x0cd'\n\x0c\ndef three(): x\n\n\nthree()\n")
    project.settle()
    assert project.references("lines.odd.three") == ["lines/odd.py:6:1 call"]
    (first, *_) = project.ask("references", path="lines/odd.py", line=0, column=0, text=True)[
        "results"
    ]
    assert (first["line"], first["text"]) == (2, "def three(): x")


# --- Files that are no ordinary source --------------------------------------------------------


def test_a_syntax_error_hides_nothing_before_and_after_it(project: Project) -> None:
    project.write(
        "broken.py",
        "def before():\n    return 1\n\n\nx = = [ before(\n\n\n"
        "class After:\n    def method(self):\n        return before()\n",
    )
    project.settle()
    outline = project.outline("broken.py")
    assert {"before", "After", "After.method"} <= set(outline)
    assert "broken.py:10:16 call" in project.references("broken.before")


@pytest.mark.parametrize(
    "text",
    ["def", "class", "(", "'''", "@", "import", "from . import", "\\", "\t\t x", "}{)(", "\0"],
)
def test_a_file_that_is_nothing_but_an_error(project: Project, text: str) -> None:
    project.write("error.py", text)
    project.settle()
    assert project.outline("error.py") == []


def test_an_unfinished_definition_is_not_lost(project: Project) -> None:
    project.write("half.py", "def done():\n    pass\n\n\ndef half(\n")
    project.settle()
    assert "done" in project.outline("half.py")


def test_an_empty_file_is_a_file_without_symbols(project: Project) -> None:
    for name, data in (("empty.py", b""), ("bom_only.py", b"\xef\xbb\xbf"), ("blank.py", b"\n \n")):
        project.write(name, data)
    project.settle()
    for name in ("empty.py", "bom_only.py", "blank.py"):
        answer = project.ask("outline", path=name)
        assert (answer["results"], answer["complete"], answer.get("reason")) == ([], True, None)
        assert explained(project, name)["indexed"] is True
        assert project.ask("definition", path=name, line=0, column=0)["results"] == []


def test_an_unknown_language(project: Project) -> None:
    project.write("notes.xyz", "def fetch(): pass\n")
    project.settle()
    assert "notes.xyz is not in the index" in left_out(project, "notes.xyz")
    assert explained(project, "notes.xyz")["kept"] is False
    answer = project.ask("definition", path="notes.xyz", line=0, column=4)
    assert answer["results"] == []
    assert "notes.xyz is not in the index" in answer["reason"]


def test_a_binary_file_named_as_source(project: Project) -> None:
    project.write("binary.py", bytes(range(256)) * 40)
    project.write("nul.py", b"x = 1\n\0\n")
    project.settle()
    for path in ("binary.py", "nul.py"):
        assert "it is binary" in left_out(project, path)
    left = project.ask("status")["results"][0]["left_out"]
    assert any(sentence.startswith("binary.py: it is binary") for sentence in left)


def test_a_file_that_turns_into_source_is_indexed(project: Project) -> None:
    project.write("turns.py", b"\0\0\0\0")
    project.settle()
    assert left_out(project, "turns.py")
    project.write("turns.py", "def turned(): pass\n")
    assert project.outline("turns.py") == ["turned"]
    project.write("turns.py", b"\0\0\0\0\0")
    assert "it is binary" in left_out(project, "turns.py")


def test_a_file_over_the_size_limit(project: Project) -> None:
    text = "def big(): pass\n" + "# filler\n" * 30_000
    assert len(text) > 256 * 1024
    project.write("big.py", text)
    project.settle()
    assert "big.py is not in the index" in left_out(project, "big.py")
    assert "262,144" in explained(project, "big.py")["reason"]
    # One that grows beyond the limit is as one that was too large from the start.
    project.write("big.py", "def big(): pass\n")
    assert project.outline("big.py") == ["big"]
    project.write("big.py", text)
    assert "big.py" in left_out(project, "big.py")


def test_a_very_long_line(project: Project) -> None:
    before = "x = 1\n" * 1_000
    project.write("long.py", f"{before}def far(): pass\ny = [{'1, ' * 25_000}far()]\n")
    project.write("longest.py", f"{before}y = [{'1, ' * 50_000}]\n")
    project.settle()
    assert project.references("long.far") == ["long.py:1002:75006 call"]
    assert "minified" in left_out(project, "longest.py")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("parentheses", "x = " + "(" * 30_000),
        ("closed", "x = " + "(\n" * 20_000 + "1" + ")" * 20_000),
        ("lists", "x = " + "[" * 20_000 + "]" * 20_000),
        ("chain", "x = a" + ".b" * 30_000),
        ("calls", "x = f" + "()" * 30_000),
        ("sum", "x = 1" + " + 1" * 20_000),
        ("unary", "x = " + "-" * 50_000 + "1"),
        ("nots", "x = " + "not " * 20_000 + "1"),
        ("lambdas", "x = " + "lambda: " * 2_000 + "1"),
        (
            "functions",
            "\n".join(" " * d + f"def f{d}():" for d in range(600)) + "\n" + " " * 600 + "0",
        ),
        ("strings", "x = " + "f'{" * 5_000 + "}'" * 5_000),
        ("elifs", "if a: pass\n" + "elif a: pass\n" * 15_000),
    ],
)
def test_deep_nesting_costs_that_file_at_most(project: Project, name: str, text: str) -> None:
    # Blank lines, so that it does not look minified.
    project.write(f"deep/{name}.py", f"def {name}(): pass\n{text}\n" + "\n" * 3_000)
    assert project.settle()["state"] == "ready"
    assert name in project.outline(f"deep/{name}.py")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_block_of_comments_costs_no_more_than_others(project: Project, end: str) -> None:
    # Left to the grammar, each comment looks at all that follow it: minutes for these.
    comments = f"    # commented out{end}{end}" * 11_000
    project.write(
        "comments.py", f"def first():{end}    pass{end}{comments}def last(): first(){end}"
    )
    project.settle()
    assert project.outline("comments.py") == ["first", "last"]
    assert project.references("comments.first") == ["comments.py:22003:13 call"]


# --- Names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "names/with space.py",
        "names/größe 😀.py",
        "names/combi\u0301ning.py",
        "names/line\nbreak.py",
        "names/quote'\".py",
        "names/back\\slash.py",
        "names/-dash.py",
        "names/#hash.py",
        "names/tab\tand\x01control.py",
        "names/*star[1].py",
        "names/" + "l" * 240 + ".py",
        "names/ leading/and trailing /x.py",
        ":(top)/magic.py",
    ],
)
def test_a_name_of_a_file(project: Project, path: str) -> None:
    project.write(path, "def named(): pass\n\n\nnamed()\n")
    project.settle()
    assert project.outline(path) == ["named"]
    assert project.definition(path, 3, 0) == [f"{path}:1:5 definition"]
    found = project.ask("references", path=path, line=0, column=4)
    assert places(found) == [f"{path}:4:1 call"]
    process = project.command("outline", "--", path)
    assert (process.returncode, process.stderr) == (0, "")
    project.write(path, "def other(): pass\n")
    assert project.outline(path) == ["other"]


def test_a_name_that_is_not_utf8_is_said_and_costs_nothing_else(project: Project) -> None:
    folder = os.fsencode(project.root) + b"/latin\xe9"
    try:
        os.mkdir(folder)
    except OSError:
        pytest.skip("the file system takes no such names")
    for path in (folder + b"/inside.py", os.fsencode(project.root) + b"/caf\xe9.py"):
        with open(path, "wb") as file:
            file.write(b"def lost(): pass\n")
    project.write("beside.py", "def beside(): pass\n")
    status = project.settle()
    assert any("caf" in problem and "not UTF-8" in problem for problem in status["problems"])
    assert project.outline("beside.py") == ["beside"]
    assert project.ask("references", symbol="lost")["results"] == []
    process = subprocess.run(
        [sys.executable, "-m", "codegraph_server.cli", "outline", b"caf\xe9.py"],
        cwd=project.root,
        env=project.environment(),
        capture_output=True,
        check=False,
    )
    assert (process.returncode, process.stderr) == (1, b"")
    assert b"is not in the index" in process.stdout
    shutil.rmtree(folder)
    os.unlink(os.fsencode(project.root) + b"/caf\xe9.py")


# --- What must not be read --------------------------------------------------------------------


def test_secrets_are_never_opened(project: Project) -> None:
    secrets = [".env.py", ".env", "keys/id_rsa.py", ".ssh/config.py", "credentials"]
    for path in (*secrets, "control.py"):
        full = project.write(path, "#!/usr/bin/env python\nTOKEN = 'hidden'\n")
        # Older than the modification: reading it moves the time of access, where that is kept.
        os.utime(full, ns=(10**9, full.stat().st_mtime_ns))
    project.settle()
    assert project.outline("control.py") == ["TOKEN"]
    for path in secrets:
        assert project.root.joinpath(path).stat().st_atime_ns == 10**9, path
        assert explained(project, path)["kept"] is False
        assert explained(project, path)["reason"]
    assert project.references("TOKEN") == []
    found = project.ask("symbols", query="TOKEN")["results"]
    assert {result["path"] for result in found} == {"control.py"}


def test_a_symlink_out_of_the_root_is_not_followed(project: Project) -> None:
    outside = project.folder / "outside"
    outside.mkdir()
    (outside / "apart.py").write_text("def apart(): pass\n")
    (project.root / "link.py").symlink_to(outside / "apart.py")
    (project.root / "linked").symlink_to(outside)
    project.settle()
    for path in ("link.py", "linked/apart.py"):
        assert left_out(project, path)
        assert explained(project, path)["indexed"] is False
    assert "outside the root" in refused(project, "outline", path=str(project.root / "link.py"))
    assert project.ask("definition", symbol="apart")["results"] == []


def test_symlinks_in_a_circle_end(project: Project) -> None:
    folder = project.write("circle/real.py", "def real(): pass\n").parent
    (folder / "again").symlink_to(folder)
    (folder / "up").symlink_to(project.root)
    (folder / "one.py").symlink_to(folder / "two.py")
    (folder / "two.py").symlink_to(folder / "one.py")
    (folder / "dangling.py").symlink_to(folder / "nothing.py")
    project.settle()
    found = project.ask("definition", symbol="circle.real.real")["results"]
    assert [result["path"] for result in found] == ["circle/real.py"]
    # A path that a person reached through a link inside the root is the real one.
    spelled = str(folder / "again" / "again" / "real.py")
    assert project.outline(spelled) == ["real"]
    for name in ("one.py", "dangling.py"):
        assert left_out(project, f"circle/{name}")


def test_what_is_no_regular_file_is_not_opened(project: Project) -> None:
    os.mkfifo(project.root / "pipe.py")
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(project.root)  # A socket's path must be short.
        listener.bind("socket.py")
    (project.root / "folder.py").mkdir()
    project.settle()
    for path in ("pipe.py", "socket.py", "folder.py"):
        assert left_out(project, path)
    # A file that is replaced by a pipe is gone, and nobody hangs on the pipe.
    project.write("replaced.py", "def replaced(): pass\n")
    assert project.outline("replaced.py") == ["replaced"]
    (project.root / "replaced.py").unlink()
    os.mkfifo(project.root / "replaced.py")
    assert left_out(project, "replaced.py")


# Root reads everything; without these two capabilities it is held to permissions as others are.
WITHOUT_PRIVILEGES = """
import ctypes, os, sys
if os.getuid() == 0:
    drop, override, search = 24, 1, 2
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (override, search):
        assert libc.prctl(drop, capability, 0, 0, 0) == 0, ctypes.get_errno()
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def test_what_permissions_forbid_is_said_and_comes_back(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("good.py", GOOD)
    folder = project.write("closed/inner.py", "def inner(): pass\n").parent
    file = project.write("unreadable.py", "def unreadable(): pass\n")
    try:
        folder.chmod(0)
        file.chmod(0)
        arguments = ["-m", "codegraph_server.cli", "index", "--wait"]
        started = subprocess.run(
            [sys.executable, "-c", WITHOUT_PRIVILEGES, *arguments],
            cwd=project.root,
            env=project.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert started.returncode == 0, started.stderr
        status = project.settle()
        assert status["files"] == 1
        assert any(p.startswith("closed: ") and "denied" in p for p in status["problems"])
        assert "Permission denied" in left_out(project, "unreadable.py")
        assert places(project.ask("references", symbol="fetch")) == GOOD_USES

        folder.chmod(stat.S_IRWXU)
        file.chmod(stat.S_IRWXU)
        eventually(lambda: project.settle()["files"], 3)
        assert project.outline("closed/inner.py") == ["inner"]
        eventually(lambda: project.ask("status")["results"][0]["problems"], [])
    finally:
        folder.chmod(stat.S_IRWXU)
        project.close()


# --- Roots and sockets ------------------------------------------------------------------------


def test_home_and_the_whole_disk_are_no_roots(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = project.folder / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    for folder in (home, Path("/")):
        with pytest.raises(RootRefused):
            find_root(folder)
        process = project.command("index", "--wait", str(folder))
        assert (process.returncode, process.stdout) == (2, "")
        (line,) = process.stderr.splitlines()
        assert "never indexed" in line


@pytest.mark.parametrize("root", ["/", "/no/such/root", "relative", "", 5, None, "/tmp"])  # noqa: S108
def test_the_daemon_itself_refuses_roots_that_are_not_its_own(
    project: Project, root: object
) -> None:
    params = {"protocol": PROTOCOL, "version": "", "executable": "", "root": root, "client": "x"}
    error = hello(project, params)
    assert error["code"] in (ROOT_REFUSED, INVALID_PARAMS)
    assert error["message"]


def hello(project: Project, params: dict[str, Any]) -> dict[str, Any]:
    """The error that answers a handshake on a connection of its own."""
    connection = open_socket(project.place)
    assert connection is not None
    with connection:
        connection.settimeout(30)
        connection.sendall(encode_request(1, "hello", params))
        decoder = Decoder()
        while True:
            for message in decoder.feed(connection.recv(1 << 16)):
                assert isinstance(message, Response)
                assert message.error is not None
                return dict(message.error)


def test_a_root_that_vanishes_ends_its_daemon_and_may_come_back(tmp_path: Path) -> None:
    project = Project(tmp_path)
    try:
        project.write("good.py", GOOD)
        assert project.references("fetch") == GOOD_USES
        pid = project.pid
        shutil.rmtree(project.root)
        error = failure(lambda: find_root(project.root))
        assert isinstance(error, BadRequest)
        ended(pid)
        project.disconnect()
        project.write("good.py", "\n" + GOOD)
        assert project.references("fetch") == ["good.py:7:5 call"]
        assert project.pid != pid
    finally:
        project.close()


def test_a_socket_path_of_any_length(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["runtime-directory-with-a-long-name"] * 8)
    project = Project(tmp_path)
    project.variables["CODEGRAPH_RUNTIME_DIR"] = str(deep)
    try:
        project.write("good.py", GOOD)
        assert len(str(project.place.socket)) > 250
        assert project.references("fetch") == GOOD_USES
        assert project.command("refs", "fetch").returncode == 0
    finally:
        project.close()


# --- Parameters -------------------------------------------------------------------------------

AT = {"path": "good.py", "line": 5, "column": 4}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("definition", {}),
        ("definition", {"path": "good.py"}),
        ("definition", {"line": 1, "column": 1}),
        ("definition", {**AT, "path": 5}),
        ("definition", {**AT, "path": ["good.py"]}),
        ("definition", {**AT, "path": b"good.py"}),
        ("definition", {**AT, "path": ""}),
        ("definition", {**AT, "path": "a\0b.py"}),
        ("definition", {**AT, "path": "x" * 5_000}),
        ("definition", {**AT, "path": "x/" * 5_000}),
        ("definition", {**AT, "line": "5"}),
        ("definition", {**AT, "line": 5.0}),
        ("definition", {**AT, "line": None}),
        ("definition", {**AT, "line": True}),
        ("definition", {**AT, "line": 2**63}),
        ("definition", {**AT, "column": {}}),
        ("definition", {**AT, "column": -(2**63)}),
        ("definition", {"symbol": 5}),
        ("definition", {"symbol": ""}),
        ("definition", {"symbol": None}),
        ("references", {**AT, "limit": 0}),
        ("references", {**AT, "limit": -1}),
        ("references", {**AT, "limit": "10"}),
        ("references", {**AT, "limit": True}),
        ("references", {**AT, "limit": 1.5}),
        ("references", {**AT, "cursor": 5}),
        ("references", {**AT, "cursor": "x"}),
        ("references", {**AT, "cursor": "LTU="}),
        ("references", {**AT, "cursor": "größe"}),
        ("references", {**AT, "cursor": "////"}),
        ("references", {**AT, "deadline_ms": "soon"}),
        ("references", {**AT, "deadline_ms": -1}),
        ("references", {**AT, "deadline_ms": float("nan")}),
        ("symbols", {}),
        ("symbols", {"query": 5}),
        ("symbols", {"query": None}),
        ("symbols", {"query": "f", "kinds": "function"}),
        ("symbols", {"query": "f", "kinds": 5}),
        ("symbols", {"query": "f", "kinds": [5]}),
        ("symbols", {"query": "f", "kinds": [["function"]]}),
        ("symbols", {"query": "f", "kinds": ["nonsense"]}),
        ("symbols", {"query": "f", "near": 5}),
        ("symbols", {"query": "f", "near": "../outside"}),
        ("symbols", {"query": "f", "limit": "x"}),
        ("outline", {}),
        ("outline", {"path": 5}),
        ("explain", {}),
        ("explain", {"path": {}}),
        ("explain", {"path": "a\0b"}),
        ("index", {"wait": "forever"}),
        ("index", {"wait": 5}),
        ("index", {"wait": ["ready"]}),
    ],
)
def test_wrong_parameters_are_refused_in_words(
    project: Project, method: str, params: dict[str, Any]
) -> None:
    message = refused(project, method, **params)
    assert 3 < len(message) < 500, message


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("references", {**AT, "limit": 2**63 - 1}),
        ("references", {**AT, "limit": 2**64 - 1, "cursor": None}),
        ("references", {**AT, "deadline_ms": 1e300}),
        ("references", {**AT, "deadline_ms": float("inf")}),
        ("references", {**AT, "text": "yes", "definition": "no", "unknown": [1, {}]}),
        ("references", {**AT, "supersede": 5}),
        ("symbols", {"query": "fetch", "limit": 2**63 - 1}),
        ("symbols", {"query": "fetch", "kinds": None}),
        ("symbols", {"query": "fetch", "kinds": []}),
        ("symbols", {"query": "fetch", "near": "no/such.py"}),
        ("outline", {"path": "./good.py"}),
        ("outline", {"path": "no/../good.py"}),
    ],
)
def test_odd_parameters_that_make_sense_are_answered(
    project: Project, method: str, params: dict[str, Any]
) -> None:
    answer = project.ask(method, **params)
    assert answer["complete"] is True
    assert answer["results"]


@pytest.mark.parametrize(
    "query", ["", " ", ".", "..", "x" * 100_000, "*", "(", "größe", "\0", "😀", "a" * 64, "fe tch"]
)
def test_any_query_of_symbols_is_answered(project: Project, query: str) -> None:
    answer = project.ask("symbols", query=query, limit=5)
    assert len(answer["results"]) <= 5


@pytest.mark.parametrize("symbol", [".", "a..b", "x" * 100_000, "größer", "*", "no such", "\0"])
def test_a_name_that_nothing_bears(project: Project, symbol: str) -> None:
    answer = project.ask("references", symbol=symbol)
    assert answer["results"] == []
    assert answer["reason"].startswith("no symbol is named")
    assert len(answer["reason"]) < 500


def test_a_cursor_past_the_end_is_an_empty_page(project: Project) -> None:
    project.write("pages.py", "def paged(): pass\n" + "paged()\n" * 5)
    project.settle()
    at = {"path": "pages.py", "line": 0, "column": 4}
    page = project.ask("references", **at, limit=3)
    assert (len(page["results"]), page["truncated"]) == (3, True)
    project.write("pages.py", "def paged(): pass\n")
    page = project.ask("references", **at, limit=3, cursor=page["next"])
    assert (page["results"], page["truncated"], page["next"]) == ([], False, None)


def test_a_method_that_does_not_exist(project: Project) -> None:
    for method in ("nonsense", "", "__class__", "größe", "x" * 10_000):
        error = failure(lambda method=method: project.ask(method))
        assert isinstance(error, RequestFailed)
        assert error.code == METHOD_NOT_FOUND
        assert len(error.message) < 500


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("changed", {}),
        ("changed", {"paths": 5}),
        ("changed", {"paths": None}),
        ("changed", {"paths": "good.py"}),
        ("changed", {"paths": [5, None, {}, [], "", "\0", "../..", "/", "x" * 10_000, "."]}),
        ("changed", {"paths": ["no/such/folder/file.py", "good.py/below.py", ".git/config"]}),
        ("subscribe", {"events": 5}),
        ("subscribe", {"events": [[], None, "nonsense"]}),
        ("subscribe", {}),
        ("cancel", {}),
        ("cancel", {"id": "x"}),
        ("cancel", {"id": 10**9}),
        ("nonsense", {"x": 1}),
        ("references", AT),
    ],
)
def test_a_hostile_notification_does_no_harm(
    project: Project, method: str, params: dict[str, Any]
) -> None:
    project.connect().notify(method, params)
    assert project.settle()["state"] == "ready"


def test_the_log_names_no_handler_that_failed(project: Project) -> None:
    """Last in this module: whatever was asked above, nothing was an error of ours."""
    lines = project.cache.log.read_text().splitlines()
    assert [line for line in lines if '"error"' in line.lower() or "Traceback" in line] == []

"""`make demo`: index a real code base and show real answers with their times.

Without an argument the source distribution of Django is fetched with pip, unpacked and copied to
`.demo/`; with `--repo PATH` that repository is indexed where it is and never written to: the edit
is unsaved text. Cache and socket lie in `.demo/` too, and the daemon is stopped at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from codegraph_client.blocking import BlockingConnection, connect_blocking
from codegraph_client.errors import CodeGraphError
from codegraph_client.root import Root, find_root

HOME = Path(__file__).parents[1] / ".demo"
SAMPLE = "django==5.2"
SHOWN_LINES = 12
COMMAND = str(Path(sys.executable).with_name("codegraph"))


class Method(NamedTuple):
    """A method of the code base, where its name stands, and one use of it in another file."""

    name: str
    path: str
    line: int
    column: int
    references: int
    use: dict[str, Any]

    @property
    def position(self) -> dict[str, Any]:
        return {"path": self.path, "line": self.line, "column": self.column}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--repo", type=Path, help="index this repository; it is only read")
    options = parser.parse_args()
    HOME.mkdir(exist_ok=True)
    (HOME / "run").mkdir(mode=0o700, exist_ok=True)
    os.environ["CODEGRAPH_CACHE_DIR"] = str(HOME / "cache")
    os.environ["CODEGRAPH_RUNTIME_DIR"] = str(HOME / "run")
    try:
        tree = options.repo.expanduser().resolve() if options.repo else sample()
        root = find_root(tree, None if options.repo else tree)
    except (CodeGraphError, OSError, subprocess.CalledProcessError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 2
    try:
        return show(root, may_edit=options.repo is None)
    except CodeGraphError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 2
    finally:
        say("The daemon is stopped; index and copy stay in .demo/ (make clean removes them).")
        subprocess.run([COMMAND, "--root", root.path, "daemon", "stop"], check=False)


def sample() -> Path:
    """A fresh copy of the sample code base; fetched the first time only."""
    fetched = HOME / "download"
    archives = sorted(fetched.glob("*.tar.gz"))
    if not archives:
        say(f"Fetching the source distribution of {SAMPLE} with pip (once).")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        pip += ["--no-binary", "django", "--dest", str(fetched), SAMPLE]
        subprocess.run(pip, check=True)
        archives = sorted(fetched.glob("*.tar.gz"))
    tree = HOME / "tree"
    for old in (tree, HOME / "unpacked"):
        shutil.rmtree(old, ignore_errors=True)
    with tarfile.open(archives[0]) as archive:
        # The first releases of Python 3.11 do not know the filter yet.
        safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(HOME / "unpacked", **safely)
    (unpacked,) = (HOME / "unpacked").iterdir()
    unpacked.rename(tree)
    (HOME / "unpacked").rmdir()
    return tree


def show(root: Root, may_edit: bool) -> int:
    """Index, ask, edit, ask again."""
    say(f"Indexing {root.path} ({root.why}).")
    started = time.perf_counter()
    if codegraph(root, "index") != 0:
        return 2
    print(f"  ready after {time.perf_counter() - started:.1f} s")
    codegraph(root, "status")
    with connect_blocking(root, client="demo") as connection:
        method = much_used(connection, root)
        if method is None:
            print("  This code base has no method that another file uses; nothing more to show.")
            return 0
        use = method.use
        say(f"Where is what {use['path']} uses in line {use['line'] + 1} defined?")
        timed(connection, "definition", use)
        codegraph(root, "def", spelled(root, use))
        say(f"Who uses `{method.name}`? (A much-used method: {method.references:,} places.)")
        timed(connection, "references", method.position)
        codegraph(root, "refs", spelled(root, method.position))
        query = method.name[: max(3, len(method.name) - 2)]
        say(f"Which symbols look like `{query}`?")
        timed(connection, "symbols", {"query": query})
        codegraph(root, "symbols", query)
        if may_edit:
            edit(connection, root, method)
        else:
            edit_unsaved(connection, root, method)
    return 0


def edit(connection: BlockingConnection, root: Root, method: Method) -> None:
    """Move the definition down by three lines and wait for the answer that knows it."""
    file = root.path / method.path
    say(f"Now three lines are put above `{method.name}` in {method.path}. Where is it?")
    lines = file.read_bytes().split(b"\n")
    lines[method.line : method.line] = [b"", b"", b""]
    started = time.perf_counter()
    file.write_bytes(b"\n".join(lines))
    while time.perf_counter() - started < 30:
        answer = connection.ask("definition", method.use)
        found = {(result["path"], result["line"]) for result in answer["results"]}
        if answer["complete"] and (method.path, method.line + 3) in found:
            taken = (time.perf_counter() - started) * 1000
            print(f"  right again {taken:.0f} ms after the write began")
            break
        time.sleep(0.001)
    codegraph(root, "def", spelled(root, method.use))


def edit_unsaved(connection: BlockingConnection, root: Root, method: Method) -> None:
    """The same edit as unsaved text of this session: nothing is written, others see nothing."""
    say(f"Now three lines are put above `{method.name}` in {method.path}, and not saved.")
    lines = (root.path / method.path).read_bytes().split(b"\n")
    lines[method.line : method.line] = [b"", b"", b""]
    text = b"\n".join(lines).decode("utf-8", "replace")
    started = time.perf_counter()
    connection.notify("overlay", {"path": method.path, "version": 1, "text": text})
    answer = connection.ask("definition", method.use)
    taken = (time.perf_counter() - started) * 1000
    for result in answer["results"]:
        print(f"  for this session it is at {result['path']}:{result['line'] + 1}", end=" ")
        print(f"({taken:.0f} ms after the edit began); your file is as it was")
    connection.notify("overlay_close", {"path": method.path})
    codegraph(root, "def", spelled(root, method.use))


def much_used(connection: BlockingConnection, root: Root) -> Method | None:
    """The most used of the methods whose names are called most often in the text."""
    texts = dict(python_files(root.path))
    calls = Counter(name for text in texts.values() for name in re.findall(r"\.(\w+)\(", text))
    best: Method | None = None
    tried = 0
    for name, _count in calls.most_common(400):
        places = list(definitions(texts, name))
        if not 1 <= len(places) <= 3 or name.startswith("_"):
            continue
        for path, line, column in places:
            answer = connection.ask(
                "references", {"path": path, "line": line, "column": column, "limit": 5000}
            )
            elsewhere = [result for result in answer["results"] if result["path"] != path]
            if elsewhere and len(answer["results"]) > (best.references if best else 0):
                first = elsewhere[len(elsewhere) // 2]
                use = {key: first[key] for key in ("path", "line", "column")}
                best = Method(name, path, line, column, len(answer["results"]), use)
        tried += 1
        if tried == 12:
            break
    return best


def definitions(texts: dict[str, str], name: str) -> Iterator[tuple[str, int, int]]:
    """Where methods of this name are written: path, line from zero, UTF-8 byte column."""
    pattern = re.compile(rf"^( +(?:async )?def ){name}\((?:self|cls)\b", re.MULTILINE)
    for path, text in texts.items():
        for match in pattern.finditer(text):
            yield path, text.count("\n", 0, match.start()), len(match[1])


def python_files(root: Path) -> Iterator[tuple[str, str]]:
    """Relative path and text of the code's own Python files, as far as they are UTF-8."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "node_modules")
        for name in sorted(names):
            file = Path(folder, name)
            if name.endswith(".py") and not file.is_symlink():
                with contextlib.suppress(OSError, UnicodeDecodeError):
                    yield file.relative_to(root).as_posix(), file.read_text("utf-8")


def timed(connection: BlockingConnection, method: str, params: dict[str, Any]) -> None:
    """Ask once and print what the daemon needed."""
    started = time.perf_counter()
    answer = connection.ask(method, params)
    taken = (time.perf_counter() - started) * 1000
    count = len(answer["results"])
    print(f"  {count:,} result{'' if count == 1 else 's'} in {taken:.1f} ms, asked at the daemon")


def spelled(root: Root, place: dict[str, Any]) -> str:
    """A place as the command line takes it: from one, columns in characters."""
    text = (root.path / place["path"]).read_bytes().decode("utf-8", "replace")
    before = text.split("\n")[place["line"]].encode()[: place["column"]].decode()
    return f"{place['path']}:{place['line'] + 1}:{len(before) + 1}"


def codegraph(root: Root, *arguments: str) -> int:
    """Run a command in the root and show it with the beginning of what it prints."""
    print(f"\n  $ codegraph {' '.join(arguments)}", flush=True)
    color = "always" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else "auto"
    command = [COMMAND, "--root", str(root.path), "--color", color, *arguments]
    if arguments[0] == "index":
        # The progress bar needs the terminal itself.
        return subprocess.run(command, cwd=root.path, check=False).returncode
    started = time.perf_counter()
    done = subprocess.run(command, cwd=root.path, stdout=subprocess.PIPE, text=True, check=False)
    taken = (time.perf_counter() - started) * 1000
    lines = done.stdout.splitlines()
    for line in lines[:SHOWN_LINES]:
        print(f"  {line}")
    if len(lines) > SHOWN_LINES:
        print(f"  ... and {len(lines) - SHOWN_LINES:,} lines more")
    print(f"  ({taken:.0f} ms for the whole command)")
    return done.returncode


def say(sentence: str) -> None:
    print(f"\n{sentence}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

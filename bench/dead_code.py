"""Whether what is said to be dead is: `python -m bench.dead_code DIR --server "pyright-langserver
--stdio"`, or `--by vulture`.

Candidates are drawn from what `codegraph dead --public` tells, always the same, and the server of
the language's own tools is asked for the references of each. Confirmed is one that has none, but
for imports and lists of exports, for what is confirmed itself (what only dead code uses is dead),
and, if only tests are said to use it, for tests.

`--by vulture` asks that instead, which knows names alone: of two symbols of one name it can tell
nothing if one of them is used. What is confirmed is taken out of a copy of the tree, until nothing
more is.

`--wrong N` lists candidates that were not confirmed. Exit code 1 below the bar.
"""

from __future__ import annotations

import argparse
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bench.lsp_client import LanguageClient
from bench.stage import stage

BAR = 0.8
SAMPLE = 100
_SEED = 7
_ROUNDS = 6
_SAID = re.compile(r"^(.*?):(\d+): unused (\w+) '([^']+)'")
_PYTHON = frozenset((".py", ".pyi"))
_SCRIPTS = frozenset((".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs"))
_LANGUAGES = {
    **{".py": "python", ".ts": "typescript", ".tsx": "typescriptreact"},
    **{".js": "javascript", ".jsx": "javascriptreact", ".rs": "rust"},
}

Candidate = Mapping[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(
        prog="bench.dead_code", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("folder", type=Path)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--by", choices=["vulture"])
    which.add_argument("--server", help="the command of a language server, by stdio")
    parser.add_argument("--of", choices=["python", "scripts"], default="python")
    parser.add_argument("--wrong", type=int, default=0)
    chosen = parser.parse_args(arguments)
    with stage(chosen.folder) as here:
        here.settle()
        with here.connect() as connection:
            params = {"public": True, "deadline_ms": 600_000}
            answer = connection.ask("deadCode", params)
        tree = here.tree
        endings = _PYTHON if chosen.of == "python" else _SCRIPTS
        told = [each for each in answer["results"] if Path(each["path"]).suffix in endings]
        drawn = sorted(
            random.Random(_SEED).sample(told, min(SAMPLE, len(told))),
            key=lambda each: (each["path"], each["line"]),
        )
        judge = _by_vulture if chosen.by else _by_server(shlex.split(chosen.server))
        confirmed = judge(tree, told)
    right = [each for each in drawn if each["key"] in confirmed]
    share = len(right) / len(drawn) if drawn else 0.0
    _print(told, drawn, confirmed, answer, share)
    for each in [each for each in drawn if each["key"] not in confirmed][: chosen.wrong]:
        print(f"  {each['path']}:{each['line'] + 1} {each['qualified']} ({each['reason']})")
    return 0 if share >= BAR else 1


def _print(
    told: Sequence[Candidate],
    drawn: Sequence[Candidate],
    confirmed: set[str],
    answer: Mapping[str, Any],
    share: float,
) -> None:
    print(f"{len(told)} candidates, {len(drawn)} drawn, {share:.2f} confirmed (bar {BAR})")
    for name in ("reason", "kind", "confidence"):
        every = Counter(str(each[name]) for each in drawn)
        right = Counter(str(each[name]) for each in drawn if each["key"] in confirmed)
        rows = (f"{value} {right[value]}/{count}" for value, count in sorted(every.items()))
        print(f"  by {name}: {', '.join(rows)}")
    print(f"  of all that are told: {len(confirmed)}/{len(told)}; took {answer['took_ms']:.0f} ms")


# vulture


def _by_vulture(tree: Path, told: Sequence[Candidate]) -> set[str]:
    confirmed: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(tree, copy, symlinks=True)
        tests = _tests(tree, told)
        for round_ in range(_ROUNDS):
            if round_ == 1:
                # What only tests use is unused without them.
                for path in tests:
                    (copy / path).unlink(missing_ok=True)
            found = _vulture(copy)
            new = [
                each
                for each in told
                if each["key"] not in confirmed
                and (round_ > 0 or each["reason"] != "tests")
                and _is_said(each, found)
            ]
            if not new and round_ > 1:
                break
            for each in new:
                confirmed.add(each["key"])
                _blank(copy / each["path"], each["range"][0], each["range"][2])
    return confirmed


def _tests(tree: Path, told: Iterable[Candidate]) -> list[str]:
    """Files of tests by their names, as the tool's users leave them out."""
    named = re.compile(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$")
    paths = (str(path.relative_to(tree)) for path in tree.rglob("*.py"))
    return [path for path in paths if named.search(path)]


def _vulture(tree: Path) -> dict[str, set[tuple[int, str]]]:
    command = [sys.executable, "-m", "vulture", ".", "--min-confidence", "60"]
    run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if not run.stdout and run.returncode not in (0, 3):
        raise SystemExit(f"vulture could not be run: {run.stderr.strip()}")
    found: dict[str, set[tuple[int, str]]] = {}
    for line in run.stdout.splitlines():
        if said := _SAID.match(line):
            found.setdefault(said[1].removeprefix("./"), set()).add((int(said[2]), said[4]))
    return found


def _is_said(each: Candidate, found: Mapping[str, set[tuple[int, str]]]) -> bool:
    lines = range(each["range"][0] + 1, each["range"][2] + 2)
    said = found.get(each["path"], set())
    return any(name == each["name"] and line in lines for line, name in said)


def _blank(path: Path, first: int, last: int) -> None:
    """Have nothing stand in some lines, zero-based, as far as the syntax bears it."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    above = first
    while above and lines[above - 1].startswith(f"{indent}@"):
        above -= 1
    lines[above : last + 1] = [f"{indent}pass"] + [""] * (last - above)
    path.write_text("\n".join(lines), encoding="utf-8")


# Language servers


def _by_server(command: Sequence[str]) -> Callable[[Path, Sequence[Candidate]], set[str]]:
    def judge(tree: Path, told: Sequence[Candidate]) -> set[str]:
        with LanguageClient(command, tree) as client:
            found = [_references(client, tree, each) for each in told]
        return _confirmed(tree, told, found)

    return judge


def _references(client: LanguageClient, tree: Path, each: Candidate) -> list[tuple[str, int]]:
    """Where else a symbol is named: path and line from one."""
    path = tree / each["path"]
    text = path.read_bytes()
    line = text.split(b"\n")[each["line"]]
    column = len(line[: each["column"]].decode("utf-8", "replace").encode("utf-16-le")) // 2
    document = {"uri": path.as_uri()}
    opened = {
        **document,
        "languageId": _LANGUAGES.get(path.suffix, path.suffix[1:]),
        "version": 1,
        "text": text.decode("utf-8", "replace"),
    }
    client.tell("textDocument/didOpen", {"textDocument": opened})
    places = client.ask(
        "textDocument/references",
        {
            "textDocument": document,
            "position": {"line": each["line"], "character": column},
            "context": {"includeDeclaration": False},
        },
    )
    client.tell("textDocument/didClose", {"textDocument": document})
    lines = range(each["range"][0], each["range"][2] + 1)
    found = []
    for place in places or ():
        other = Path(unquote(urlsplit(place["uri"]).path))
        at = place["range"]["start"]["line"]
        if other != path or at not in lines:
            found.append((str(other.relative_to(tree)), at + 1))
    return found


def _confirmed(
    tree: Path, told: Sequence[Candidate], found: Sequence[Sequence[tuple[str, int]]]
) -> set[str]:
    """Those without references, but for imports, for what is confirmed itself, and for tests."""
    texts: dict[str, list[str]] = {}

    def is_import(path: str, line: int) -> bool:
        if path not in texts:
            texts[path] = (tree / path).read_text(encoding="utf-8", errors="replace").split("\n")
        return _imports(texts[path], line)

    is_test = re.compile(r"(?:^|/)(?:__tests__|__mocks__|tests?|cypress)/|\.(?:test|spec)\.\w+$")
    confirmed: set[str] = set()
    while True:
        dead = [
            (each["path"], each["range"][0] + 1, each["range"][2] + 1)
            for each in told
            if each["key"] in confirmed
        ]
        new = set[str]()
        for each, places in zip(told, found, strict=True):
            if each["key"] in confirmed:
                continue
            real = [
                (path, line)
                for path, line in places
                if not any(path == p and first <= line <= last for p, first, last in dead)
                and not is_import(path, line)
            ]
            if each["reason"] == "tests":
                real = [(path, line) for path, line in real if not is_test.search(path)]
            if not real:
                new.add(each["key"])
        if not new:
            return confirmed
        confirmed |= new


def _imports(lines: Sequence[str], line: int) -> bool:
    """Whether a line, from one, is part of an import or of a list of exports."""
    for at in range(line - 1, max(line - 40, -1), -1):
        text = lines[at].strip()
        if re.match(r"(?:import\b|export\s*(?:type\s*)?[{*])", text):
            return at == line - 1 or "}" not in "".join(lines[at : line - 1])
        if text.endswith((";", ")", "=>")) and at != line - 1:
            return False
    return False


if __name__ == "__main__":
    sys.exit(main())

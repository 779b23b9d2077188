"""Plain write to disk -> correct answer, over edits of which half change a much-used definition.

The clock starts before the file is opened for writing and ends with the first answer that is
complete and exactly right. The daemon is given no hint. Two kinds of edits take turns:

- a definition used in at least ten other files is renamed (then a use elsewhere must no longer
  lead to it), moved down a line (then every reference must still be found), or restored;
- a new function with a use of itself is added to some file (then its only reference is that use).
"""

from __future__ import annotations

import ast
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.processes import cpu_of_tree
from bench.questions import SEED, Place, places_of, target
from bench.report import Row, median, percentile
from bench.sources import grammar_of, parser_of
from bench.stage import Stage
from codegraph_client.blocking import BlockingConnection

BAR_P50, BAR_P99 = 50.0, 250.0
EDITS = 200
OTHER_FILES = 10
CANDIDATES = 25
GIVE_UP_SECONDS = 20.0
POLL_SECONDS = 0.001
_DEFINITION = re.compile(
    r"\s*(export\s+)?(default\s+)?(abstract\s+)?(async\s+)?(def|class|function|interface|enum)\b"
)
Places = set[tuple[str, int, int]]


class Candidate(NamedTuple):
    """A definition that many files use: where it is, a use in another file, what is right now."""

    name: str
    path: str
    line: int
    column: int
    use: dict[str, Any]
    definition: Places
    references: Places


class Edit(NamedTuple):
    """The text to write to `path`, the question, and whether an answer's places are right."""

    path: str
    text: str
    method: str
    params: dict[str, Any]
    right: Callable[[Places], bool]


def measure(stage: Stage, questions: list[Place], runs: int, edits: int) -> Iterator[Row]:
    status = stage.settle()
    assert status["watching"], "the daemon does not watch"
    with stage.connect() as connection:
        candidates = much_used(connection, stage, questions)
        assert candidates, "no definition is used in ten other files"
        originals = {it.path: (stage.tree / it.path).read_bytes() for it in candidates}
        p50s, p99s, cpus, late = [], [], [], 0
        for number in range(runs):
            before = cpu_of_tree(stage.pid())
            times = []
            pauses = random.Random(SEED + number)
            for edit in plan(stage, candidates, edits, number):
                times.append(apply(stage, connection, edit))
                # People do not save in step with the daemon's own rhythms.
                time.sleep(pauses.uniform(0.02, 0.15))
            for path, data in originals.items():
                (stage.tree / path).write_bytes(data)
            time.sleep(0.5)
            connection.ask("settle", {})
            cpus.append((cpu_of_tree(stage.pid()) - before) * 1000 / len(times))
            late += sum(taken == float("inf") for taken in times)
            p50s.append(percentile(times, 50))
            p99s.append(percentile(times, 99))
    note = f"{len(candidates)} much-used definitions; CPU per edit with all that follows from it"
    if late:
        note += f"; {late} edits NOT answered right within {GIVE_UP_SECONDS:.0f} s"
    yield Row("write to disk -> correct answer, p50", median(p50s), "ms", BAR_P50, median(cpus))
    yield Row("write to disk -> correct answer, p99", median(p99s), "ms", BAR_P99, note=note)


def apply(stage: Stage, connection: BlockingConnection, edit: Edit) -> float:
    """Write, ask until the answer is right; milliseconds, infinite if it never was."""
    file = stage.tree / edit.path
    data = edit.text.encode()
    started = time.perf_counter()
    file.write_bytes(data)
    while time.perf_counter() - started < GIVE_UP_SECONDS:
        answer = connection.ask(edit.method, edit.params)
        if answer["complete"] and edit.right(places_of(answer)):
            return (time.perf_counter() - started) * 1000
        time.sleep(POLL_SECONDS)
    return float("inf")


def plan(stage: Stage, candidates: list[Candidate], count: int, seed: int) -> Iterator[Edit]:
    """The edits of one run, the two kinds in turn. The last definition may stay changed."""
    chance = random.Random(SEED + seed)
    taken = {candidate.path for candidate in candidates}
    plain = [f for f in stage.files() if f.relative_to(stage.tree).as_posix() not in taken]
    dear = [edit for candidate in candidates for edit in changes(stage, candidate)]
    for number in range(count // 2):
        yield dear[number % len(dear)]
        file = chance.choice(plain)
        while not _can_grow(file):
            file = chance.choice(plain)
        yield addition(file.relative_to(stage.tree).as_posix(), _text(file), seed, number)


def changes(stage: Stage, it: Candidate) -> Iterator[Edit]:
    """Rename, restore, move, restore."""
    original = _text(stage.tree / it.path)
    lines = original.split("\n")
    raw = lines[it.line].encode()
    end = it.column + len(it.name.encode())
    renamed = (raw[:end] + b"_renamed" + raw[end:]).decode()
    here = (it.path, it.line, it.column)
    at = {"path": it.path, "line": it.line, "column": it.column, "definition": True}
    down = at | {"line": it.line + 1}
    moved = {(p, n + (p == it.path and n >= it.line), c) for p, n, c in it.references}
    restored = Edit(it.path, original, "definition", it.use, lambda found: found == it.definition)
    yield Edit(
        it.path,
        "\n".join([*lines[: it.line], renamed, *lines[it.line + 1 :]]),
        "definition",
        it.use,
        lambda found: here not in found,
    )
    yield restored
    yield Edit(
        it.path,
        "\n".join([*lines[: it.line], "", *lines[it.line :]]),
        "references",
        down,
        lambda found: found == moved,
    )
    yield restored._replace(
        method="references", params=at, right=lambda found: found == it.references
    )


def addition(path: str, text: str, seed: int, number: int) -> Edit:
    """A new function at the end of a file, with one use of it."""
    name = f"probe_{seed}_{number}"
    text = text.rstrip("\n") + "\n\n\n"
    line = text.count("\n")
    if grammar_of(Path(path)) == "python":
        head, body, tail = "def ", "    return ", ""
    else:
        head, body, tail = "function ", "  return ", "}\n"
    opening = "():" if not tail else "() {"
    added = f"{text}{head}{name}{opening}\n{body}{name}\n{tail}"
    asked = {"path": path, "line": line, "column": len(head)}
    use = (path, line + 1, len(body))
    return Edit(path, added, "references", asked, lambda found: found == {use})


def much_used(
    connection: BlockingConnection, stage: Stage, questions: list[Place]
) -> list[Candidate]:
    """Definitions that the questions lead to and that at least ten other files use."""
    found: dict[tuple[str, int, int], Candidate] = {}
    for question in questions:
        answer = connection.ask("definition", target(question))
        if len(answer["results"]) != 1:
            continue
        (result,) = answer["results"]
        here = (result["path"], result["line"], result["column"])
        if here in found:
            continue
        source = _text(stage.tree / result["path"]).split("\n")[result["line"]]
        if not _DEFINITION.match(source) or result["name"].startswith("__"):
            continue
        at = {"path": here[0], "line": here[1], "column": here[2], "definition": True}
        references = places_of(connection.ask("references", at))
        others = {path for path, _line, _column in references} - {here[0]}
        if len(others) < OTHER_FILES:
            continue
        use = _use_elsewhere(connection, references, here)
        if use is not None:
            asked, definition = use
            found[here] = Candidate(result["name"], *here, asked, definition, references)
        if len(found) == CANDIDATES:
            break
    return list(found.values())


def _use_elsewhere(
    connection: BlockingConnection, references: Places, here: tuple[str, int, int]
) -> tuple[dict[str, Any], Places] | None:
    """A use in another file whose definition is this one, and that answer."""
    for path, line, column in sorted(references, reverse=True):
        if path != here[0]:
            asked = {"path": path, "line": line, "column": column}
            definition = places_of(connection.ask("definition", asked))
            if here in definition:
                return asked, definition
    return None


def _text(file: Path) -> str:
    return file.read_bytes().decode()


def _can_grow(file: Path) -> bool:
    """Whether something can be added to the file: test data is not always what it is called."""
    if grammar_of(file) != "python":
        return not parser_of(grammar_of(file)).parse(file.read_bytes()).root_node.has_error
    try:
        ast.parse(_text(file))
    except (SyntaxError, ValueError):
        return False
    return True

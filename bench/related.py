"""Related code: are the functions of a commit found from one of them, by what was known before?

```
python -m bench.related REPOSITORY... [--commits 150] [--show 3]
```

`REPOSITORY` is a folder with a git repository (bare or not) of at least a thousand commits. Its
past is split by time: the tree before the last commits is indexed, with the history up to there,
and each later commit that changed functions in 2 to 20 files is a question. One of the functions
is given, chosen with a fixed seed, the others are to be predicted. Functions are told by parsing
the texts before the commit; only those count that the indexed tree has.

hit@10: one of them is among the first ten; MRR: one divided by the place of the first of them, of
fifty. The fusion is compared with each signal alone, paired by question: the interval is of the
mean difference of MRR, by 10,000 bootstrap samples of the questions.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.stage import Stage, stage
from codegraph_client.protocol import Result
from codegraph_daemon.encoding import utf8_text
from codegraph_daemon.facts import Facts, Kind
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of

_FILES = range(2, 21)
_LOOKED = 50
_TOP = 10
_SAMPLES = 10_000
_SIGNALS: dict[str, list[str] | None] = {
    "all": None,
    "graph": ["graph"],
    "meaning": ["meaning"],
    "history": ["history"],
}
_BODIES = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR))


class Question(NamedTuple):
    """The functions of one commit: one given, the others to be found, as (path, qualified)."""

    commit: str
    given: tuple[str, str]
    others: frozenset[tuple[str, str]]


def git(repository: Path, *arguments: str) -> str:
    """What git says, as text."""
    run = subprocess.run(
        ["git", *arguments], cwd=repository, capture_output=True, check=True, timeout=600
    )
    return run.stdout.decode("utf-8", "replace")


def changed_functions(repository: Path, commit: str) -> dict[str, set[str]]:
    """The functions that a commit changed, by path, as they were called before it."""
    found: dict[str, set[str]] = {}
    diff = git(repository, "diff", "-U0", "--no-renames", "--diff-filter=M", f"{commit}^", commit)
    path = ""
    spans: dict[str, list[tuple[int, int]]] = {}
    for line in diff.splitlines():
        if line.startswith("--- a/"):
            path = line[6:]
        elif line.startswith("@@") and path:
            start, _, count = line.split()[1][1:].partition(",")
            length = int(count or 1)
            spans.setdefault(path, []).append((int(start) - 1, int(start) - 1 + max(length, 1)))
    for path, changed in spans.items():
        language = language_of(path)
        if language is None:
            continue
        run = subprocess.run(
            ["git", "show", f"{commit}^:{path}"], cwd=repository, capture_output=True, check=False
        )
        if run.returncode:
            continue
        facts = Facts(parser_of(language).facts_of(utf8_text(run.stdout)))
        for symbol in range(1, len(facts.symbol_name)):
            if facts.symbol_kind[symbol] not in _BODIES:
                continue
            site = facts.sites(symbol)[0]
            first, last = facts.position(site.start)[0], facts.position(site.end)[0]
            if any(start <= last and first < end for start, end in changed):
                found.setdefault(path, set()).add(facts.shown(symbol))
    return found


def questions_of(repository: Path, most: int) -> tuple[str, list[Question]]:
    """The commit before the split, and the questions of the commits after it, oldest first."""
    listed = git(repository, "rev-list", "--no-merges", "--first-parent", "HEAD").split()
    if len(listed) < 1000:
        listed = git(repository, "rev-list", "--no-merges", "HEAD").split()
    chosen: list[Question] = []
    chance = random.Random(7)
    last = listed[0]
    for commit in listed[: len(listed) // 2]:
        names = git(repository, "diff-tree", "-r", "--no-commit-id", "--name-only", commit)
        if len(names.splitlines()) in _FILES:
            functions = changed_functions(repository, commit)
            pairs = sorted((path, name) for path, each in functions.items() for name in each)
            if len(functions) > 1:
                given = chance.choice(pairs)
                chosen.append(Question(commit, given, frozenset(pairs) - {given}))
        last = commit
        if len(chosen) == most:
            break
    return f"{last}^", chosen[::-1]


def key_of(made: Stage, asking: Any, question: Question) -> str:
    """The key of the given function; empty if the tree does not have it."""
    path, name = question.given
    if not (made.tree / path).is_file():
        return ""
    waiting = list(asking.ask("outline", {"path": path})["results"])
    key = ""
    while waiting:
        symbol = waiting.pop()
        if symbol.get("qualified") == name:
            key = symbol["key"]
        waiting += symbol.get("children", ())
    return key


def ask(asking: Any, key: str, by: list[str] | None) -> list[Result]:
    """What is related to a function."""
    params: dict[str, Any] = {"key": key, "limit": _LOOKED, "deadline_ms": 60_000}
    if by is not None:
        params["by"] = by
    found: list[Result] = asking.ask("related", params)["results"]
    return found


def place_of(results: Sequence[Result], wanted: frozenset[tuple[str, str]]) -> int | None:
    """The place of the first of those that are wanted, from 1."""
    for place, result in enumerate(results, 1):
        if (result["path"], result.get("qualified", "")) in wanted:
            return place
    return None


def known(made: Stage, asking: Any, question: Question) -> frozenset[tuple[str, str]]:
    """Those of the functions to be found that the indexed tree has."""
    found: set[tuple[str, str]] = set()
    for path in {path for path, _ in question.others}:
        if not (made.tree / path).is_file():
            continue
        waiting = list(asking.ask("outline", {"path": path})["results"])
        while waiting:
            symbol = waiting.pop()
            found.add((path, symbol.get("qualified", "")))
            waiting += symbol.get("children", ())
    return question.others & found


def measure(repository: Path, commits: int) -> dict[str, list[int | None]]:
    """For each signal the places of the first function that was to be found, by question."""
    split, questions = questions_of(repository, commits)
    work = Path(tempfile.mkdtemp(prefix="cgr-"))
    places: dict[str, list[int | None]] = {name: [] for name in _SIGNALS}
    try:
        git(work, "clone", "-q", "--no-checkout", str(repository), str(work / "tree"))
        git(
            work / "tree", "checkout", "-q", "--detach", git(repository, "rev-parse", split).strip()
        )
        with stage(work / "tree") as made:
            made.embed()
            with made.connect() as asking:
                for question in questions:
                    wanted = known(made, asking, question)
                    key = key_of(made, asking, question)
                    if not wanted or not key:
                        continue
                    found = {name: ask(asking, key, by) for name, by in _SIGNALS.items()}
                    if found["all"]:
                        for name, results in found.items():
                            places[name].append(place_of(results, wanted))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return places


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of the mean, by resampling."""
    values = np.array(differences)
    chosen = np.random.default_rng(7).integers(0, len(values), (_SAMPLES, len(values)))
    low, high = np.quantile(values[chosen].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def _reciprocal(place: int | None) -> float:
    return 0.0 if place is None else 1 / place


def report(title: str, places: dict[str, list[int | None]]) -> None:
    """Print one table."""
    print(f"\n{title}: {len(places['all'])} questions")
    for name, found in places.items():
        ranks = [_reciprocal(place) for place in found]
        hits = [place is not None and place <= _TOP for place in found]
        line = f"  {name:8} hit@10 {np.mean(hits):.3f}  MRR {np.mean(ranks):.3f}"
        if name != "all":
            ours = [_reciprocal(place) for place in places["all"]]
            low, high = interval([a - b for a, b in zip(ours, ranks, strict=True)])
            gain = np.mean(ours) - np.mean(ranks)
            line += f"  all is better by {gain:+.3f} [{low:+.3f}, {high:+.3f}]"
        print(line, flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.related")
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--commits", type=int, default=150, help="at most so many questions each")
    given = parser.parse_args()
    together: dict[str, list[int | None]] = {name: [] for name in _SIGNALS}
    for repository in given.repositories:
        places = measure(repository, given.commits)
        report(repository.name if repository.name != "repo" else repository.parent.name, places)
        for name, found in places.items():
            together[name] += found
    if len(given.repositories) > 1:
        report("together", together)


if __name__ == "__main__":
    main()

"""How often the answers are right: `python -m bench.accuracy BENCHMARK CORPUS [--only flask]`.

BENCHMARK is a folder with recorded answers of compiler-grade tools and the `score.py` that puts
their questions to a language server; CORPUS holds the repositories that they are about, one folder
each (see `bench/README.md`). Each repository is copied; index and socket lie in a temporary folder.
Exit code 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.stage import Stage, stage

DEFINITIONS_ELSEWHERE = 0.95
SPURIOUS = 0.02


@dataclass(frozen=True)
class Repository:
    """A repository of the benchmark: whose answers count as true, and what is to be reached.

    `bars` are by the benchmark's name of a question and the figure of it that counts.
    """

    name: str
    language: str
    bars: Mapping[tuple[str, str], float]
    truth: str = ""


REPOSITORIES = (
    Repository(
        "flask",
        "Python",
        {
            ("defn", "hit"): 0.94,
            ("refs", "f1"): 0.92,
            ("calls", "f1"): 0.91,
            ("sup", "f1"): 0.98,
            ("sub", "f1"): 0.98,
        },
    ),
    Repository(
        "zod",
        "TypeScript",
        {("defn", "hit"): 0.93, ("refs", "f1"): 0.91, ("calls", "f1"): 0.91},
        truth="tsserver/tsgo",
    ),
    Repository(
        "commander",
        "JavaScript",
        {("defn", "hit"): 0.92, ("refs", "f1"): 0.93, ("calls", "f1"): 0.92},
        truth="tsserver/tsgo",
    ),
    Repository("jq", "C", {("defn", "hit"): 0.95, ("refs", "f1"): 0.95, ("calls", "f1"): 0.95}),
    Repository(
        "leveldb",
        "C++",
        {
            ("defn", "hit"): 0.93,
            ("refs", "f1"): 0.89,
            ("calls", "f1"): 0.89,
            ("sup", "f1"): 0.95,
            ("sub", "f1"): 0.95,
        },
    ),
    Repository(
        "cobra",
        "Go",
        {
            ("defn", "hit"): 0.96,
            ("refs", "f1"): 0.96,
            ("calls", "f1"): 0.96,
            ("sup", "f1"): 0.95,
            ("sub", "f1"): 0.95,
        },
    ),
    Repository(
        "ripgrep",
        "Rust",
        {("defn", "hit"): 0.94, ("refs", "f1"): 0.90, ("calls", "f1"): 0.90},
    ),
    Repository(
        "gson",
        "Java",
        {("defn", "hit"): 0.95, ("refs", "f1"): 0.93, ("calls", "f1"): 0.93},
    ),
)

WORDS = {
    "defn": "definition",
    "refs": "references",
    "calls": "incoming calls",
    "sup": "supertypes",
    "sub": "subtypes",
    "hit": "hit",
    "f1": "F1",
}


@dataclass(frozen=True)
class Figure:
    """One number with its bar, which is a least value or, for what must be rare, a most value."""

    what: str
    value: float
    bar: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.value <= self.bar if self.at_most else self.value >= self.bar


def main() -> int:
    options = parsed(parser_for("bench.accuracy", __doc__))
    missed = False
    for repository in REPOSITORIES:
        if options.only and repository.name not in options.only:
            continue
        print(f"{repository.language} ({repository.name})")
        with stage(options.corpus / repository.name) as place:
            scored = score(place, options.benchmark, repository)
        for figure in figures(scored, repository):
            bar = f"{'at most' if figure.at_most else 'at least'} {figure.bar:.2f}"
            verdict = "met" if figure.met else "MISSED"
            print(f"  {figure.what:44} {figure.value:.3f}  {bar:14} {verdict}", flush=True)
            missed = missed or not figure.met
    return 1 if missed else 0


def score(place: Stage, benchmark: Path, repository: Repository) -> dict[str, Any]:
    """What the benchmark's own scorer says of `codegraph lsp` on the staged repository."""
    result = place.tree.parent / "score.json"
    command = [
        *(sys.executable, str(benchmark / "score.py"), "run"),
        *("--repo", repository.name, "--dir", str(place.tree), "--json", str(result)),
        *("--cmd", shlex.join(place.codegraph("lsp", "--stdio"))),
    ]
    if repository.truth:
        command += ["--truth", repository.truth]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    scored: dict[str, Any] = json.loads(result.read_text())["score"]
    return scored


def figures(scored: Mapping[str, Any], repository: Repository) -> Iterator[Figure]:
    """Everything that has a bar, in the order of the table."""
    for (question, kind), bar in repository.bars.items():
        value = scored[question][kind] if question in scored else 0.0
        yield Figure(f"{WORDS[question]}, {WORDS[kind]}", value, bar)
    if "defn-cross" in scored:
        precision = scored["defn-cross"]["p"]
        yield Figure("definition in other files, precision", precision, DEFINITIONS_ELSEWHERE)
    if "spurious" in scored:
        rate = scored["spurious"]["rate"]
        yield Figure("definitions where there is none", rate, SPURIOUS, at_most=True)
    unanswered = sum(each.get("unanswered", 0) for each in scored.values())
    yield Figure("questions not answered", unanswered, 0, at_most=True)


def parser_for(prog: str, description: str | None) -> argparse.ArgumentParser:
    """What every command over the benchmark takes: its folder, the corpus, and which of them."""
    parser = argparse.ArgumentParser(prog=f"python -m {prog}", description=description)
    parser.add_argument("benchmark", type=Path, help="folder of score.py and its data")
    parser.add_argument("corpus", type=Path, help="folder of the checked out repositories")
    names = [repository.name for repository in REPOSITORIES]
    parser.add_argument("--only", action="append", choices=names, help="may be repeated")
    return parser


def parsed(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The options given, once the benchmark is known to be there."""
    options = parser.parse_args()
    if not (options.benchmark / "score.py").is_file():
        parser.error(f"{options.benchmark} has no score.py")
    return options


if __name__ == "__main__":
    raise SystemExit(main())

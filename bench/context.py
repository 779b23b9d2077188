"""How much of what answers a question fits into a context.

```
python -m bench.context BENCHMARK CORPUS [--only flask]
python -m bench.context --commits REPOSITORY... [--most 60]
```

BENCHMARK and CORPUS are those of `bench.search_quality`: queries in words, the files that answer
each, and the repositories. For each number of tokens, of how many queries is a file that answers it
in the context; of how many is at least one piece of such a file there as a whole; and which share
of all files that answer. Beside it stand two simpler ways to fill the same room with what the same
search finds: whole files, and the pieces that it found, both in its order, what does not fit left
out. All are counted with the same estimate of tokens, without headings for the simple ones.

With `--commits` the questions are those of `bench.related`: the tree before the last commits is
indexed, one function of each later commit is given, and the context of it is to show others that
the commit changed. Beside it stand the pieces that a search for its name finds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench import related
from bench.stage import Stage, stage
from codegraph_daemon.context.tokens import estimate
from codegraph_daemon.queries.reading import text_lines

_BUDGETS = (2000, 4000, 8000)
_HITS = 100
_PATIENCE_MS = 10_000


class Shown(NamedTuple):
    """What one way shows for one query."""

    paths: frozenset[str]
    whole: frozenset[str]
    """Files of which something is there as a whole: a definition, a section, or the file."""


Ways = dict[str, dict[int, list[tuple[Shown, frozenset[str], float]]]]
"""Way -> tokens -> for each query what is shown, what should be, and milliseconds."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.context")
    parser.add_argument("benchmark", type=Path, nargs="?")
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--commits", type=Path, nargs="+", help="git repositories")
    parser.add_argument("--most", type=int, default=60, help="at most so many commits of each")
    parser.add_argument("--set", default="dev")
    parser.add_argument("--only", action="append", help="a repository; may be repeated")
    given = parser.parse_args()
    if given.commits:
        for repository in given.commits:
            _of_commits(repository, given.most)
        return
    if given.corpus is None:
        parser.error("BENCHMARK and CORPUS, or --commits")
    listed = (given.benchmark / "annotations" / f"{given.set}.jsonl").read_text().splitlines()
    queries = [json.loads(line) for line in listed]
    queries = [each for each in queries if not given.only or each["repo"] in given.only]
    ways: Ways = {}
    for name in dict.fromkeys(query["repo"] for query in queries):
        with stage(given.corpus / name) as made:
            made.embed()
            for query in queries:
                if query["repo"] == name:
                    _measure(made, query, ways)
        print(f"{name} done", flush=True)
    _report(ways)


def _measure(made: Stage, query: dict[str, Any], ways: Ways) -> None:
    wanted = [*query["relevant"], *query["secondary"]]
    paths = frozenset(each if isinstance(each, str) else each["path"] for each in wanted)
    waits = {"patience_ms": _PATIENCE_MS, "deadline_ms": _PATIENCE_MS}
    with made.connect() as asking:
        question = {"query": query["query"], "limit": _HITS, "lines": 0, **waits}
        hits = asking.ask("search", question)["results"]
        for tokens in _BUDGETS:
            began = time.perf_counter()
            answer = asking.ask("context", {"query": query["query"], "tokens": tokens, **waits})
            took = (time.perf_counter() - began) * 1000
            assert answer["complete"], answer["reason"]
            markdown = answer["summary"]["markdown"]
            assert estimate(markdown) <= tokens, (query["id"], tokens)
            results = answer["results"]
            shown = Shown(
                frozenset(each["path"] for each in results),
                frozenset(each["path"] for each in results if each["form"] == "whole"),
            )
            for way, each in (
                ("context", shown),
                ("whole files", _packed(_files(made, hits), tokens)),
                ("found pieces", _packed(_pieces(made, hits), tokens)),
            ):
                rows = ways.setdefault(way, {}).setdefault(tokens, [])
                rows.append((each, paths, took if way == "context" else 0.0))


def _of_commits(repository: Path, most: int) -> None:
    split, questions = related.questions_of(repository, most)
    counts: dict[tuple[int, str], list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="cgc-") as work:
        tree = Path(work) / "tree"
        related.git(repository, "clone", "-q", "--no-checkout", str(repository), str(tree))
        commit = related.git(repository, "rev-parse", split).strip()
        related.git(tree, "checkout", "-q", "--detach", commit)
        with stage(tree) as made:
            made.embed()
            with made.connect() as asking:
                for question in questions:
                    _of_commit(made, asking, question, counts)
    print(repository)
    for (tokens, way), found in sorted(counts.items()):
        share = sum(found) / len(found)
        print(f"{tokens:6,}  {way:13} {len(found)} questions: one of the others {share:.3f}")


def _of_commit(
    made: Stage,
    asking: Any,
    question: related.Question,
    counts: dict[tuple[int, str], list[float]],
) -> None:
    wanted = related.known(made, asking, question)
    key = related.key_of(made, asking, question)
    if not wanted or not key:
        return
    named = {"query": question.given[1], "limit": _HITS, "lines": 0, "deadline_ms": 60_000}
    hits = asking.ask("search", named)["results"]
    names = [(hit["path"], hit.get("qualified", "")) for hit in hits]
    for tokens in _BUDGETS:
        asked = {"key": key, "tokens": tokens, "deadline_ms": 60_000}
        shown = {
            (each["path"], each.get("qualified", ""))
            for each in asking.ask("context", asked)["results"]
        }
        counts.setdefault((tokens, "context"), []).append(float(bool(shown & wanted)))
        room, found = tokens, set[tuple[str, str]]()
        for name, (_, text) in zip(names, _pieces(made, hits), strict=True):
            if (cost := estimate(text)) <= room:
                room -= cost
                found.add(name)
        counts.setdefault((tokens, "found pieces"), []).append(float(bool(found & wanted)))


def _files(made: Stage, hits: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for path in dict.fromkeys(hit["path"] for hit in hits):
        yield path, (made.tree / path).read_text(errors="replace")


def _pieces(made: Stage, hits: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for hit in hits:
        lines = text_lines((made.tree / hit["path"]).read_bytes())
        first, _, last, column = hit["range"]
        yield hit["path"], "".join(f"{each}\n" for each in lines[first : last + (column > 0)])


def _packed(texts: Iterator[tuple[str, str]], tokens: int) -> Shown:
    found: set[str] = set()
    for path, text in texts:
        if (cost := estimate(text)) <= tokens:
            tokens -= cost
            found.add(path)
    return Shown(frozenset(found), frozenset(found))


def _report(ways: Ways) -> None:
    measures: dict[str, Callable[[Shown, frozenset[str]], float]] = {
        "a right file": lambda shown, wanted: float(bool(shown.paths & wanted)),
        "a whole piece of one": lambda shown, wanted: float(bool(shown.whole & wanted)),
        "share of right files": lambda shown, wanted: len(shown.paths & wanted) / len(wanted),
        "files": lambda shown, _: float(len(shown.paths)),
    }
    for tokens in _BUDGETS:
        for way, by_tokens in ways.items():
            rows = by_tokens[tokens]
            told = [
                f"{name} {sum(of(shown, wanted) for shown, wanted, _ in rows) / len(rows):.3f}"
                for name, of in measures.items()
            ]
            print(f"{tokens:6,}  {way:13} {len(rows)} queries: {', '.join(told)}")
    times = sorted(took for by in ways["context"].values() for _, _, took in by)
    print(f"ms: p50 {times[len(times) // 2]:.1f}  p99 {times[int(len(times) * 0.99)]:.1f}")


if __name__ == "__main__":
    main()

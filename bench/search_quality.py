"""How good the order of a search's answers is: `python -m bench.search_quality BENCHMARK CORPUS`.

BENCHMARK is a folder with queries in words, the files that answer each, and the `score_search.py`
that scores answers (see `bench/README.md`); CORPUS holds the repositories, one folder each. Folders
are searched in this process, with the functions that the daemon uses; with `--daemon` a daemon is
asked, through its socket. `--without` leaves the words or the vectors out; a daemon has both.
`--save` writes the scores, and `--compare` tells the difference of two such files with its
interval, and how many queries have the same answers.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from bench.search_corpus import SearchCorpus, sources_in
from bench.search_links import users_of
from bench.search_meaning import Meaning, model_in
from bench.stage import stage

LIMIT = 30
"""Results of one query; a file may have several."""
WORDS, VECTORS = "words", "vectors"
PATIENCE_MS = 10_000
"""So long a question waits for vectors."""

Answer = list[str]
"""Paths, best first."""


class Scored(NamedTuple):
    """One query with its score and how long it took, in milliseconds."""

    query: dict[str, Any]
    ndcg: float
    found: Answer
    took: float


def main() -> int:
    options = _options()
    scorer = _scorer(options.benchmark)
    if options.compare:
        scorer.compare(*options.compare)
        _show_same(*options.compare)
        return 0
    queries = [
        query
        for line in _annotations(options).read_text().splitlines()
        if (query := json.loads(line)) and (not options.only or query["repo"] in options.only)
    ]
    found: list[Scored] = []
    for name in dict.fromkeys(query["repo"] for query in queries):
        mine = [query for query in queries if query["repo"] == name]
        asking = _in_daemon if options.daemon else _in_process
        with asking(options.corpus / name, options) as answer:
            found += [_scored(scorer, query, answer) for query in mine]
        print(f"{name}: {_mean([each.ndcg for each in found[-len(mine) :]]):.3f}", flush=True)
    _show(scorer, found)
    if options.save:
        options.save.write_text(json.dumps({"queries": [_saved(each) for each in found]}, indent=1))
    return 0


@contextmanager
def _in_process(folder: Path, options: argparse.Namespace) -> Iterator[Callable[[str], Answer]]:
    sources = sources_in(folder)
    corpus = SearchCorpus(sources, users_of(sources))
    model = None if options.without == VECTORS else model_in(options.model)
    meaning = None if model is None else Meaning(corpus, model)

    def answer(text: str) -> Answer:
        similar = None if meaning is None else meaning.similar(text)
        if options.without == WORDS:
            places = [] if similar is None else similar[0].tolist()
            return [corpus.path_at(place) for place in places]
        found = corpus.search(text, similar=similar)
        return [corpus.path_at(each.place) for each in found[:LIMIT]]

    yield answer


@contextmanager
def _in_daemon(folder: Path, options: argparse.Namespace) -> Iterator[Callable[[str], Answer]]:
    with stage(folder) as place:
        place.embed()
        with place.connect() as connection:

            def answer(text: str) -> Answer:
                # The first question of all waits until the model and the vectors are loaded.
                asked = {"query": text, "limit": LIMIT, "lines": 0}
                waits = {"patience_ms": PATIENCE_MS, "deadline_ms": PATIENCE_MS}
                told = connection.ask("search", {**asked, **waits})
                assert told["complete"], told["reason"]
                assert not told.get("reason"), told["reason"]
                return [each["path"] for each in told["results"]]

            yield answer


def _scored(scorer: ModuleType, query: dict[str, Any], answer: Callable[[str], Answer]) -> Scored:
    began = time.perf_counter()
    found = list(dict.fromkeys(answer(query["query"])))
    took = (time.perf_counter() - began) * 1000
    paths = [each if isinstance(each, str) else each["path"] for each in _targets(query)]
    return Scored(query, scorer.metrics(found, set(paths))["ndcg"], found[:10], took)


def _annotations(options: argparse.Namespace) -> Path:
    folder: Path = options.benchmark
    return folder / "annotations" / f"{options.set}.jsonl"


def _targets(query: dict[str, Any]) -> list[Any]:
    return [*query["relevant"], *query["secondary"]]


def _show(scorer: ModuleType, found: Sequence[Scored]) -> None:
    """The table: all, by kind of query, by language; with the interval of each."""
    for key in (None, "kind", "language"):
        groups: dict[str, list[float]] = {}
        for each in found:
            groups.setdefault(each.query[key] if key else "all", []).append(each.ndcg)
        for name, values in sorted(groups.items()):
            low, high = scorer.bootstrap(values)
            told = f"NDCG@10 {_mean(values):.3f}  95% [{low:.3f}, {high:.3f}]"
            print(f"{name:14} {len(values):4}  {told}")
    took = sorted(each.took for each in found)
    print(f"milliseconds: p50 {took[len(took) // 2]:.1f}  p99 {took[int(len(took) * 0.99)]:.1f}")


def _show_same(before: Path, after: Path) -> None:
    """How many queries of two runs have the same answers, in the same order."""
    one, other = (
        {each["id"]: each["got"] for each in json.loads(path.read_text())["queries"]}
        for path in (before, after)
    )
    both = one.keys() & other.keys()
    print(f"same answers: {sum(one[each] == other[each] for each in both)} of {len(both)}")


def _saved(scored: Scored) -> dict[str, Any]:
    query = scored.query
    return {
        **{key: query[key] for key in ("id", "repo", "language", "kind", "query")},
        "ndcg": scored.ndcg,
        "got": scored.found,
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(len(values), 1)


def _scorer(benchmark: Path) -> ModuleType:
    """The benchmark's own scorer, as a module."""
    spec = importlib.util.spec_from_file_location("score_search", benchmark / "score_search.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.search_quality", description=__doc__)
    parser.add_argument("benchmark", type=Path, help="folder of score_search.py and its queries")
    parser.add_argument("corpus", type=Path, nargs="?", help="folder of the repositories")
    parser.add_argument("--set", default="dev", help="which of its queries")
    parser.add_argument("--only", action="append", help="a repository; may be repeated")
    parser.add_argument("--daemon", action="store_true", help="ask a daemon")
    parser.add_argument("--without", choices=(WORDS, VECTORS), help="leave these out")
    parser.add_argument("--model", type=Path, help="folder of a static model, for the vectors")
    parser.add_argument("--save", type=Path, help="write the scores")
    parser.add_argument("--compare", type=Path, nargs=2, help="two files of scores")
    options = parser.parse_args()
    if not (options.benchmark / "score_search.py").is_file():
        parser.error(f"{options.benchmark} has no score_search.py")
    if options.daemon and (options.without or options.model):
        parser.error("a daemon answers with all that it has: neither --without nor --model")
    if not options.compare and options.corpus is None:
        parser.error("CORPUS or --compare is needed")
    return options


if __name__ == "__main__":
    raise SystemExit(main())

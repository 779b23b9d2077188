"""Whether confidence is what it says: `python -m bench.confidence BENCHMARK CORPUS [--only flask]`.

The questions of the navigation benchmark (see `bench.accuracy`) are put to the daemon, whose
answers say for each place how it was found (origin), and how sure that is (tier, confidence).
Each place is judged as the benchmark's own scorer would, and the share of right ones stands beside
what was stated.  Exit code 1 if a row misses its bar.

Apart are places of which the truth cannot tell (`untold`; see `bench.blindness`).  Only answers
that the truth does not have are set apart, so `right` errs high; `least` is what the share would be
if all of them were wrong, and lies below what is so.

`--scip FOLDER` measures imported links: of each repository of which FOLDER has an index (such as
`flask.scip`), made of the same text by the language's own indexer, it is taken in first.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.accuracy import REPOSITORIES, Repository, parsed, parser_for
from bench.blindness import Blindness, Texts
from bench.stage import Stage, stage
from codegraph_client.blocking import BlockingConnection
from codegraph_client.protocol import TIERS

FLOORS = {"certain": 0.98, "inferred": 0.85, "possible": 0.0}
"""The share of right answers that each tier promises, taken as a whole."""
AGREEMENT = 0.05
"""How far what is measured may lie from what is stated."""
_ASKED = {"deadline_ms": 60_000, "possible": "always"}
_OF_UNKNOWN = frozenset(("member",))
"""Origins of what is used on something that is not known."""
FEW = 50
"""Origins with fewer answers are pooled, and fewer answers than that are not judged."""
Verdict = bool | None
"""Right, wrong, or nothing that counts."""


@dataclass(frozen=True)
class Judged:
    """One place that the daemon answered, with what the truth says of it."""

    origin: str
    tier: str
    confidence: float
    verdict: Verdict
    feature: str
    question: Mapping[str, Any]
    place: tuple[str, int, int]


@dataclass
class Tally:
    """Right and wrong answers of one row, with the sum of what was stated."""

    right: int = 0
    wrong: int = 0
    untold: int = 0
    stated: float = 0.0
    origins: set[str] = field(default_factory=set)

    def add(self, judged: Judged) -> None:
        self.origins.add(judged.origin)
        if judged.verdict is None:
            self.untold += 1
            return
        self.right += judged.verdict
        self.wrong += not judged.verdict
        self.stated += judged.confidence

    def merge(self, other: Tally) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.untold += other.untold
        self.stated += other.stated
        self.origins |= other.origins

    @property
    def count(self) -> int:
        return self.right + self.wrong

    @property
    def least(self) -> float:
        """The share of right answers if every one that the truth cannot tell were wrong."""
        return self.right / (self.count + self.untold) if self.count + self.untold else 1.0


def main() -> int:
    parser = parser_for("bench.confidence", __doc__)
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong ones per origin")
    parser.add_argument("--scip", type=Path, help="folder of the indexes to take in first")
    options = parsed(parser)
    scorer = scorer_of(options.benchmark)
    met = True
    everything: list[Judged] = []
    for repository in REPOSITORIES:
        if options.only and repository.name not in options.only:
            continue
        print(f"{repository.language} ({repository.name})")
        with stage(options.corpus / repository.name) as place:
            if options.scip is not None:
                _take_in(place, options.scip / f"{repository.name}.scip")
            judged = list(answers(place, options.benchmark, scorer, repository))
        met = print_rows(judged) and met
        everything += judged
        if options.wrong:
            print_wrong(judged, options.wrong, options.corpus / repository.name)
    print("All languages")
    met = print_rows(everything) and met
    return 0 if met else 1


def _take_in(place: Stage, index: Path) -> None:
    """Import the index of a language's own indexer, if there is one."""
    if not index.is_file():
        print("  no index is imported")
        return
    place.settle()
    params = {"action": "import", "files": [str(index.resolve())], "folder": str(place.tree)}
    with place.connect() as connection:
        found = connection.ask("scip", params)
    print(f"  imported {found['taken']} of {found['documents']} documents, {found['links']} links")


# Asking


def answers(place: Stage, benchmark: Path, scorer: Any, repository: Repository) -> Iterator[Judged]:
    """Everything that the daemon answers to the benchmark's questions, judged."""
    data = benchmark / "data"
    questions = scorer.load(str(data / f"{repository.name}.q.jsonl.gz"))
    truths, mode = truths_of(scorer, data, repository)
    place.settle()
    texts = Texts(place.tree)
    blind = Blindness(repository.name, texts, truths, questions)
    with place.connect() as connection:
        for question in questions:
            if question["t"] == "def" and question["n"] in scorer.ODD:
                continue
            yield from _answers_to(connection, texts, blind, scorer, truths, mode, question)


def _answers_to(
    connection: BlockingConnection,
    texts: Texts,
    blind: Blindness,
    scorer: Any,
    truths: list[dict[tuple[int, str], Any]],
    mode: str,
    question: Mapping[str, Any],
) -> Iterator[Judged]:
    target = texts.target(question)
    told: set[tuple[str, int, int]] = set()
    features = ("defn",) if question["t"] == "use" else ("refs", "calls", "sup", "sub")
    for feature in features:
        key = (question["i"], feature)
        lists = [t[key]["r"] for t in truths if key in t and "e" not in t[key]]
        if not lists or (len(truths) > 1 and len(lists) < 2):
            continue
        true, ignored = scorer.vote(lists, mode)
        for truth in truths:
            ignored = ignored + truth.get(key, {}).get("o", [])
        results = [texts.shown(each) for each in _asked(connection, feature, target)]
        places = [each[0] for each in results]
        if feature == "defn":
            inside = [each for each in true if each[0] != "!ext"]
            if not true or (not inside and ignored):
                # Nobody knows, or those who know do not agree.
                verdicts: list[Verdict] = [None] * len(places)
            else:
                # The truth says that something lies outside, and not where.
                is_outside = len(inside) < len(true)
                verdicts = [
                    is_outside if _is_outside(place) else verdict
                    for place, verdict in zip(places, judge(places, inside, ignored), strict=True)
                ]
        else:
            results = [each for each in results if not _is_outside(each[0])]
            places = [each[0] for each in results]
            true, ignored = (
                [each for each in scorer.notself(some, question) if each[0] != "!ext"]
                for some in (true, ignored)
            )
            kept = {tuple(each[:3]) for each in scorer.notself(places, question)}
            results = [each for each in results if tuple(each[0][:3]) in kept]
            verdicts = [
                None if verdict is False and blind.hides(each[0], question) else verdict
                for each, verdict in zip(
                    results, judge([each[0] for each in results], true, ignored), strict=True
                )
            ]
        for (where, trust), found in zip(results, verdicts, strict=True):
            # Who says what is used on something that nothing tells of has the truth's tool to ask
            # as well: at a use it says whether it knows, among references it leaves them out.
            verdict = None if feature != "defn" and trust[0] in _OF_UNKNOWN else found
            at = (where[0], where[1], where[2])
            # A call is one of the references: the edge is the same.
            if at not in told or feature in ("sup", "sub"):
                yield Judged(*trust, verdict, feature, question, at)
            told.add(at)


def _asked(
    connection: BlockingConnection, feature: str, target: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """The places that the daemon answers with."""
    method = {
        "defn": "definition",
        "refs": "references",
        "calls": "callers",
        "sup": "supertypes",
        "sub": "subtypes",
    }[feature]
    answer = connection.ask(method, {**target, **_ASKED})
    assert answer["complete"], f"{method} was not complete for {target}"
    results: Iterable[Mapping[str, Any]] = answer["results"]
    if feature == "calls":
        return [call for caller in results for call in caller["calls"]]
    return list(results)


def judge(
    places: list[list[Any]], true: list[list[Any]], ignored: list[list[Any]]
) -> list[Verdict]:
    """Each place: right if it overlaps a true one on its line that is not taken yet, nothing that
    counts if it overlaps an ignored one or one that is taken, else wrong."""
    taken: set[int] = set()
    known = [(each, True) for each in true] + [(each, None) for each in ignored]
    verdicts: list[Verdict] = []
    for place in places:
        overlapping = [at for at, (each, _) in enumerate(known) if _overlap(place, each)]
        free = [at for at in overlapping if at not in taken]
        if free:
            best = min(free, key=lambda at: (known[at][1] is None, abs(known[at][0][2] - place[2])))
            taken.add(best)
            verdicts.append(known[best][1])
        else:
            verdicts.append(None if overlapping else False)
    return verdicts


def _is_outside(place: list[Any]) -> bool:
    """Whether a place lies in no file of the repository."""
    return str(place[0]).startswith("/")


def _overlap(one: list[Any], other: list[Any]) -> bool:
    if one[:2] != other[:2]:
        return False
    (first, end), (start, last) = _width(one), _width(other)
    return first < last and start < end


def _width(place: list[Any]) -> tuple[int, int]:
    _, line, column, last, end = place[:5]
    return (column, max(end, column + 1)) if line == last else (column, 1 << 30)


def scorer_of(benchmark: Path) -> Any:
    """The benchmark's own scorer, whose rules of what counts are used as they are."""
    sys.path.insert(0, str(benchmark))
    spec = importlib.util.spec_from_file_location("score", benchmark / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def truths_of(
    scorer: Any, data: Path, repository: Repository
) -> tuple[list[dict[tuple[int, str], Any]], str]:
    """The recorded answers that count as true, and how they are taken together."""
    mode = "/" if "/" in repository.truth else "+"
    servers = repository.truth.split(mode) if repository.truth else []
    if not servers:
        from servers import PRIMARY  # type: ignore[import-not-found]

        servers = [PRIMARY[_SERVED.get(repository.language, repository.language.lower())]]
    found = [scorer.read(str(data / f"{repository.name}.{each}.jsonl.gz"))[0] for each in servers]
    if not repository.truth:
        found = [scorer.with_hier(found[0], str(data / f"{repository.name}.pyhier.jsonl.gz"))]
    return found, mode


_SERVED = {"C++": "cpp"}


# Telling


def print_rows(judged: list[Judged]) -> bool:
    """One row for each origin, for the rare ones of each tier, and for each tier; whether all
    of them are as they should be."""
    by_origin: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for each in judged:
        by_origin[each.tier, each.origin].add(each)
    print(
        f"  {'tier':9} {'origin':28} {'answers':>7} {'right':>6} {'stated':>6} {'untold':>6} "
        f"{'least':>6}"
    )
    met = True
    for tier in TIERS:
        whole, rare = Tally(), Tally()
        for (of, origin), tally in sorted(by_origin.items()):
            if of != tier:
                continue
            whole.merge(tally)
            if tally.count < FEW:
                rare.merge(tally)
            else:
                met = _print_row(tier, origin, tally) and met
        if rare.origins:
            name = "rare: " + ", ".join(sorted(rare.origins))
            met = _print_row(tier, name, rare) and met
        if whole.origins:
            met = _print_row(tier, "(all)", whole, FLOORS[tier]) and met
    return met


def _print_row(tier: str, name: str, tally: Tally, floor: float = 0.0) -> bool:
    share = tally.right / tally.count if tally.count else 1.0
    stated = tally.stated / tally.count if tally.count else 1.0
    met = abs(share - stated) <= AGREEMENT and (not floor or share >= floor)
    verdict = "too few" if tally.count < FEW else "met" if met else "MISSED"
    print(
        f"  {tier:9} {name:28} {tally.count:7} {share:6.3f} {stated:6.3f} {tally.untold:6} "
        f"{tally.least:6.3f}  {verdict}",
        flush=True,
    )
    return met or tally.count < FEW


def print_wrong(judged: list[Judged], most: int, tree: Path) -> None:
    """The wrong answers of each origin, at most so many, for whoever looks into why."""
    texts = Texts(tree)
    seen: Counter[str] = Counter()
    for each in judged:
        if each.verdict is False:
            seen[each.origin] += 1
            if seen[each.origin] <= most:
                path, line, _ = each.place
                asked = each.question
                print(
                    f"  wrong {each.origin:12} {each.feature:5} "
                    f"{asked['f']}:{asked['l'] + 1}:{asked['c'] + 1} {asked['n']} -> "
                    f"{path}:{line + 1}  {texts.line(path, line).strip()[:90]}"
                )


if __name__ == "__main__":
    raise SystemExit(main())

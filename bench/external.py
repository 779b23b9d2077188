"""What knowledge of libraries gives and costs: `python -m bench.external BENCHMARK CORPUS`.

Libraries are found as everywhere: in the repository's folder of CORPUS (`.venv`, `node_modules`),
and where the machine has them or the environment says so (`JAVA_HOME`, `CARGO_HOME`, `GOMODCACHE`).

The uses of the navigation benchmark (see `bench.accuracy`) that lead out of the repository, by its
truth, are asked for: how many get a place outside, how many nothing, and how many a place in the
repository, which is wrong.  Of the uses whose definition lies inside, some may be led outside,
which is wrong as well.  Then the same without libraries.  The truth does not say where outside a
name leads, so only that it does is judged.  A use that it leads to an import of the same file is
not judged: there its tool found no further.

Time and memory are those of the daemon and its workers, before and after all questions; the
questions are asked twice, the first time without packs, and once more of a new daemon, which has
the packs alone.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.accuracy import REPOSITORIES, Repository, parsed, parser_for
from bench.blindness import Texts
from bench.confidence import scorer_of, truths_of
from bench.processes import pss_mb
from bench.report import percentile
from bench.stage import Stage, stage

_ASKED = {"deadline_ms": 60_000, "libraries": True}
_IMPORT = re.compile(r"\s*(?:import|export|from|use|#\s*include)\b")
_PACKED_SECONDS, _FIRST_SECONDS, _QUIET_SECONDS = 90, 30, 8


class _Missed(NamedTuple):
    """A use that did not lead where the truth says."""

    leads_out: bool
    led: str
    kind: str
    shown: str


def main() -> int:
    parser = parser_for("bench.external", __doc__)
    parser.add_argument("--wrong", type=int, default=0, help="so many that led elsewhere are shown")
    options = parsed(parser)
    scorer = scorer_of(options.benchmark)
    for repository in REPOSITORIES:
        if options.only and repository.name not in options.only:
            continue
        print(f"{repository.language} ({repository.name})")
        questions = list(_uses(scorer, options, repository))
        for use in ("on", "off"):
            with _setting(use), stage(options.corpus / repository.name) as place:
                place.settle()
                before = pss_mb(place.pid())
                for turn in ("first", "again", "new daemon") if use == "on" else ("first",):
                    if turn == "new daemon":
                        place.stop()
                        place.settle()
                    missed = _show(place, questions, f"libraries {use}, {turn}")
                    if turn == "first" and use == "on":
                        _show_missed(missed, options.wrong)
                        packs = place.cache / "external"
                        _wait_for_packs(packs)
                print(f"    memory {before:.0f} -> {pss_mb(place.pid()):.0f} MB")
                if use == "on":
                    sizes = [path.stat().st_size for path in packs.glob("*.pack")]
                    print(f"    {len(sizes)} packs, {sum(sizes) / 1e6:.1f} MB")
    return 0


def _uses(
    scorer: Any, options: argparse.Namespace, repository: Repository
) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Uses of which the truth knows where they lead, and whether that is outside."""
    data = options.benchmark / "data"
    texts = Texts(options.corpus / repository.name)
    truths, mode = truths_of(scorer, data, repository)
    for question in scorer.load(str(data / f"{repository.name}.q.jsonl.gz")):
        key = (question["i"], "defn")
        lists = [t[key]["r"] for t in truths if key in t and "e" not in t[key]]
        if question["t"] != "use" or len(lists) < len(truths):
            continue
        true, _ = scorer.vote(lists, mode)
        if true and not all([_is_import(texts, question, each) for each in true]):
            yield question, all(each[0] == "!ext" for each in true)


def _is_import(texts: Texts, question: Mapping[str, Any], place: Sequence[Any]) -> bool:
    """Whether a place of the truth is an import of the file that is asked about."""
    return place[0] == question["f"] and _IMPORT.match(texts.line(place[0], place[1])) is not None


def _show(
    place: Stage, questions: list[tuple[Mapping[str, Any], bool]], what: str
) -> list[_Missed]:
    """Ask all; those that did not lead where they should."""
    texts = Texts(place.tree)
    found: Counter[tuple[bool, str]] = Counter()
    missed: list[_Missed] = []
    times: list[float] = []
    with place.connect() as connection:
        for question, leads_out in questions:
            started = time.perf_counter()
            answer = connection.ask("definition", {**texts.target(question), **_ASKED})
            times.append((time.perf_counter() - started) * 1000)
            results = list(answer["results"])
            outside = bool(results) and all("external" in result for result in results)
            led = "outside" if outside else "inside" if results else "nothing"
            found[leads_out, led] += 1
            if (leads_out and led != "outside") or (not leads_out and led == "outside"):
                missed.append(_Missed(leads_out, led, *_spelled(texts, question)))
    for leads_out, said in ((True, "lead outside"), (False, "lead inside")):
        counts = {kind: found[leads_out, kind] for kind in ("outside", "nothing", "inside")}
        shown = ", ".join(f"{kind} {count}" for kind, count in counts.items())
        print(f"  {what}: of {sum(counts.values())} that {said}: {shown}")
    print(f"    p50 {percentile(times, 50):.1f} ms, p99 {percentile(times, 99):.1f} ms")
    return missed


def _spelled(texts: Texts, question: Mapping[str, Any]) -> tuple[str, str]:
    """How a name is used, and where: the line with a mark before the name."""
    line, at = texts.line(question["f"], question["l"]), question["c"]
    before, after = line[:at], line[at:]
    kind = "name"
    if _IMPORT.match(line):
        kind = "import"
    elif before.rstrip().endswith((".", "->", "::")):
        kind = "member"
    return kind, f"{question['f']}:{question['l'] + 1}  {before.lstrip()}<|>{after}"


def _show_missed(missed: list[_Missed], most: int) -> None:
    """How often which kind of use led elsewhere, and some of these."""
    counts = Counter([(each.leads_out, each.led, each.kind) for each in missed])
    for (leads_out, led, kind), count in sorted(counts.items(), reverse=True):
        print(f"    to {'a library' if leads_out else 'the repository'}, led {led}: {kind} {count}")
    for each in missed[:most]:
        print(f"      {each.led}: {each.shown}")


def _wait_for_packs(packs: Path) -> None:
    """Until no pack has been made for some seconds since the first, which takes its time."""
    known, quiet = 0, -_FIRST_SECONDS
    for _ in range(_PACKED_SECONDS):
        time.sleep(1)
        now = len(list(packs.glob("*.pack")))
        known, quiet = now, quiet + 1 if now == known else 0
        if quiet >= _QUIET_SECONDS:
            return


@contextmanager
def _setting(use: str) -> Iterator[None]:
    before = os.environ.get("CODEGRAPH_EXTERNAL_USE")
    os.environ["CODEGRAPH_EXTERNAL_USE"] = use
    try:
        yield
    finally:
        if before is None:
            del os.environ["CODEGRAPH_EXTERNAL_USE"]
        else:
            os.environ["CODEGRAPH_EXTERNAL_USE"] = before


if __name__ == "__main__":
    sys.exit(main())

"""What each key costs while a symbol's name is typed: `python -m bench.keystrokes DIR...`.

Each DIR is a folder of code; several are one tree, since the bar holds for 200,000 symbols. They
are copied and never written to. Names of symbols are drawn from the index itself and typed letter
by letter through `codegraph lsp`, each letter a request for the best symbols that is waited for,
once as the names are and once with one typing mistake. The very first letter comes with the
others: the daemon has just been started, and nobody has looked for a name before. Searches by
words and meaning are switched off, since no name is one.
Exit code 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.lsp_client import LanguageClient
from bench.processes import cpu_of_one
from bench.report import Row, percentile, print_heading, print_row
from bench.stage import Stage, stage
from codegraph_daemon.facts import KIND_NAMES, UNLISTED

SEED = 5
BAR = 15.0
SYMBOLS = 200_000
LONGEST = 20
"""Nobody types more letters of a name than this."""
_READING_SECONDS = 3.0
"""An editor is open for so long before somebody looks for a name."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Key(NamedTuple):
    """What one key cost, in milliseconds: wall time, and CPU of client, server and daemon."""

    typed: str
    wall: float
    client: float
    server: float
    daemon: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--keys", type=int, default=500, help="of each kind")
    parser.add_argument("--slowest", type=int, default=5, help="so many are shown")
    options = parser.parse_args()
    with stage(*options.folders) as place, place.setting("search.use", "off"):
        return measure(place, options.keys, options.slowest)


def measure(place: Stage, count: int, slowest: int) -> int:
    """Type, and print what it cost."""
    status = place.settle()
    print(f"{status['files']:,} files, {status['symbols']:,} symbols\n")
    assert status["symbols"] >= SYMBOLS, f"the bar is for {SYMBOLS:,} symbols: name more folders"
    names = _names(place)
    randomly = random.Random(SEED)
    randomly.shuffle(names)
    place.stop()
    opened = next(file for file in place.files() if file.stat().st_size > 0)
    with LanguageClient(place.codegraph("lsp"), place.tree) as client:
        client.tell("textDocument/didOpen", {"textDocument": _document(opened)})
        time.sleep(_READING_SECONDS)
        members = client.pid, place.pid()
        first, *keys = _typed(client, members, _prefixes(names, count, randomly))
        wrong = (_mistyped(name, randomly) for name in names if len(name) > 3)
        mistyped = list(_typed(client, members, _prefixes(wrong, count, randomly)))
    rows = [
        _row("the first key of all", [first], 99),
        *_rows("a key", [first, *keys]),
        *_rows("a key, with a typing mistake", mistyped),
    ]
    print_heading()
    for row in rows:
        print_row(row)
    print("\nslowest keys, by CPU of server and daemon:")
    worst = sorted([*keys, *mistyped], key=lambda key: -key.server - key.daemon)[:slowest]
    for key in worst:
        print(f"  {key.server + key.daemon:7.1f} ms  {key.typed!r}")
    return 1 if any(row.met is False for row in rows) else 0


def _names(place: Stage) -> list[str]:
    """The names of all symbols, each once."""
    kinds = [name for kind, name in enumerate(KIND_NAMES) if kind not in UNLISTED]
    question = {"query": "", "kinds": kinds, "deadline_ms": 600_000}
    with place.connect() as connection:
        return sorted({each["name"] for each in connection.ask("symbols", question)["results"]})


def _document(file: Path) -> dict[str, object]:
    text = file.read_text(encoding="utf-8", errors="replace")
    return {"uri": file.as_uri(), "languageId": "python", "version": 1, "text": text}


def _prefixes(names: Iterable[str], count: int, randomly: random.Random) -> Iterator[str]:
    """What stands in the field after each key, name after name; typing ends somewhere in each."""
    typed = 0
    for name in names:
        for length in range(1, randomly.randint(1, min(len(name), LONGEST)) + 1):
            if typed == count:
                return
            typed += 1
            yield name[:length]


def _mistyped(name: str, randomly: random.Random) -> str:
    """The name with one letter wrong, too many, missing, or swapped with the next."""
    at = randomly.randrange(1, min(len(name), LONGEST) - 1)
    letter = randomly.choice(_LETTERS)
    return randomly.choice(
        (
            name[:at] + letter + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


def _typed(
    client: LanguageClient, members: tuple[int, int], queries: Iterable[str]
) -> Iterator[Key]:
    server, daemon = members
    for query in queries:
        before = time.process_time(), cpu_of_one(server), cpu_of_one(daemon)
        started = time.perf_counter()
        client.ask("workspace/symbol", {"query": query})
        wall = time.perf_counter() - started
        after = time.process_time(), cpu_of_one(server), cpu_of_one(daemon)
        spent = (1000 * (now - then) for then, now in zip(before, after, strict=True))
        yield Key(query, wall * 1000, *spent)


def _rows(what: str, keys: Sequence[Key]) -> list[Row]:
    return [_row(f"{what}, p{percent}", keys, percent) for percent in (50, 99)]


def _row(what: str, keys: Sequence[Key], percent: float) -> Row:
    shares = (
        ("client", [key.client for key in keys]),
        ("server", [key.server for key in keys]),
        ("daemon", [key.daemon for key in keys]),
    )
    parts = ", ".join(f"{who} {statistics.mean(spent):.1f}" for who, spent in shares)
    return Row(
        what,
        percentile([key.wall for key in keys], percent),
        "ms",
        BAR,
        percentile([key.client + key.server + key.daemon for key in keys], percent),
        cpu_decides=True,
        note=f"{len(keys)} keys; CPU on average: {parts}",
    )


if __name__ == "__main__":
    raise SystemExit(main())

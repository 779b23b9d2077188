"""Parse all files of known languages and tell what fails: `python -m bench.robustness FOLDER...`.

Each file is parsed whole, cut in the middle, with something half typed in the middle, and damaged
in one of a few ways, in a process that may take a minute for it.  A failure is an exception, a
process that ends or hangs, facts that are not sound (see `soundness`), or a cut text that loses the
outline of what comes before the cut.  Files that take much longer than others of their language for
each byte are listed.  Exit code 1 if anything failed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from bench.soundness import faults_of, outline
from codegraph_daemon.encoding import utf8_text
from codegraph_daemon.languages.registry import language_by_shebang, language_of
from codegraph_daemon.workers.parse import parser_of

SECONDS = 60.0
"""For one file."""
LARGEST = 1 << 20
"""Bytes; what is larger is not indexed either."""
SLOWER = 50.0
"""Times the median of a language for each byte: such files are listed."""
NOTICED = 0.25
"""CPU seconds below which a file is never called slow."""
FEW = 10
"""So many definitions must come before a cut for their loss to say something."""
KEPT = 0.5
"""The share of them that a cut text has to keep."""


@dataclass
class Tried:
    """One file after it was tried: CPU seconds of the whole text, what failed, and the share of the
    outline that is kept of a cut text and while something is typed."""

    path: str
    length: int
    lines: int
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)
    kept: float = 1.0
    typed: float | None = None


def try_text(language: str, path: str, data: bytes, damage: Callable[[bytes], bytes]) -> Tried:
    """Parse one file in all ways; `data` is as it is on disk."""
    text = utf8_text(data)
    # What is loaded for the first file of a language is not counted.
    parser_of(language).dialect(path)
    tried = Tried(path, len(text), text.count(b"\n"))
    started = time.process_time()
    whole = _facts(language, path, text, "", tried)
    tried.seconds = time.process_time() - started
    cut = len(text) // 2
    while cut < len(text) and text[cut] & 0xC0 == 0x80:
        cut += 1
    half = _facts(language, path, text[:cut], "cut in the middle: ", tried)
    if whole is not None and half is not None:
        there = {(name, at) for name, at, end in outline(whole) if end < cut}
        here = {(name, at) for name, at, _ in outline(half)}
        if len(there) >= FEW:
            tried.kept = len(there & here) / len(there)
    if whole is not None:
        _type(language, path, text, whole, tried)
    _facts(language, path, utf8_text(damage(data)), f"{damage.__name__.strip('_')}: ", tried)
    return tried


def _type(language: str, path: str, text: bytes, whole: bytes, tried: Tried) -> None:
    """Put something half typed before the line in the middle, as deep as that is."""
    at = text.rfind(b"\n", 0, len(text) // 2) + 1
    line = text[at:].partition(b"\n")[0]
    indent = line[: len(line) - len(line.lstrip())]
    typed = indent + TYPED[len(text) % len(TYPED)] + b"\n"
    facts = _facts(language, path, text[:at] + typed + text[at:], "typed: ", tried)
    there = {(name, start + len(typed) * (start >= at)) for name, start, _ in outline(whole)}
    if facts is not None and len(there) >= FEW:
        here = {(name, start) for name, start, _ in outline(facts)}
        tried.typed = len(there & here) / len(there)


def _facts(language: str, path: str, text: bytes, how: str, tried: Tried) -> bytes | None:
    parser = parser_of(language)
    try:
        parser.dialect(path)
        blob = parser.facts_of(text)
        tried.failures += [how + fault for fault in faults_of(text, blob)]
    except Exception:  # noqa: BLE001 what it is, is told
        lines = traceback.format_exc(limit=-2).strip().splitlines()
        tried.failures.append(how + " | ".join(line.strip() for line in lines[1:]))
        return None
    return blob


def _in_one_line(data: bytes) -> bytes:
    return b" ".join(data.split())


def _mixed_encodings(data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines[::7] = [line + b" \xe9\xff\0 \xf0\x9f\x98\x80" for line in lines[::7]]
    return b"\n".join(lines)


def _never_closed(data: bytes) -> bytes:
    return data.translate(None, b"})]\"'")


def _only_returns(data: bytes) -> bytes:
    return data.replace(b"\r", b"").replace(b"\n", b"\r")


def _begun_in_the_middle(data: bytes) -> bytes:
    return data[len(data) // 3 :]


def _sixteen_bits(data: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode("utf-16")


def _marked_and_zeroed(data: bytes) -> bytes:
    """With a byte order mark in front and in the middle, and zeros in between."""
    mark, half = b"\xef\xbb\xbf", len(data) // 2
    zeroed = b"\0".join(data[at : at + 997] for at in range(half, len(data), 997))
    return mark + data[:half] + mark + zeroed


def _not_indented(data: bytes) -> bytes:
    return b"\n".join(line.lstrip() for line in data.split(b"\n"))


def _words_left_out(data: bytes) -> bytes:
    words = re.split(rb"(\w+)", data)
    return b"".join(word for number, word in enumerate(words) if number % 46 != 1)


def _lines_in_another_order(data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join(lines[at] for step in range(3) for at in range(step, len(lines), 3))


def _one_after_the_other(data: bytes) -> bytes:
    """The text again and again without an end of a line: fifty thousand bytes in one."""
    return b" ".join(data.split()) * (1 + 50_000 // len(data))


def _in_brackets(data: bytes) -> bytes:
    """In the middle something is nested a thousand levels deep."""
    at = data.find(b"\n", len(data) // 2) + 1
    return data[:at] + b"f({[" * 500 + b"x" + b"]})" * 500 + b"\n" + data[at:]


TYPED = (b"x.", b"f(", b"y = f(1, ", b'y = "abc', b"if (x) {", b"y = ")
DAMAGES = (
    *(_in_one_line, _mixed_encodings, _never_closed, _only_returns, _begun_in_the_middle),
    *(_sixteen_bits, _marked_and_zeroed, _not_indented, _words_left_out, _lines_in_another_order),
    *(_one_after_the_other, _in_brackets),
)


def _serve(connection: Connection) -> None:
    while (asked := connection.recv()) is not None:
        language, path, number = asked
        data = Path(path).read_bytes()
        connection.send(try_text(language, path, data, DAMAGES[number % len(DAMAGES)]))


class _Process:
    """A process that tries files; it is made anew when it has ended or hangs."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._connection, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def attempt(self, language: str, path: str, number: int) -> Tried:
        try:
            self._connection.send((language, path, number))
            if self._connection.poll(SECONDS):
                tried: Tried = self._connection.recv()
                return tried
            failure = f"takes longer than {SECONDS:.0f} s"
        except (EOFError, OSError):
            failure = "the process ended"
        self._process.kill()
        self._process.join()
        self._start()
        size = os.stat(path).st_size
        return Tried(path, size, 0, failures=[failure])

    def stop(self) -> None:
        self._connection.send(None)
        self._process.join()


def files_below(folders: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Language and path of each file that has a language, whatever else speaks against it."""
    for folder in folders:
        for at, below, names in os.walk(folder):
            below[:] = sorted(name for name in below if name != ".git")
            for name in sorted(names):
                path = os.path.join(at, name)
                if os.path.islink(path) or not 0 < os.path.getsize(path) <= LARGEST:
                    continue
                language = language_of(path)
                if language is None and "." not in name:
                    with open(path, "rb") as file:
                        language = language_by_shebang(file.read(200).split(b"\n")[0])
                if language is not None:
                    yield language, path


def _share(tried: Sequence[Tried]) -> str:
    """The mean share of outlines that is kept while something is typed."""
    shares = [each.typed for each in tried if each.typed is not None]
    return f"{sum(shares) / len(shares):.1%}" if shares else "-"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.robustness", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--only", action="append", help="this language only; may be repeated")
    options = parser.parse_args()
    by_language: dict[str, list[Tried]] = defaultdict(list)
    process = _Process()
    for number, (language, path) in enumerate(files_below(options.folders)):
        if not options.only or language in options.only:
            by_language[language].append(process.attempt(language, path, number))
    process.stop()
    print(
        f"{'':14} {'files':>6} {'lines':>9} {'MB/s':>6} {'failed':>7} {'slow':>5} "
        f"{'lost':>5} {'typed':>6}"
    )
    notes: list[str] = []
    failed = False
    for language, tried in sorted(by_language.items()):
        per_byte = median(each.seconds / each.length for each in tried)
        failures = [each for each in tried if each.failures]
        slow = [
            each for each in tried if each.seconds > max(NOTICED, SLOWER * per_byte * each.length)
        ]
        lost = [each for each in tried if each.kept < KEPT]
        failed = failed or bool(failures or lost)
        lines, length = sum(each.lines for each in tried), sum(each.length for each in tried)
        speed = length / 1e6 / max(1e-9, sum(each.seconds for each in tried))
        print(
            f"{language:14} {len(tried):6} {lines:9,} {speed:6.2f} {len(failures):7} "
            f"{len(slow):5} {len(lost):5} {_share(tried):>6}"
        )
        for each in failures:
            notes += [f"{language}: {each.path}: {failure}" for failure in each.failures]
        for each in slow:
            times = each.seconds / each.length / per_byte
            notes.append(f"{language}: {each.path}: {each.seconds:.1f} s, {times:.0f} x the median")
        for each in lost:
            notes.append(f"{language}: {each.path}: cut in the middle it keeps {each.kept:.0%}")
    print("", *notes, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The cold index of each language alone: `python -m bench.languages FOLDER...`.

The files of each language that the index takes in are copied into a tree of their own and indexed
from nothing: CPU of all processes in units of plain parsing of the same files, and the memory of
daemon and workers.  Beside them lie the files that say what their imports name (`Cargo.toml`,
`go.mod`, `package.json`...), so that they are linked as in their repository; C and C++, which
include each other's headers, are one tree, and a header is parsed as what the index takes it for.
Exit code 1 if a language misses a bar.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.cold import BAR, index_once
from bench.processes import MemorySampler
from bench.run import MEMORY_BAR
from bench.stage import stage
from codegraph_client.settings import load
from codegraph_daemon.discovery import Discovery, content_verdict
from codegraph_daemon.languages.registry import is_code, language_of

_TOGETHER = {"c": "c and cpp", "cpp": "c and cpp"}
_BUILDING = frozenset(("cargo", "compilation", "configuration", "gomod"))
"""The files that say how code is built, and so what imports name."""


def main() -> int:
    options = arguments()
    load_now = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load_now}; Python {platform.python_version()}")
    print(f"{'':14} {'files':>6} {'lines':>9} {'parse':>7} {'index':>7} {'ratio':>6} {'MB':>5}")
    missed = False
    building = files_of_building(options.folders)
    for language, files in sorted(files_by_language(options.folders).items()):
        if options.only and language not in options.only:
            continue
        lines = sum(file.read_bytes().count(b"\n") for _, file in files)
        if lines < options.lines:
            continue
        with tempfile.TemporaryDirectory(prefix="cgl-") as made:
            for name, file in files + building:
                copy = Path(made, name)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
            with stage(Path(made)) as place, MemorySampler(place.runtime) as memory:
                cold = index_once(place, language.split(" and "))
        ratio = cold.cpu / cold.parse
        bad = ratio > BAR or memory.peak_mb > MEMORY_BAR
        missed = missed or bad
        print(
            f"{language:14} {len(files):6} {lines:9,} {cold.parse:7.2f} {cold.cpu:7.2f} "
            f"{ratio:6.2f} {memory.peak_mb:5.0f}  {'MISSED' if bad else 'met':6} "
            f"{cold.status['symbols']} symbols, {cold.status['edges']} edges",
            flush=True,
        )
    return 1 if missed else 0


def files_by_language(folders: list[Path]) -> dict[str, list[tuple[str, Path]]]:
    """The files of each language, with the path that each is to have in a tree of all."""
    found: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    for path, name, file in _files(folders):
        language = language_of(path)
        if language and is_code(path) and content_verdict(file.read_bytes()) is None:
            found[_TOGETHER.get(language, language)].append((name, file))
    return found


def files_of_building(folders: list[Path]) -> list[tuple[str, Path]]:
    """As `files_by_language`, of what says how any of them is built."""
    return [(name, file) for path, name, file in _files(folders) if language_of(path) in _BUILDING]


def _files(folders: list[Path]) -> Iterator[tuple[str, str, Path]]:
    for number, folder in enumerate(folders):
        for path in sorted(Discovery(folder, load(folder)).scan_tree().files):
            yield path, f"{number}/{path}", folder / path


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.languages", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--only", action="append", help="this language only; may be repeated")
    parser.add_argument("--lines", type=int, default=1000, help="languages with fewer are left out")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())

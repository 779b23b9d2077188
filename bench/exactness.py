"""Edit real code at random and compare the index with one made from scratch after each round:
`python -m bench.exactness FOLDER [--rounds 3 --edits 200 --seed 1]`.

Lines are removed, doubled, moved and misspelled, files removed and renamed, in every language that
the folder holds and in its configuration files: texts that nobody would write on purpose, and that
everybody has on disk for a while.  The index follows as it goes; then `codegraph verify` reads and
links everything beside it and names each difference.  Exit code 1 if there was one.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path

from bench.stage import Stage
from bench.stage import stage as staged
from codegraph_client.settings import load
from codegraph_daemon.discovery import Discovery

_REMOVED, _RENAMED = 0.06, 0.12
"""Of all edits, the shares up to which a file is removed, and renamed."""


def edit(files: list[Path], chance: random.Random) -> None:
    """Edit, rename or remove one of the files, which are listed as they are afterwards."""
    place = chance.randrange(len(files))
    file = files[place]
    lot = chance.random()
    if lot < _REMOVED:
        file.unlink()
        del files[place]
    elif lot < _RENAMED:
        files[place] = file.rename(file.with_name(f"x{chance.randrange(100)}_{file.name}"))
    else:
        lines = file.read_bytes().split(b"\n")
        for _ in range(chance.randrange(1, 5)):
            _change(lines, chance)
        file.write_bytes(b"\n".join(lines))


def _change(lines: list[bytes], chance: random.Random) -> None:
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(4)
    if kind == 0 and len(lines) > 1:
        del lines[one]
    elif kind == 1:
        lines.insert(other, lines[one])
    elif kind == 2:
        lines[one] = lines[one].replace(b"e", b"o", 1)
    else:
        lines[one], lines[other] = lines[other], lines[one]


def differences(stage: Stage) -> list[object]:
    """The differences that `codegraph verify` finds."""
    command = stage.codegraph("verify", "--json")
    done = subprocess.run(command, cwd=stage.tree, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise SystemExit(done.stderr)
    return list(json.loads(done.stdout)["differences"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--edits", type=int, default=200, help="of each round")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    failed = False
    with staged(options.folder) as stage:
        stage.settle()
        known = Discovery(stage.tree, load(stage.tree)).scan_tree().files
        files = [stage.tree / path for path in sorted(known)]
        for number in range(1, options.rounds + 1):
            for _ in range(options.edits):
                edit(files, chance)
            status = stage.settle()
            found = differences(stage)
            failed = failed or bool(found)
            print(
                f"round {number}: {options.edits} edits, {status['files']:,} files, "
                f"{status['edges']:,} edges: {len(found)} differences",
                flush=True,
            )
            for each in found[:20]:
                print(f"  {each}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

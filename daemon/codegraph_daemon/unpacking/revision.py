"""The files of a commit, as git has them: no filter, no attribute and no hook has a say.

Belongs here: asking git for names and texts. Stays out: which of them are taken (`layout`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from codegraph_client.errors import BadRequest
from codegraph_client.git import run

from .layout import Layout

_SECONDS: Final = 300.0
_BATCH_BYTES: Final = 32 << 20
_BATCH_FILES: Final = 4000
_PLAIN: Final = frozenset({"100644", "100755", "100664"})


class _Blob(NamedTuple):
    path: str
    name: str
    size: int


def lay_out_revision(root: Path, commit: str, layout: Layout) -> None:
    """Write the files that a commit has below `root`, a folder of its repository's work tree.

    Raises BadRequest with what git says if it cannot be read.
    """
    batch: list[_Blob] = []
    total = 0
    for blob in _files(root, commit):
        if not layout.wants(blob.path, blob.size):
            continue
        if batch and (total + blob.size > _BATCH_BYTES or len(batch) == _BATCH_FILES):
            _write(root, batch, layout)
            batch, total = [], 0
        batch.append(blob)
        total += blob.size
    _write(root, batch, layout)


def _files(root: Path, commit: str) -> Iterator[_Blob]:
    """The plain files of a commit: no links, and no submodules."""
    # Below the top of a work tree names are relative to the folder that is asked in.
    answer = run(["ls-tree", "-r", "-l", "-z", commit], cwd=root, timeout=_SECONDS)
    if answer.state != "ok" or answer.code:
        raise BadRequest(answer.problem or f"git has no files of {commit}")
    for row in os.fsdecode(answer.output).split("\0"):
        about, _, path = row.partition("\t")
        fields = about.split()
        if len(fields) == 4 and fields[0] in _PLAIN and fields[3].isdigit():
            yield _Blob(path, fields[2], int(fields[3]))


def _write(root: Path, batch: list[_Blob], layout: Layout) -> None:
    asked = b"".join(blob.name.encode() + b"\n" for blob in batch)
    answer = run(["cat-file", "--batch"], cwd=root, data=asked, timeout=_SECONDS)
    if answer.state != "ok":
        raise BadRequest(answer.problem)
    output, at = answer.output, 0
    for blob in batch:
        end = output.find(b"\n", at)
        header = output[at:end].split(b" ")
        if end < 0 or len(header) != 3 or header[1] != b"blob" or int(header[2]) != blob.size:
            # In a partial clone texts may be missing, and nothing is fetched.
            raise BadRequest(f"git does not have the text of {blob.path}")
        layout.add(blob.path, output[end + 1 : end + 1 + blob.size])
        at = end + 1 + blob.size + 1

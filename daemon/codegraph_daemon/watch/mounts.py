"""On which kind of file system a folder lies, because some report no changes made elsewhere.

Stays out: everything about watching itself.
"""

from __future__ import annotations

import os
from pathlib import Path

_SILENT = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre"),
        *("gfs2", "ocfs2", "beegfs", "9p", "drvfs", "virtiofs", "vboxsf", "prl_fs", "fuse"),
        *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.glusterfs"),
        "fuse.vmhgfs-fuse",
    }
)


def silent_file_system(path: str, table: str = "/proc/self/mountinfo") -> str | None:
    """The kind of file system of `path` if it does not report changes made by other machines.

    None if it does, or if this system has no such table.
    """
    real = os.path.realpath(path)
    best, found = -1, ""
    try:
        lines = Path(table).read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        place = fields[4].encode("latin-1", "backslashreplace").decode("unicode_escape", "replace")
        inside = place == "/" or real == place or real.startswith(place + "/")
        # Later lines hide earlier ones that are mounted at the same place.
        if inside and len(place) >= best:
            best, found = len(place), after.split()[0]
    return found if found in _SILENT else None

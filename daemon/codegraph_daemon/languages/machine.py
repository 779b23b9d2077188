"""The machine that the index is made on, as code of several languages asks for it.

Each language has words of its own for systems and processors; here they have one name each.
"""

from __future__ import annotations

import platform
import sys

SYSTEM = {"darwin": "macos", "win32": "windows", "sunos5": "solaris"}.get(
    sys.platform, sys.platform.rstrip("0123456789")
)
_PROCESSORS = {"amd64": "x86_64", "aarch64": "arm64", "i386": "x86", "i686": "x86"}
_SAID = platform.machine().lower()
MACHINE = _PROCESSORS.get(_SAID, _SAID)

"""Which files of a root are indexed, and why. The names below are the whole interface."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from codegraph_daemon.discovery.content import (
    Source,
    content_verdict,
    read_parts,
    read_source,
    read_sources,
)
from codegraph_daemon.discovery.filestat import NO_FILE, FileStat, file_stat

if TYPE_CHECKING:
    from codegraph_daemon.discovery.explain import Verdict
    from codegraph_daemon.discovery.scan import Discovery, Tree, affects_rules, may_matter

# The rules by which a tree is scanned are loaded by who asks for them: a worker that only parses
# and links starts in three quarters of the time without.
_LATER = {
    "Verdict": "explain",
    **dict.fromkeys(("Discovery", "Tree", "affects_rules", "may_matter"), "scan"),
}


def __getattr__(name: str) -> Any:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{module}"), name)


__all__ = [
    "NO_FILE",
    "Discovery",
    "FileStat",
    "Source",
    "Tree",
    "Verdict",
    "affects_rules",
    "content_verdict",
    "file_stat",
    "may_matter",
    "read_parts",
    "read_source",
    "read_sources",
]

"""Which files of a root are indexed, and why. The names below are the whole interface."""

from codegraph_daemon.discovery.content import Source, content_verdict, read_source
from codegraph_daemon.discovery.explain import Verdict
from codegraph_daemon.discovery.filestat import NO_FILE, FileStat, file_stat
from codegraph_daemon.discovery.scan import Discovery, Tree, affects_rules, may_matter

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
    "read_source",
]

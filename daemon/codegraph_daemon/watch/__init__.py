"""Noticing changes on disk. Events are hints; a scan is the truth.

`watcher` turns events into dirty folders, whatever they come from: `inotify` on Linux, `notify`
(the package watchfiles) elsewhere, a timer where neither works. The names below are the interface.
"""

from codegraph_daemon.watch.watcher import Dirty, Watcher, WatchEvent

__all__ = ["Dirty", "WatchEvent", "Watcher"]

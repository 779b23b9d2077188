"""Keeping one workspace's view equal to the disk: watch -> scan -> parse -> link -> commit.

- `backlog`: what is known to be out of date, and nothing else.
- `disk`: scanning, listing and watching; what differs from the view goes on the backlog.
- `indexing`: the steps that workers do, and what becomes of their results.
- `commits`: the writes that make a result visible, and what a change reaches.
- `workspace`: one root: the loop that turns backlog into commits, and its state for people.
- `counts`: how much is indexed, for `status`.

It runs in the daemon's process and does none of the work itself: workers scan, parse and link.
"""

"""The schema of the settings: one row each, and nothing that reads or applies them.

Belongs here: the table ``SCHEMA``, from which the checks, the names of the variables, ``codegraph
config`` and ``docs/settings.md`` follow. Adding a setting is adding a row.
Must stay out: reading files and variables (``settings.py``).
No setting names an executable or a network address.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from codegraph_client.protocol import POSSIBLE

Value = int | float | str | tuple[str, ...]
Type = Literal["integer", "number", "choice", "strings"]
Narrow = Literal["", "lower", "add", "inside"]


class Setting(NamedTuple):
    """One setting.

    ``scope`` is ``"any"`` if the root's file may set it and ``"user"`` if it may not.
    ``narrow`` says how the root's file is held to narrowing: ``"lower"`` (only below the value that
    would hold without it), ``"add"`` (only adds to that list, no negated pattern), ``"inside"``
    (relative paths inside the root, whoever sets them).
    ``minimum`` and ``maximum`` are inclusive.
    """

    name: str
    type: Type
    default: Value
    scope: Literal["any", "user"]
    description: str
    narrow: Narrow = ""
    minimum: float = 0
    maximum: float = 1_000_000_000
    choices: tuple[str, ...] = ()

    @property
    def env(self) -> str:
        """The environment variable: ``index.max_file_kb`` is ``CODEGRAPH_INDEX_MAX_FILE_KB``."""
        return "CODEGRAPH_" + self.name.upper().replace(".", "_")


SCHEMA: tuple[Setting, ...] = (
    Setting(
        "index.exclude",
        "strings",
        (),
        "any",
        "Patterns of paths that are not indexed, in the syntax of `.gitignore`, "
        "on top of the repository's ignore files and the built-in list. "
        "The root's file adds to the user's patterns and cannot take one back.",
        narrow="add",
    ),
    Setting(
        "index.max_file_kb",
        "integer",
        2048,
        "any",
        "Files larger than this many KiB are not indexed. The root's file may only lower it.",
        narrow="lower",
        minimum=1,
        maximum=65536,
    ),
    Setting(
        "workers.bulk",
        "integer",
        0,
        "user",
        "Number of background worker processes that parse and link. "
        "0 means one less than the processors, and at least one.",
        maximum=64,
    ),
    Setting(
        "workers.memory_mb",
        "integer",
        1024,
        "user",
        "A worker process that grows beyond this many MiB is ended and its task retried.",
        minimum=64,
    ),
    Setting(
        "workers.file_seconds",
        "number",
        20,
        "user",
        "A file that a worker cannot read within this many seconds is tried once more, alone, "
        "and then left out until its content changes. Linking it may take three times as long.",
        minimum=0.1,
    ),
    Setting(
        "daemon.idle_minutes",
        "number",
        30,
        "user",
        "The daemon stops after this many minutes without a client and without work. "
        "0 means never.",
    ),
    Setting(
        "store.block_cache_mb",
        "integer",
        64,
        "user",
        "Memory bound, in MiB, of the store's cache of blocks read from disk.",
        minimum=1,
    ),
    Setting(
        "store.max_disk_gb",
        "number",
        10,
        "user",
        "The index of one repository may take this many GiB on disk; "
        "beyond it the daemon reports a problem and indexes no further.",
        minimum=0.1,
    ),
    Setting(
        "trees.max_disk_gb",
        "number",
        2,
        "user",
        "The revisions and archives that are indexed beside a work tree may take this many GiB on "
        "disk; those that were not asked for longest are removed.",
        minimum=0.001,
    ),
    Setting(
        "external.use",
        "choice",
        "on",
        "user",
        "Whether names that lead outside of the workspace are looked up in the libraries that are "
        "installed: `on`, or `off`.",
        choices=("on", "off"),
    ),
    Setting(
        "external.environments",
        "strings",
        (),
        "user",
        "Virtual environments in which Python's libraries are looked up, as absolute paths. "
        "None: the nearest `.venv`, `venv` or `env` of the workspace, else `VIRTUAL_ENV`.",
    ),
    Setting(
        "search.models",
        "strings",
        ("embedded",),
        "user",
        "The models that make vectors for search by meaning, of those that `codegraph model list` "
        "shows; `embedded` comes with CodeGraph. Several are used together. None: searches go by "
        "words and symbols.",
    ),
    Setting(
        "search.use",
        "choice",
        "on",
        "user",
        "Whether the words of all files are kept for `codegraph search`: `on`, or `off`.",
        choices=("on", "off"),
    ),
    Setting(
        "search.gpu",
        "choice",
        "off",
        "user",
        "Whether a graphics card finds the nearest vectors, where the installed FAISS reports one: "
        "`on`, or `off`. Not tested: no machine of ours has one.",
        choices=("off", "on"),
    ),
    Setting(
        "history.commits",
        "integer",
        10_000,
        "user",
        "How many commits, from the one that is checked out, are read for questions about history. "
        "Reading them takes about a tenth of a second for each thousand. 0 means none.",
        minimum=0,
    ),
    Setting(
        "preprocessor.platform",
        "choice",
        "host",
        "user",
        "The platform that C and C++ are taken to be compiled for: of definitions under `#if`, "
        "those for other platforms are left out where there are others. "
        "`host` is the machine that the daemon runs on.",
        choices=("host", "linux", "macos", "windows", "mingw", "freebsd", "android"),
    ),
    Setting(
        "log.level",
        "choice",
        "info",
        "user",
        "How much the daemon logs. Source text is logged at `debug` only.",
        choices=("debug", "info", "warning", "error"),
    ),
    Setting(
        "watch.mode",
        "choice",
        "auto",
        "user",
        "How changes on disk are noticed: `auto` asks the system and polls where it cannot, "
        "`poll` always polls, `off` looks only when the daemon starts.",
        choices=("auto", "poll", "off"),
    ),
    Setting(
        "watch.poll_seconds",
        "number",
        30,
        "user",
        "Seconds between two looks when polling.",
        minimum=0.1,
    ),
    Setting(
        "query.deadline_ms",
        "integer",
        2000,
        "user",
        "An answer that is not complete after this many milliseconds is sent as it is, "
        "marked incomplete.",
        minimum=1,
    ),
    Setting(
        "query.possible",
        "choice",
        "auto",
        "user",
        "What answers hold of what is only possible. `auto`: in languages of which no more is "
        "known than names, what has the name; elsewhere nothing. `always`: also the members of a "
        "name that is used on something unknown, each with the reason. `never`: neither.",
        choices=POSSIBLE,
    ),
    Setting(
        "python.roots",
        "strings",
        (),
        "any",
        "Folders, relative to the root and inside it, that Python's absolute imports start from. "
        "Empty means that they are found from the layout of packages.",
        narrow="inside",
    ),
    Setting(
        "results.limit",
        "integer",
        0,
        "user",
        "Results in one page of an answer on the command line. 0 means all of them.",
    ),
)

"""The one module that runs git, in a way that cannot be made to run the repository's code.

A repository's `.git/config` is untrusted: a plain `git ls-files` executes its `core.fsmonitor`.
So only commands that apply no filter, textconv, external diff or credential are used, the options
that name programs are overridden, transports are forbidden (a partial clone would fetch), and
every inherited `GIT_*` variable but the user's choice of config files is dropped. `--git-dir` is
never passed, because it switches off git's check of who owns the repository.

A repository that git refuses or cannot read is an expected state: each function returns a value
that says so and never raises. Stays out: finding the root (`root`), which needs no process.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from codegraph_client.root import git_top

GitState = Literal["ok", "no repository", "refused", "broken", "absent", "timeout"]

_OPTIONS = (
    "--no-optional-locks",
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.sshCommand=false",
    "-c",
    "core.askPass=false",
    "-c",
    "credential.helper=",
    "-c",
    "diff.external=",
    "-c",
    "protocol.allow=never",
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "submodule.recurse=false",
    # Names are mapped by the work tree's own file, not by whatever the configuration names.
    "-c",
    "mailmap.file=",
    "-c",
    "mailmap.blob=",
)

_KEPT_VARIABLES = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"})

_FIXED_VARIABLES = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": "false",
    "LC_ALL": "C",
}


class GitAnswer(NamedTuple):
    """What git said. `problem` is a sentence for a person, empty if and only if state is "ok"."""

    state: GitState
    problem: str
    code: int
    output: bytes


class Listing(NamedTuple):
    """The files of a work tree that git does not ignore, as posix paths below the folder asked.

    `tracked` are those in git's index (which may be absent on disk), `untracked` the others.
    `nested` are submodules and other repositories inside: their content is not listed.
    """

    state: GitState
    problem: str
    tracked: frozenset[str] = frozenset()
    untracked: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()


class IgnoreMatch(NamedTuple):
    """Which line ignores a path: `source` is `file:line` as git spells it."""

    source: str
    pattern: str


class IgnoreAnswer(NamedTuple):
    """The ignored ones of the paths asked, each with the line that ignores it."""

    state: GitState
    problem: str
    matches: Mapping[str, IgnoreMatch] = MappingProxyType({})


class Head(NamedTuple):
    """What is checked out: `commit` (hex) and `branch`; both empty where there is none."""

    commit: str = ""
    branch: str = ""


def run(
    arguments: Sequence[str], cwd: Path, *, data: bytes = b"", timeout: float = 60.0
) -> GitAnswer:
    """Run git in the work tree around `cwd`, giving it `data`, for at most `timeout` seconds.

    The repository is looked for up to `git_top(cwd)` and no further. Only plumbing that reads the
    index and the ignore rules may be passed. Any exit code above 1 is a failure.
    """
    top = git_top(Path(os.path.realpath(cwd)))
    if top is None:
        return GitAnswer("no repository", "this folder is not in a git repository", -1, b"")
    executable = _executable()
    if executable is None:
        return GitAnswer("absent", "git is not installed", -1, b"")
    import subprocess  # Which a worker that looks at a folder outside of git does without.

    try:
        process = subprocess.run(
            [executable, *_OPTIONS, *arguments],
            cwd=cwd,
            env=environment(top),
            input=data,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return GitAnswer("timeout", f"git did not answer within {timeout:g} s", -1, b"")
    except OSError as error:
        return GitAnswer("absent", f"git cannot be run: {error.strerror}", -1, b"")
    if process.returncode in (0, 1):
        return GitAnswer("ok", "", process.returncode, process.stdout)
    return _failure(process.returncode, process.stderr.decode("utf-8", "replace"))


def environment(top: Path) -> dict[str, str]:
    """The variables that git gets when it is asked about the work tree at `top`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT_VARIABLES
    }
    return {**kept, **_FIXED_VARIABLES, "GIT_CEILING_DIRECTORIES": str(top.parent)}


def list_files(root: Path, under: Iterable[str] = ()) -> Listing:
    """All files below `root` that git tracks or does not ignore; with `under`, only below those.

    `root` need not be the top of the work tree. Names that are not UTF-8 come surrogate-escaped.
    """
    arguments = ["--literal-pathspecs", "ls-files", "-t", "-c", "-o", "-z", "--exclude-standard"]
    answer = run([*arguments, "--", *under], cwd=root)
    if answer.state != "ok":
        return Listing(answer.state, answer.problem)
    tracked: set[str] = set()
    untracked: set[str] = set()
    nested: set[str] = set()
    # One decoding and one split for all: this is on the path of every full scan.
    for row in os.fsdecode(answer.output).split("\0"):
        if row.startswith("?"):
            (nested if row.endswith("/") else untracked).add(row[2:])
        elif row:
            tracked.add(row[2:])
    return Listing(
        "ok",
        "",
        frozenset(tracked),
        frozenset(untracked),
        frozenset(path.rstrip("/") for path in nested),
    )


def check_ignored(root: Path, paths: Sequence[str]) -> IgnoreAnswer:
    """Which of `paths` (posix, relative to `root`) git ignores. A tracked file is never ignored.

    A path beyond a symlink or inside a submodule makes git give up on all of them; then each is
    asked for by itself, and those that fail count as not ignored.
    """
    if not paths:
        return IgnoreAnswer("ok", "")
    # "./" keeps a name that begins with a colon from being read as pathspec magic, which
    # check-ignore cannot be told to take literally.
    data = b"".join(b"./" + os.fsencode(path) + b"\0" for path in paths)
    answer = run(["check-ignore", "-v", "-z", "--stdin"], cwd=root, data=data)
    if answer.state == "broken" and len(paths) > 1 and _is_healthy(root):
        matches: dict[str, IgnoreMatch] = {}
        for path in paths:
            matches.update(check_ignored(root, [path]).matches)
        return IgnoreAnswer("ok", "", matches)
    if answer.state != "ok":
        return IgnoreAnswer(answer.state, answer.problem)
    fields = os.fsdecode(answer.output).split("\0")
    found = {
        path[2:]: IgnoreMatch(source=f"{source}:{line}", pattern=pattern)
        for source, line, pattern, path in zip(
            fields[0::4], fields[1::4], fields[2::4], fields[3::4], strict=False
        )
        # The last line that matches decides, and it may be one that re-includes the path.
        if not pattern.startswith("!")
    }
    return IgnoreAnswer("ok", "", found)


def head(root: Path) -> Head:
    """What is checked out in the work tree around `root`; empty if that cannot be told."""
    commit = run(["rev-parse", "--quiet", "--verify", "HEAD"], cwd=root)
    branch = run(["symbolic-ref", "--quiet", "--short", "HEAD"], cwd=root)
    return Head(
        commit=commit.output.decode("ascii", "replace").strip(),
        branch=os.fsdecode(branch.output).strip(),
    )


def _is_healthy(root: Path) -> bool:
    return run(["rev-parse", "--git-dir"], cwd=root).state == "ok"


def _executable() -> str | None:
    import shutil

    # A relative entry of PATH would be looked up inside the repository.
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return shutil.which("git", path=os.pathsep.join(filter(os.path.isabs, entries)))


def _failure(code: int, message: str) -> GitAnswer:
    lines = [line for line in message.splitlines() if line.strip()]
    first = lines[0].removeprefix("fatal: ") if lines else f"git ended with exit code {code}"
    if "dubious ownership" in message or "unsafe repository" in message:
        problem = "git refuses this repository, because another user owns it (safe.directory)"
        return GitAnswer("refused", problem, code, b"")
    return GitAnswer("broken", f"git cannot read this repository: {first}", code, b"")

"""An impact as Markdown for a review: what a reviewer has to know first comes first.

Belongs here: that text. Stays out: the command, and what the answer says (`impact`). Names and
paths come from a repository that may be hostile: they stand in code, where nothing else is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from codegraph_server.cli.impact import by_distance, name_of, sure

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen

_MOST = 30
"""Lines of one list; a reviewer reads no more."""


def review(answer: Mapping[str, Any], show: Screen) -> str:
    """The whole text; paths from the root, whoever reads it."""
    del show
    whole = answer["summary"]
    lines = [_headline(whole)]
    if not answer["complete"] or answer.get("reason"):
        lines += ["", f"> {_plain(answer.get('reason') or 'the index is not ready yet')}"]
    broken = [each for each in answer["results"] if each.get("broken")]
    lines += _section("Broken: they use what is gone", map(_broken, broken))
    changed = _outermost(whole.get("changed", ()))
    breaking = [row for row in changed if row["breaks"]]
    lines += _section("May break who uses them from outside", map(_changed, breaking))
    for distance, group in by_distance(answer["results"]):
        users = [each for each in group if not each.get("test")]
        users.sort(key=lambda each: not each.get("public"))
        title = "Direct users" if distance == 1 else f"{distance} steps away"
        lines += _section(title, map(_user, users), folded=distance > 1)
    rest = [row for row in changed if not row["breaks"]]
    lines += _section("Other changes", map(_changed, rest), folded=True)
    if answer["truncated"]:
        lines += ["", "There is more; `--limit 0` gives all of it."]
    tests = [f"- {_code(path)} ({_count(n, 'symbol')})" for path, n in whole["test_files"]]
    lines += _section("Tests to run", tests)
    title = "Used to change as well" + (", and did not" if "changes" in whole else "")
    lines += _section(title, map(_together, whole["together"]))
    return "\n".join(lines) + "\n"


def _headline(whole: Mapping[str, Any]) -> str:
    reached = f"{_count(whole['symbols'], 'symbol')} in {_count(whole['files'], 'file')}"
    said = [f"may reach {reached}"]
    if whole["public"]:
        said.append(f"{whole['public']:,} of them public")
    said.append(f"{_count(len(whole['test_files']), 'file')} with tests")
    begun = f"{_count(whole['changes'], 'changed symbol')} " if "changes" in whole else ""
    headline = f"**Impact**: {begun}{', '.join(said)}"
    if whole.get("broken"):
        headline += f"; **{_count(whole['broken'], 'use')} of what is gone**"
    return headline


def _outermost(changed: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Without what lies in something that was added or removed as a whole."""
    whole = {
        (row["change"], row["path"], row["qualified"])
        for row in changed
        if row["change"] in ("added", "removed")
    }
    found = []
    for row in changed:
        steps = row["qualified"].split(".")
        around = (".".join(steps[:at]) for at in range(1, len(steps)))
        if not any((row["change"], row["path"], each) in whole for each in around):
            found.append(row)
    return found


def _section(title: str, rows: Any, *, folded: bool = False) -> Iterator[str]:
    """A list under a heading, or one that is unfolded on demand; nothing without rows."""
    listed: Sequence[str] = list(rows)
    if not listed:
        return
    if folded:
        yield from ("", "<details>", f"<summary>{title} ({len(listed):,})</summary>", "")
    else:
        yield from ("", f"### {title}", "")
    yield from listed[:_MOST]
    if len(listed) > _MOST:
        yield f"- and {len(listed) - _MOST:,} more"
    if folded:
        yield from ("", "</details>")


def _broken(result: Mapping[str, Any]) -> str:
    place = f"{result['path']}:{result['at'][0] + 1}"
    said = f"{result['use']} {_code(result['through'])}"
    return f"- {_code(name_of(result))} {said}{sure(result)} ({_code(place)})"


def _user(result: Mapping[str, Any]) -> str:
    place = f"{result['path']}:{result['line'] + 1}"
    public = ", public" if result.get("public") else ""
    said = f"{result['use']} {_code(result['through'])}{sure(result)}{public}"
    return f"- {_code(name_of(result))} {said} ({_code(place)})"


def _changed(row: Mapping[str, Any]) -> str:
    place = f"{row['path']}:{row['line'] + 1}"
    said = row["change"] + (f" from {_code(row['was'])}" if "was" in row else "")
    if row["breaks"] and row["change"] == "changed":
        said = "declared otherwise"
    return f"- {_code(row['qualified'])} {said} ({_code(place)})"


def _together(row: Mapping[str, Any]) -> str:
    often = _count(row["commits"], "commit")
    return f"- {_code(row['path'])}: {often}, the last: {_code(row['last'])}"


def _count(number: int, noun: str) -> str:
    from codegraph_server.cli import render

    return render.count(number, noun)


def _plain(text: str) -> str:
    from codegraph_server.cli import render

    return render.printable(text)


def _code(text: str) -> str:
    """Text as code within a line, whatever it holds."""
    plain = _plain(text).replace("`", "'")
    return f"`{plain}`"

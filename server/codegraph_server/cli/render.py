"""Answers as a person reads them in a terminal.

Belongs here: pure functions from an answer of the protocol to text, and the choice of colour.
Stays out: asking, and writing to a stream. Source text, names and paths come from a repository
that may be hostile: whatever reaches a terminal passes through `printable`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from codegraph_server.cli.positions import span_of

_GROUP_FROM = 10
"""Results in several files are grouped under headings from this many on."""
PIPED_WIDTH = 240
"""Characters of a source line that are shown when there is no terminal to fit."""
_WIDEST_PLACE = 60
"""Places longer than this do not push the column behind them further to the right."""

BOLD, DIM, _RED, _GREEN, YELLOW, _MAGENTA = "1", "2", "1;31", "32", "33", "35"

# Control characters become their pictures; what reorders text on screen becomes its code point.
_UNPRINTABLE = {code: 0x2400 + code for code in range(0x20)}
_UNPRINTABLE_TEXT = {
    code: f"<U+{code:04X}>"
    for code in (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
}
_TRANSLATION: dict[int, int | str] = {
    **_UNPRINTABLE,
    **_UNPRINTABLE_TEXT,
    0x7F: 0x2421,
    ord("\t"): "    ",
}


class Screen(NamedTuple):
    """What the output is written to. `width` is the terminal's, in characters; None: no terminal.

    `folder` is where the person stands; paths are shown relative to it.
    """

    color: bool
    width: int | None
    folder: Path

    def paint(self, code: str, text: str) -> str:
        """`text` in a colour, if this output has colours."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text


def screen(stream: TextIO, color: str, folder: Path) -> Screen:
    """The screen for a stream; `color` is "always", "never" or "auto".

    auto: NO_COLOR turns colour off, else FORCE_COLOR turns it on, else a terminal decides.
    """
    terminal = stream.isatty()
    if color == "auto":
        forced = os.environ.get("FORCE_COLOR", "") not in ("", "0", "false")
        capable = terminal and os.environ.get("TERM") != "dumb"
        on = not os.environ.get("NO_COLOR") and (forced or capable)
    else:
        on = color == "always"
    width = None
    if terminal:
        import shutil

        width = max(40, shutil.get_terminal_size().columns)
    return Screen(on, width, folder)


def printable(text: str) -> str:
    """`text` without anything that a terminal would obey instead of show."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_TRANSLATION)


def places(answer: Mapping[str, Any], noun: str, show: Screen) -> str:
    """References or definitions: one line each, grouped by file when there are many.

    `noun` is the singular of what is listed.
    """
    everything = answer["results"]
    shown = Paths(answer["root"], show.folder)
    results = [result for result in everything if "why" not in result]
    by_file: dict[str, list[Mapping[str, Any]]] = {}
    for result in results:
        by_file.setdefault(result["path"], []).append(result)
    lines: list[str] = []
    if len(results) < _GROUP_FROM or len(by_file) == 1:
        lines += _rows(results, shown, show, noun, "")
    else:
        for path, group in by_file.items():
            heading = show.paint(BOLD, printable(shown.of(path)))
            lines += [""] * bool(lines) + [f"{heading}  {len(group)}"]
            # Each group is aligned for itself: one deep path must not push all others aside.
            lines += _rows(group, shown, show, noun, "  ")
    for why, group in reasons(everything).items():
        lines += [""] * bool(lines) + [show.paint(YELLOW, f"Possible: {printable(why)}")]
        lines += _rows(group, shown, show, noun, "  ")
    files = len({result["path"] for result in everything})
    return finished(lines, answer, noun, show, files)


def reasons(results: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """What is only possible, by the reason."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for result in results:
        if "why" in result:
            found.setdefault(result["why"], []).append(result)
    return found


def symbols(answer: Mapping[str, Any], show: Screen, noun: str = "symbol") -> str:
    """Symbols, one line each, in the order of the answer; `noun` is the singular of them."""
    shown = Paths(answer["root"], show.folder)
    rows = []
    for result in answer["results"]:
        inside = printable(result["container"])
        name = show.paint(BOLD, printable(result["name"]))
        detail = show.paint(DIM, f"in {inside}") if inside else ""
        rows.append((location(result, shown), printable(result["kind"]), f"{name}  {detail}"))
    lines = list(_columns(rows, show))
    return finished(lines, answer, noun, show, len({r["path"] for r in answer["results"]}))


def outline(answer: Mapping[str, Any], show: Screen) -> str:
    """The symbols of one file, nested by indentation."""
    shown = Paths(answer["root"], show.folder)
    rows = []
    for depth, result in _walk(answer["results"], 0):
        name = show.paint(BOLD, printable(result["name"]))
        detail = show.paint(DIM, printable(result.get("detail") or ""))
        entry = f"{'  ' * depth}{printable(result['kind'])} {name}{detail}"
        rows.append((location(result, shown), "", entry))
    return finished(list(_columns(rows, show)), answer, "symbol", show, None, len(rows))


def table(rows: Sequence[tuple[str, ...]], show: Screen, indent: str = "") -> list[str]:
    """Rows of text as aligned columns, the first one bold."""
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        first = show.paint(BOLD, row[0]) + " " * (widths[0] - len(row[0]))
        rest = [cell.ljust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append(indent + "  ".join([first, *rest]).rstrip())
    return lines


def count(number: int, noun: str) -> str:
    """`1 file`, `2,818 files`, `3 breaches`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """`files`, `breaches`."""
    return noun + ("es" if noun.endswith("ch") else "s")


def duration(milliseconds: float) -> str:
    """A time with about two significant digits."""
    if milliseconds < 0.1:
        return "<0.1 ms"
    if milliseconds < 1:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    if milliseconds < 59_950:
        return f"{milliseconds / 1000:.1f} s"
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes} min {seconds} s"


def size_text(size: int) -> str:
    """A number of bytes as a person reads it."""
    number = float(size)
    for unit in ("B", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


class Paths:
    """Paths of results, which are relative to the root, as the person would type them."""

    def __init__(self, root: str, folder: Path) -> None:
        # Both through their real paths: either may be spelled through a symlink.
        self._root = os.path.realpath(root)
        self._folder = os.path.realpath(folder)
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        found = self._known.get(path)
        if found is None:
            # What lies outside has an absolute path, and steps up to it would say nothing.
            whole = os.path.join(self._root, path)
            found = path if os.path.isabs(path) else os.path.relpath(whole, self._folder)
            self._known[path] = found
        return found


def how_sure(result: Mapping[str, Any]) -> str:
    """What is said of a result that is not certain: a possible one must never look like that."""
    tier: str = result["tier"]
    by_name = " by name" if result.get("origin") == "name" else ""
    return "" if tier == "certain" else tier + by_name


def _rows(
    results: Sequence[Mapping[str, Any]], shown: Paths, show: Screen, noun: str, indent: str
) -> Iterator[str]:
    rows = []
    for result in results:
        place = indent + location(result, shown)
        label = result["kind"] if noun == "definition" else result["role"]
        sure = f", {how_sure(result)}" if how_sure(result) else ""
        library = f", of {result['external']}" if result.get("external") else ""
        rows.append((place, printable(label + sure + library), result))
    places_width = min(max((len(row[0]) for row in rows), default=0), _WIDEST_PLACE)
    label_width = max((len(row[1]) for row in rows), default=0)
    for place, label, result in rows:
        used = max(len(place), places_width) + label_width + 4
        room = PIPED_WIDTH if show.width is None else max(20, show.width - used)
        source = source_of(result, show, room)
        yield _line(show, place, places_width, label, label_width, source)


def _columns(rows: Sequence[tuple[str, str, str]], show: Screen) -> Iterator[str]:
    places_width = min(max((len(row[0]) for row in rows), default=0), _WIDEST_PLACE)
    label_width = max((len(row[1]) for row in rows), default=0)
    for place, label, rest in rows:
        yield _line(show, place, places_width, label, label_width, rest)


def _line(
    show: Screen, place: str, place_width: int, label: str, label_width: int, rest: str
) -> str:
    # Padding is computed on the bare text, for colour codes have no width.
    pieces = [painted_place(place, show) + " " * (place_width - len(place))]
    if label_width:
        color = YELLOW if "," in label else _GREEN
        pieces.append(show.paint(color, label) + " " * (label_width - len(label)))
    return "  ".join([*pieces, rest]).rstrip()


def painted_place(place: str, show: Screen) -> str:
    if not show.color:
        return place
    path, line, column = place.rsplit(":", 2)
    return f"{show.paint(_MAGENTA, path)}:{show.paint(DIM, line)}:{show.paint(DIM, column)}"


def location(result: Mapping[str, Any], shown: Paths) -> str:
    span = span_of(result)
    return f"{printable(shown.of(result['path']))}:{span.line}:{span.column}"


def source_of(result: Mapping[str, Any], show: Screen, room: int) -> str:
    """The source line around the range, in at most `room` characters, the range emphasised."""
    text = result.get("text")
    if not text:
        return show.paint(DIM, printable(result.get("qualified") or result["name"]))
    span = span_of(result)
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(text)
    before, match, after = text[:start].lstrip(), text[start:end], text[end:].rstrip()
    left = right = ""
    if len(before) + len(match) + len(after) > room:
        # The range stays in sight: what is cut lies as far from it as possible.
        match = match[: room - 2]
        spare = room - 2 - len(match)
        keep_before = min(len(before), max(spare // 2, spare - len(after)))
        keep_after = min(len(after), spare - keep_before)
        left = "…" if keep_before < len(before) else ""
        right = "…" if keep_after < len(after) else ""
        before, after = before[len(before) - keep_before :], after[:keep_after]
    middle = show.paint(_RED, printable(match))
    return f"{left}{printable(before)}{middle}{printable(after)}{right}"


def _walk(
    results: Sequence[Mapping[str, Any]], depth: int
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for result in results:
        yield depth, result
        yield from _walk(result.get("children", ()), depth + 1)


def finished(
    lines: list[str],
    answer: Mapping[str, Any],
    noun: str,
    show: Screen,
    files: int | None,
    total: int | None = None,
) -> str:
    """`lines` with the line that sums up the answer, and what a reader must know about it."""
    number = len(answer["results"]) if total is None else total
    yet = "" if answer["complete"] else " yet"
    found = count(number, noun) if number else f"no {plural(noun)}{yet}"
    if files:
        found += f" in {count(files, 'file')}"
    facts = f" · {duration(answer['took_ms'])} · generation {answer['generation']}"
    if "of" in answer:
        facts = f" · {printable(answer['of'])}{facts}"
    lines = [*lines, *([""] if lines else []), show.paint(BOLD, found) + show.paint(DIM, facts)]
    reason = printable(answer.get("reason") or "")
    if not answer["complete"]:
        why = reason or "the index is not ready yet"
        if "the index is still being made" in why:
            why += "; `codegraph index` waits for it"
        lines.append(show.paint(YELLOW, f"Not complete: {why}"))
    elif reason:
        lines.append(reason)
    if answer["truncated"]:
        after = f"; the next page: --cursor {answer['next']}" if answer["next"] else ""
        lines.append(show.paint(YELLOW, f"More were found than are shown{after}"))
    return "\n".join(lines) + "\n"

"""The language that tests are written in: one string holds many files, a cursor and edits.

    //- shop/cart.py
    def to<|>tal(): ...
    //- main.py
    from shop.cart import total
    total()
    //- main.py@2
    print("nothing is used any more")
    //- shop/cart.py@3 -> shop/basket.py
    //- main.py@4 deleted

`//- PATH` starts a file. `//- PATH@N` is that file as step N writes it, `//- PATH@N deleted` its
deletion, `//- PATH@N -> NEW` its renaming (lines that follow are what it then holds, if any).
Steps happen in the order of their numbers. `<|>` is the cursor: at most one in the whole string,
taken out of the text; it is meant in the state after the last step.

Results are drawn under the source that they name, as a person would point at it:

    shop/cart.py:1  def total(): ...             definition
                        ^^^^^
    main.py:1       from shop.cart import total  import
                                          ^^^^^

Belongs here: text in, text out. Whatever indexes a fixture belongs in `harness`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CURSOR = "<|>"
_HEADER = re.compile(
    r"//- (?P<path>(?:[^\s@]|@(?!\d))+)(?:@(?P<step>\d+)(?: (?:(?P<deleted>deleted)|-> (?P<new>\S+)))?)?"
)
# LSP's lines; `str.splitlines` knows more separators than editors do.
_LINE_END = re.compile(r"\r\n|\n|\r")

# One result of an answer, as codegraph_client.protocol describes it.
Result = Mapping[str, Any]


@dataclass(frozen=True)
class Cursor:
    """A place: `line` is zero-based, `column` counts UTF-8 bytes from zero."""

    path: str
    line: int
    column: int


@dataclass(frozen=True)
class Step:
    """What happens at once: renames first, then deletions, then writes."""

    number: int
    renamed: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    written: Mapping[str, str] | None = None

    def apply(self, files: Mapping[str, str]) -> dict[str, str]:
        """The files after this step. Renaming or deleting what is not there is an error."""
        after = dict(files)
        for old, new in self.renamed:
            after[new] = after.pop(old)
        for path in self.deleted:
            del after[path]
        after.update(self.written or {})
        return after


@dataclass(frozen=True)
class Fixture:
    """`files` is the tree before the first step; `steps` are in order."""

    files: Mapping[str, str]
    cursor: Cursor | None
    steps: tuple[Step, ...]

    def trees(self) -> list[dict[str, str]]:
        """The whole tree at the start and after each step."""
        trees = [dict(self.files)]
        for step in self.steps:
            trees.append(step.apply(trees[-1]))
        return trees

    @property
    def final(self) -> dict[str, str]:
        """The tree after the last step."""
        return self.trees()[-1]

    def target(self) -> dict[str, Any]:
        """The cursor as the position parameters of a question."""
        assert self.cursor is not None, f"this fixture has no cursor ({CURSOR})"
        return {
            "path": self.cursor.path,
            "line": self.cursor.line,
            "column": self.cursor.column,
        }


def parse_fixture(text: str) -> Fixture:
    """Read a fixture; common indentation is taken off, each file ends with one newline.

    Raises ValueError with the line at fault when the text is not a fixture.
    """
    files: dict[str, str] = {}
    cursor: Cursor | None = None
    steps: dict[int, dict[str, Any]] = {}
    for header, body in _sections(textwrap.dedent(text)):
        path, new = header["path"], header["new"]
        content = "\n".join(body).rstrip("\n")
        content += "\n" if content else ""
        if CURSOR in content:
            if cursor is not None or content.count(CURSOR) > 1:
                raise ValueError(f"a second cursor ({CURSOR}) in {path}")
            before = content[: content.index(CURSOR)]
            line = before.rpartition("\n")[2]
            cursor = Cursor(new or path, before.count("\n"), len(line.encode()))
            content = content.replace(CURSOR, "")
        if header["step"] is None:
            if path in files:
                raise ValueError(f"{path} is given twice")
            files[path] = content
            continue
        step = steps.setdefault(int(header["step"]), {"renamed": [], "deleted": [], "written": {}})
        if header["deleted"]:
            step["deleted"].append(path)
        elif new:
            step["renamed"].append((path, new))
            if content:
                step["written"][new] = content
        else:
            step["written"][path] = content
    return Fixture(
        files,
        cursor,
        tuple(
            Step(number, tuple(step["renamed"]), tuple(step["deleted"]), step["written"])
            for number, step in sorted(steps.items())
        ),
    )


def _sections(text: str) -> Iterable[tuple[dict[str, Any], list[str]]]:
    header: dict[str, Any] | None = None
    body: list[str] = []
    for line in text.split("\n"):
        if line.startswith("//-"):
            match = _HEADER.fullmatch(line.rstrip())
            if match is None:
                raise ValueError(f"not a file header: {line}")
            if header is not None:
                yield header, body
            header, body = match.groupdict(), []
        elif header is not None:
            body.append(line)
        elif line.strip():
            raise ValueError(f"text before the first file header: {line}")
    if header is None:
        raise ValueError("a fixture needs at least one file header: //- path")
    yield header, body


# --- Drawing --------------------------------------------------------------------------------


def role_and_tier(result: Result) -> str:
    """`call`, or `call (inferred)` where the code does not tell for certain."""
    role, tier = str(result.get("role", "")), result.get("tier", "certain")
    return role if tier == "certain" else f"{role} ({tier})"


def kind_and_place(result: Result) -> str:
    """`method Cart.total`: the kind, then the name behind its container."""
    container = result.get("container")
    return f"{result['kind']} {container + '.' if container else ''}{result['name']}"


def draw(
    results: Iterable[Result],
    files: Mapping[str, str],
    label: Callable[[Result], str] = role_and_tier,
) -> str:
    """Each result in the given order: `path:line` (one-based), the source line, the label, and
    the range underlined below. `(nothing)` if there is none.

    Raises AssertionError when a range does not lie in the file: that answer is wrong.
    """
    rows = []
    for result in results:
        source, underline = _pointed_at(result, files)
        rows.append((f"{result['path']}:{result['line'] + 1}", source, underline, label(result)))
    if not rows:
        return "(nothing)\n"
    place_width = max(len(place) for place, *_ in rows)
    source_width = max(len(source) for _, source, *_ in rows)
    lines = []
    for place, source, underline, text in rows:
        lines.append(f"{place:<{place_width}}  {source:<{source_width}}  {text}".rstrip())
        lines.append(f"{'':<{place_width}}  {underline}")
    return "\n".join(lines) + "\n"


def draw_outline(results: Iterable[Result], depth: int = 0) -> str:
    """Name and kind of each symbol with its first and last line (one-based), children below."""
    drawn = ""
    for result in results:
        extent = result.get("range") or [result["line"], 0, result["end_line"], 0]
        drawn += (
            f"{'  ' * depth}{result['kind']} {result['name']} {extent[0] + 1}-{extent[2] + 1}\n"
        )
        drawn += draw_outline(result.get("children", ()), depth + 1)
    return drawn or ("" if depth else "(nothing)\n")


def _pointed_at(result: Result, files: Mapping[str, str]) -> tuple[str, str]:
    path, line, column = result["path"], result["line"], result["column"]
    assert path in files, f"a result in {path}, which is not in the fixture"
    lines = _LINE_END.split(files[path])
    assert 0 <= line < len(lines), f"line {line} is not in {path}"
    source = lines[line]
    raw = source.encode()
    one_line = result["end_line"] == line
    end = result["end_column"] if one_line else len(raw)
    assert 0 <= column <= end <= len(raw), f"columns {column}-{end} are not in {path}:{line + 1}"
    before, inside = raw[:column].decode(), raw[column:end].decode()
    underline = " " * len(before) + ("^" * len(inside) or "|") + ("" if one_line else "...")
    return source.replace("\t", " "), underline

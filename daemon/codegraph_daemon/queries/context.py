"""The question `context`: the pieces of source that answer a question, within a number of tokens.

Belongs here: from what may belong to it to pieces with their forms, and the answer. Stays out:
what may belong to it (`surroundings`), which lines each form has (`excerpts`), and the choice
(`context.packing`).
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Sequence
from typing import Any, Final

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..context.markdown import (
    FileShown,
    Shown,
    code,
    fence_of,
    markdown,
    tokens_around,
    tokens_of_file,
    tokens_of_label,
)
from ..context.packing import WHOLE, Costs, Form, Packed, Piece, packed
from ..context.tokens import estimate
from ..facts import Kind
from ..languages.registry import language_of
from ..resolve.values import Origin
from . import excerpts
from .answering import Asked, definitions, fresh_answer, place
from .reading import File, module_name
from .related import Sources
from .source import Lines
from .surroundings import MATCH, PROSE, Candidate, Gathered, gathered
from .symbols import Names

USUAL: Final = 4000
_LEAST: Final = 200
_MOST: Final = 200_000


async def context(asked: Asked, names: Names, sources: Sources) -> Answer:
    """What somebody has to read of the code to answer a question, packed to a budget."""
    tokens = _tokens(asked)
    summary: dict[str, Any] = {}

    async def compute() -> list[Result]:
        while True:
            found = await gathered(asked, names, sources)
            paths = {each.file.path for each in found.candidates}
            changed = asked.workspace.changed(p for p in sorted(paths) if not asked.is_unsaved(p))
            if not changed or asyncio.get_running_loop().time() >= asked.deadline:
                break
            await asked.settled(lambda path_id: False)
            await asyncio.sleep(0.001)
        return await _answered(asked, found, tokens, summary)

    answer = await fresh_answer(asked, compute)
    answer["summary"] = summary
    return answer


def _tokens(asked: Asked) -> int:
    tokens = asked.params.get("tokens", USUAL)
    if not isinstance(tokens, int) or isinstance(tokens, bool) or not _LEAST <= tokens <= _MOST:
        raise BadRequest(f"tokens must be a whole number from {_LEAST} to {_MOST:,}")
    return tokens


async def _answered(
    asked: Asked, found: Gathered, tokens: int, summary: dict[str, Any]
) -> list[Result]:
    """The results, in the order in which they are read; `summary` is told of all of them."""
    lines_of = Lines(asked)
    candidates: list[Candidate] = []
    pieces: list[Piece] = []
    for each in found.candidates:
        forms = _forms(each, lines_of.of(each.file))
        await asked.pace.breathe()
        if forms:
            candidates.append(each)
            pieces.append(Piece(each.file.path, _label(each), each.worth, forms))
    texts = _Texts({each.file.path: lines_of.of(each.file) for each in candidates})
    title = found.title.splitlines()[0] if found.title else ""
    room = tokens - tokens_around(title, _ending(title, tokens, len(pieces), len(pieces)))
    chosen = packed(pieces, room, texts.costs())
    await asked.pace.breathe()
    partly = sum(each.form.name != WHOLE for each in chosen.taken)
    ending = _ending(title, tokens, len(chosen.left_out), partly)
    order = _order(pieces, chosen)
    shown = [_shown(path, candidates, pieces, chosen, texts) for path in order]
    text = markdown(title, shown, ending) if shown else ""
    summary.clear()
    summary.update(
        query=found.title,
        budget=tokens,
        tokens=estimate(text),
        left_out=len(chosen.left_out),
        shortened=partly,
        markdown=text,
    )
    results: list[Result] = []
    told: dict[str, set[int]] = {}
    for path in order:
        numbers = [each for each in chosen.taken if pieces[each.number].path == path]
        for number, form in sorted(numbers, key=lambda each: (each.form.lines[0], each.number)):
            fresh = sorted(set(form.lines) - told.setdefault(path, set()))
            told[path].update(fresh)
            results.append(_result(candidates[number], form, fresh, texts))
    return results


class _Texts:
    """The lines of files and what they take in tokens, each counted once."""

    def __init__(self, lines: dict[str, list[str]]) -> None:
        self.lines = lines
        self._tokens: dict[tuple[str, int], int] = {}
        self._fences: dict[str, str] = {}

    def fence(self, path: str) -> str:
        """What stands around the lines of a file."""
        if path not in self._fences:
            self._fences[path] = fence_of(self.lines[path])
        return self._fences[path]

    def costs(self) -> Costs:
        """What things take."""
        return Costs(
            self._of_line,
            lambda path: tokens_of_file(path, language_of(path) or "", self.fence(path)),
            tokens_of_label,
        )

    def _of_line(self, path: str, line: int) -> int:
        known = self._tokens.get((path, line))
        if known is None:
            known = self._tokens[path, line] = estimate(self.lines[path][line] + "\n")
        return known


def _forms(candidate: Candidate, lines: Sequence[str]) -> tuple[Form, ...]:
    """The forms of what may be shown, by its part."""
    file, symbol, part = candidate.file, candidate.symbol, candidate.part
    if not lines:
        return ()
    marks = [line for line in candidate.marks if line < len(lines)]
    found = () if part is None else _without_end(part, lines)
    if candidate.role == PROSE:
        first = next((line for line in found if lines[line].strip()), 0)
        return excerpts.forms((excerpts.EXCERPT, [first, *marks], 0.5), (WHOLE, found, 1.0))
    whole = tuple(line for line in excerpts.whole(file, symbol) if line < len(lines))
    if candidate.role in ("callers", "tests", "uses") and marks:
        calls = excerpts.around(file, symbol, marks, lines)
        # Nobody wants all of a file for a line of it.
        rest = ((WHOLE, whole, 1.0),) if symbol else ()
        return excerpts.forms((excerpts.CALLS, calls, 0.7), *rest)
    head = excerpts.head(file, symbol, lines)
    is_match = candidate.role == MATCH
    if excerpts.holds_others(file.facts, symbol):
        outline = excerpts.outline(file, symbol, lines)
        return excerpts.forms(
            (excerpts.SIGNATURE, head, 0.4 if is_match else 0.5),
            (excerpts.OUTLINE, outline, 0.6 if is_match else 0.8),
            (WHOLE, whole, 1.0),
        )
    return excerpts.forms(
        (excerpts.SIGNATURE, head, 0.5 if is_match else 0.7),
        (excerpts.EXCERPT, [*head, *found], 0.8 if is_match else 0.9),
        (WHOLE, whole, 1.0),
    )


def _without_end(part: tuple[int, int], lines: Sequence[str]) -> range:
    """The lines of a part, without blank ones at its end."""
    first, last = part[0], min(part[1], len(lines) - 1)
    while last > first and not lines[last].strip():
        last -= 1
    return range(first, last + 1)


def _label(candidate: Candidate) -> str:
    name = candidate.file.facts.shown(candidate.symbol) if candidate.symbol else ""
    return f"{code(name)}: {candidate.why}" if name else candidate.why


def _ending(title: str, tokens: int, left_out: int, partly: int) -> str:
    """What is told of what is not shown."""
    if not left_out and not partly:
        return ""
    told = [f"{left_out:,} more did not fit"] * bool(left_out)
    told += [f"{partly:,} {'is' if partly == 1 else 'are'} shown in part"] * bool(partly)
    command = f"codegraph context --tokens {min(tokens * 2, _MOST)} {shlex.quote(title)}"
    return f"{', '.join(told)}: {code(command)}"


def _order(pieces: Sequence[Piece], chosen: Packed) -> list[str]:
    """Paths of files, that first of which the best is shown."""
    best: dict[str, float] = {}
    for each in chosen.taken:
        piece = pieces[each.number]
        best[piece.path] = max(best.get(piece.path, 0.0), piece.worth)
    return sorted(best, key=lambda path: (-best[path], path))


def _shown(
    path: str,
    candidates: Sequence[Candidate],
    pieces: Sequence[Piece],
    chosen: Packed,
    texts: _Texts,
) -> FileShown:
    here = [each for each in chosen.taken if pieces[each.number].path == path]
    shown = [
        Shown(each.form.lines[0], each.form.lines[-1], pieces[each.number].label)
        for each in sorted(here, key=lambda each: (each.form.lines[0], each.number))
    ]
    lines = {line: texts.lines[path][line] for line in chosen.lines[path]}
    return FileShown(path, language_of(path) or "", shown, lines, texts.fence(path))


def _result(candidate: Candidate, form: Form, lines: Sequence[int], texts: _Texts) -> Result:
    file, symbol = candidate.file, candidate.symbol
    result = _of_symbol(file, symbol) if symbol else _of_lines(file, form, texts)
    result["score"] = round(candidate.worth, 4)
    result["group"], result["form"] = candidate.role, form.name
    result["reasons"] = [candidate.why]
    text = texts.lines[file.path]
    result["lines"] = [{"line": line, "text": text[line]} for line in lines]
    return result


def _of_symbol(file: File, symbol: int) -> Result:
    site = excerpts.declared_site(file.facts, symbol)
    return definitions(file, symbol, Origin.DEFINITION, [site])[0]


def _of_lines(file: File, form: Form, texts: _Texts) -> Result:
    """A result for lines that are no symbol's own."""
    first, last = form.lines[0], form.lines[-1]
    container, _, name = module_name(file.path).rpartition(".")
    start = file.facts.line_start[first]
    result = place(
        file,
        start,
        len(texts.lines[file.path][first].encode()),
        name=name,
        kind=Kind.MODULE,
        container=container,
        role="text",
        origin=Origin.DEFINITION,
    )
    result["range"] = [first, 0, last, len(texts.lines[file.path][last].encode())]
    return result

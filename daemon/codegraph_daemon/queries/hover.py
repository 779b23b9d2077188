"""Hover: how a symbol is declared, what its documentation says, and how much it is used."""

from __future__ import annotations

from codegraph_client.protocol import Answer, Result

from ..facts import NONE, Flag, Kind, ScopeKind, Site
from ..languages.registry import language_of
from ..resolve.links import NO_USES, NO_USES_OF_FAMILY, Target
from ..resolve.values import Origin
from ..store.postings import Postings
from . import signatures
from .answering import Asked, declarations, fresh_answer
from .mentions import mentions, spellings
from .navigation import _local_uses, written_after
from .overrides import family, has_family
from .reading import File, Snapshot, module_name, source_lines, text_lines
from .subject import Subject, subject, symbol_result
from .symbols import Names
from .targets import locate

_MOST_SYMBOLS = 8
"""What can mean more than this is not told apart by reading on."""

_MOST_WAITED = 200
"""While more files than this are to be linked, uses are not counted."""

_BODIES = frozenset((ScopeKind.FUNCTION, ScopeKind.CLASS, ScopeKind.LAMBDA))


async def hover(asked: Asked, names: Names, postings: Postings) -> Answer:
    """What a person wants to know of the symbol at a position, of a name or of a key.

    Uses are counted exactly or not at all: nobody waits for a number.
    """

    async def compute() -> list[Result]:
        about = await subject(asked, names, leads_to=True)
        snapshot = about.snapshot
        lines_of = _Lines(asked)
        results: list[Result] = []
        if about.file is not None and about.local is not None and not about.targets:
            results += _local(about.file, about.local, lines_of)
        elif about.targets:
            counted = await _are_linked(asked, about, postings)
            for target in about.targets[:_MOST_SYMBOLS]:
                found = locate(snapshot, target)
                if found is None:
                    continue
                results.append(_described(*found, lines_of))
                if counted:
                    await _count(asked, snapshot, postings, target, results[-1])
        return results

    return await fresh_answer(asked, compute)


class _Lines:
    """The lines of files, each read once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._known: dict[str, list[str]] = {}

    def of(self, file: File) -> list[str]:
        """The lines of a file; none if it is not the one that was indexed, which is noticed."""
        lines = self._known.get(file.path)
        if lines is None:
            lines = self._known[file.path] = self._read(file) or []
        return lines

    def _read(self, file: File) -> list[str] | None:
        view = self._asked.view
        unsaved = None if view is None else view.texts.get(file.path)
        if unsaved is not None:
            return text_lines(unsaved.data)
        workspace = self._asked.workspace
        most = workspace.settings.integer("index.max_file_kb") * 1024
        return source_lines(str(workspace.root), file.path, file.entry, most)


def _described(file: File, symbol: int, lines_of: _Lines) -> Result:
    result = symbol_result(file, symbol, Origin.DEFINITION)
    lines = lines_of.of(file)
    signature = signature_of(file, symbol, lines)
    if signature:
        result["detail"] = signature
    documentation = documentation_of(file, symbol, lines)
    if documentation:
        result["documentation"] = documentation
    return result


def documentation_of(file: File, symbol: int, lines: list[str]) -> str:
    """What documents a symbol, without its marks; `lines` are those of its file."""
    start, end = file.facts.symbol_doc_start[symbol], file.facts.symbol_doc_end[symbol]
    text = _text(file, lines, start, end) if end else ""
    return signatures.documentation(text) if text else ""


def signature_of(file: File, symbol: int, lines: list[str]) -> str:
    """How a symbol is declared; empty without `lines`, which are those of its file."""
    facts = file.facts
    if not symbol:
        return f"module {module_name(file.path)}"
    sites = facts.sites(symbol)
    if not lines or not sites:
        return ""
    declared = [site for site in sites if site.declared] or sites
    if any(facts.position(site.name)[0] >= len(lines) for site in declared):
        # A file that changed within the clock's tick; the next look will notice.
        return ""
    body = facts.symbol_body[symbol]
    kind = facts.symbol_kind[symbol]
    if kind == Kind.PARAMETER:
        return _text(file, lines, declared[0].start, declared[0].end)
    if body == NONE or facts.scope_kind[body] not in _BODIES or kind == Kind.TYPE_ALIAS:
        line, end_line = facts.position(declared[0].name)[0], facts.position(declared[0].end)[0]
        if _is_inside_a_line(file, lines, declared[0]):
            return _text(file, lines, declared[0].start, declared[0].end)
        return signatures.value(lines, line, end_line)
    if not facts.symbol_flags[symbol] & Flag.OVERLOAD:
        declared = declared[:1]
    # The implementation that follows overloads is not how it is called.
    marked = [site for site in declared if _is_overload(file, lines, site)]
    declared = marked or declared
    headers: list[str] = []
    for site in declared:
        line, column = facts.position(site.name)
        characters = len(lines[line].encode()[:column].decode("utf-8", "ignore"))
        header = signatures.header(_until(file, lines, site.end), file.path, line, characters)
        if _is_inside_a_line(file, lines, site):
            before = _text(file, lines, facts.line_start[line], site.start)
            header = header.removeprefix(before.lstrip()).lstrip()
        headers.append(header)
    return "\n".join(headers)


def _until(file: File, lines: list[str], end: int) -> list[str]:
    """The lines up to a byte offset."""
    line, column = file.facts.position(end)
    last = lines[line : line + 1]
    return lines[:line] + [text.encode()[:column].decode("utf-8", "ignore") for text in last]


def _is_overload(file: File, lines: list[str], site: Site) -> bool:
    """Whether one of several declarations says so, or has no body where others have braces."""
    if language_of(file.path) in (None, "python"):
        return "overload" in _text(file, lines, site.start, site.name)
    return not _text(file, lines, site.start, site.end).endswith("}")


def _is_inside_a_line(file: File, lines: list[str], site: Site) -> bool:
    """Whether something else is declared before it in its line, and not only modifiers."""
    line, column = file.facts.position(site.start)
    before = lines[line].encode()[:column]
    on_one_line = line == file.facts.position(site.name)[0]
    return on_one_line and not set(before).isdisjoint(b"({;,:")


def _text(file: File, lines: list[str], start: int, end: int) -> str:
    """The text between two byte offsets."""
    line, column = file.facts.position(start)
    end_line, end_column = file.facts.position(end)
    taken = [line.encode() for line in lines[line : end_line + 1]]
    if len(taken) < end_line - line + 1:
        return ""
    taken[-1] = taken[-1][:end_column]
    taken[0] = taken[0][column:]
    return b"\n".join(taken).decode("utf-8", "replace")


def _local(file: File, local: tuple[int, int], lines_of: _Lines) -> list[Result]:
    """A variable that only its own function knows: the line that first binds it."""
    uses = _local_uses(file, local)
    bound = [use for use in uses if use["role"] in ("definition", "import")] or uses
    bound.sort(key=lambda use: (use["line"], use["column"]))
    lines = lines_of.of(file)
    for result in bound[:1]:
        if result["line"] < len(lines):
            result["detail"] = lines[result["line"]].strip()
        result["role"] = "definition"
        result["references"], result["files"] = len(uses) - len(bound), 1
    return bound[:1]


async def _are_linked(asked: Asked, about: Subject, postings: Postings) -> bool:
    """Whether everybody who may use the symbols is linked."""
    waiting = set(asked.unlinked)
    if not waiting:
        return True
    if len(waiting) > _MOST_WAITED or has_family(about.snapshot, about.targets):
        return False
    spelled = await spellings(asked, about.snapshot, postings, about.targets)
    return spelled is not None and not any(mentions(asked, each, spelled) for each in waiting)


async def _count(
    asked: Asked, snapshot: Snapshot, postings: Postings, target: Target, result: Result
) -> None:
    """Add how many places use a symbol, and in how many files."""
    known = snapshot.conclusions.get(("uses", target))
    if known is None:
        known = await _uses(asked, snapshot, postings, target)
        snapshot.conclusions["uses", target] = known
    if known:
        result["references"], result["files"] = known


async def _uses(
    asked: Asked, snapshot: Snapshot, postings: Postings, target: Target
) -> tuple[int, int] | tuple[()]:
    """The two numbers; nothing if they cannot be told."""
    found = locate(snapshot, target)
    related = await family(asked, snapshot, postings, [target])
    if found is None or related.why_cut:
        return ()
    home, symbol = found
    users: dict[int, set[int]] = {}
    await _add_uses(asked, snapshot, postings, target, users, NO_USES)
    for each in related.others:
        await _add_uses(asked, snapshot, postings, each, users, NO_USES_OF_FAMILY)
    references = sum(map(len, users.values()))
    if home.facts.symbol_kind[symbol] == Kind.PARAMETER:
        # Its own function uses it without links.
        local = home.facts.symbol_scope[symbol], home.facts.symbol_name[symbol]
        inside = sum(use["role"] != "definition" for use in written_after(_local_uses(home, local)))
        references += inside
        if inside:
            users.setdefault(target[0], set())
    return references, len(users)


async def _add_uses(
    asked: Asked,
    snapshot: Snapshot,
    postings: Postings,
    target: Target,
    users: dict[int, set[int]],
    no_uses: list[int],
) -> None:
    """Add the places that use one symbol, by path id; those of some roles do not."""
    found = locate(snapshot, target)
    if found is None:
        return
    home, symbol = found
    own = {site["line"] << 32 | site["column"] for site in declarations(home, symbol)}
    if home.facts.symbol_flags[symbol] & Flag.OVERLOAD:
        # The body behind overloads is no use of what they declare.
        places = [home.facts.position(site.name) for site in home.facts.sites(symbol)]
        own |= {line << 32 | column for line, column in places}
    for path_id, _, links in snapshot.linked(postings.read_refs(*target)):
        await asked.pace.breathe()
        # An assignment that is not what defines the symbol is a use.
        definitions = own if path_id == target[0] else ()
        uses = links.uses_of(target, definitions, Origin.IMPLIED, no_uses)
        if uses:
            users.setdefault(path_id, set()).update(uses)

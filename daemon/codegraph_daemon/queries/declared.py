"""The result that stands for a symbol itself, and how it is declared: its signature and what its
documentation says, from the lines of its file.

Stays out: how a header ends in a language (`signatures`), and what is asked (`hover`).
"""

from __future__ import annotations

from collections.abc import Sequence

from codegraph_client.protocol import Result

from ..facts import NONE, ROLE_NAMES, Flag, Kind, Role, ScopeKind, Site
from ..languages.registry import language_of
from ..resolve.described import Symbol
from ..resolve.described import described as described_symbol
from ..resolve.values import TRUST, Origin
from . import signatures
from .reading import File, module_name

DEFINITION = ROLE_NAMES[Role.DEFINITION]
_BODIES = frozenset((ScopeKind.FUNCTION, ScopeKind.CLASS, ScopeKind.LAMBDA))


def described(file: File, symbol: int, lines: list[str]) -> Result:
    """A symbol with its signature and documentation, read from the lines of its file; none of
    them are at hand if it is not the file that was indexed."""
    result = symbol_result(file, symbol, Origin.DEFINITION)
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
    text = text_of(file, lines, start, end) if end else ""
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
        return text_of(file, lines, declared[0].start, declared[0].end)
    if body == NONE or facts.scope_kind[body] not in _BODIES or kind == Kind.TYPE_ALIAS:
        line, end_line = facts.position(declared[0].name)[0], facts.position(declared[0].end)[0]
        if _is_inside_a_line(file, lines, declared[0]):
            return text_of(file, lines, declared[0].start, declared[0].end)
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
            before = text_of(file, lines, facts.line_start[line], site.start)
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
        return "overload" in text_of(file, lines, site.start, site.name)
    return not text_of(file, lines, site.start, site.end).endswith("}")


def _is_inside_a_line(file: File, lines: list[str], site: Site) -> bool:
    """Whether something else is declared before it in its line, and not only modifiers."""
    line, column = file.facts.position(site.start)
    before = lines[line].encode()[:column]
    on_one_line = line == file.facts.position(site.name)[0]
    return on_one_line and not set(before).isdisjoint(b"({;,:")


def text_of(file: File, lines: Sequence[str], start: int, end: int) -> str:
    """The text between two byte offsets."""
    line, column = file.facts.position(start)
    end_line, end_column = file.facts.position(end)
    taken = [line.encode() for line in lines[line : end_line + 1]]
    if len(taken) < end_line - line + 1:
        return ""
    taken[-1] = taken[-1][:end_column]
    taken[0] = taken[0][column:]
    return b"\n".join(taken).decode("utf-8", "replace")


def symbol_result(file: File, symbol: int, origin: int) -> Result:
    """The one result that stands for a symbol, at the definition that people mean by it."""
    about, trust, path = described_symbol(file.facts, symbol), TRUST[origin], file.path
    name, container, qualified = spelled_at(path, about)
    result: Result = {
        "path": path,
        "line": about.line,
        "column": about.column,
        "end_line": about.line,
        "end_column": about.end_column,
        "name": name,
        "kind": about.kind,
        "container": container,
        "role": DEFINITION,
        "tier": trust.tier,
        "confidence": trust.confidence,
        "origin": trust.name,
        "qualified": qualified,
        "range": about.extent,
        "key": f"{path}#{about.identity}",
    }
    if about.is_wide:
        result["text"] = ""
    return result


def spelled_at(path: str, about: Symbol) -> tuple[str, str, str]:
    """Name, container and qualified name of a symbol of the file at `path`."""
    if about.container:
        return about.name, about.container, about.qualified
    module = module_name(path)
    if about.identity:
        return about.name, module, about.qualified
    # The file's own symbol is called as its module.
    container, _, name = module.rpartition(".")
    return name, container, module

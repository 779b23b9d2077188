"""Reports that an editor shows as documents: which there are, and what their URIs say.

`codegraph:/impact/Cart.total?uri=file:///…&line=3&character=8`: the report, a title that stands for
nothing, and what it is about.  They read as the command line prints them.

Belongs here: from a URI to a text. Stays out: the method (`features.text_document_content`), and
how answers are laid out, which is the command line's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from lsprotocol import types

from codegraph_client.errors import BadRequest, CodeGraphError
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

SCHEME: Final = "codegraph"
_PLACE: Final = ("uri", "line", "character", "key")
_NUMBERS: Final = ("line", "character", "depth", "most")


class Report(NamedTuple):
    """A report about a symbol."""

    question: str
    heading: str
    options: Sequence[str]
    """What a URI may say beside the symbol, which the question takes as it is."""


REPORTS: Final[Mapping[str, Report]] = {
    "call-graph": Report("callGraph", "Calls around", ("direction", "depth", "most", "possible")),
    "impact": Report("impact", "Impact of a change of", ("depth", "tests", "possible")),
}
"""By name, beside `status`, which is about no symbol."""
STATUS: Final = "status"


class Wanted(NamedTuple):
    """What a URI asks for."""

    report: str
    title: str
    said: Mapping[str, Any]


def wanted(uri: str) -> Wanted:
    """What a URI asks for. Raises BadRequest with what is wrong with it."""
    try:
        parts = urlsplit(uri)
    except ValueError as error:
        raise BadRequest(f"not a URI: {uri}") from error
    name, _, title = unquote(parts.path).strip("/").partition("/")
    if parts.scheme != SCHEME or name not in (STATUS, *REPORTS):
        known = ", ".join(f"{SCHEME}:/{each}" for each in (STATUS, *REPORTS))
        raise BadRequest(f"there is no such document: {uri} (but {known})")
    allowed = () if name == STATUS else (*_PLACE, *REPORTS[name].options)
    said: dict[str, Any] = {}
    for key, value in _pairs(parts.query):
        if key not in allowed:
            raise BadRequest(f"{SCHEME}:/{name} takes no {key!r}")
        if key in _NUMBERS and not (value.isascii() and value.isdigit()):
            raise BadRequest(f"{key!r} must be a number, not {value!r}")
        said[key] = int(value) if key in _NUMBERS else value
    if name != STATUS and "uri" not in said:
        raise BadRequest(f"{SCHEME}:/{name} must say the `uri` of a file")
    if ("line" in said) != ("character" in said):
        raise BadRequest("a position has both a `line` and a `character`")
    return Wanted(name, title, said)


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    # VS Code quotes the marks between the parts as well.
    whole = query if "=" in query else unquote(query)
    for pair in whole.split("&") if whole else ():
        key, _, value = pair.partition("=")
        yield unquote(key), unquote(value)


async def text_of(ls: CodeGraphServer, asked: Wanted) -> str:
    """The report. That a daemon cannot be reached is what it says then."""
    if asked.report == STATUS:
        texts = [await _status_of(workspace) for workspace in list(ls.workspaces)]
        return "\n".join(texts) or "No folder is open.\n"
    try:
        return await _about_symbol(ls, REPORTS[asked.report], asked)
    except BadRequest:
        raise
    except CodeGraphError as error:
        return f"There is no answer: {error}\n"


async def _about_symbol(ls: CodeGraphServer, report: Report, asked: Wanted) -> str:
    said = asked.said
    found = ls.file(said["uri"])
    if found is None:
        return f"{said['uri']} lies outside of every folder that is open.\n"
    workspace, path = found
    question = {name: said[name] for name in report.options if name in said}
    place = path
    if "key" in said:
        question["key"] = said["key"]
    elif "line" in said:
        position = types.Position(said["line"], said["character"])
        target = ls.target(said["uri"], position)
        question |= {"path": path} if target is None else target.place
        place = f"{path}:{said['line'] + 1}:{said['character'] + 1}"
    else:
        question["path"] = path
    answer = await ls.ask_one(workspace, report.question, question)
    return f"{report.heading} {asked.title or place}\n\n{_laid_out(report.question, answer)}"


def _laid_out(question: str, answer: Any) -> str:
    # Loaded with the first report: most sessions show none.
    from codegraph_server.cli.graphs import calls_among
    from codegraph_server.cli.impact import reached
    from codegraph_server.cli.render import Screen

    if question == "impact" and not answer["results"] and "summary" not in answer:
        return f"{answer['reason']}\n"
    show = Screen(color=False, width=None, folder=Path(answer["root"]))
    return (reached if question == "impact" else calls_among)({"edges": (), **answer}, show)


async def _status_of(workspace: Workspace) -> str:
    from codegraph_server.cli.indexing import status_text
    from codegraph_server.cli.render import Screen

    try:
        answer = await workspace.link.ask("status", {})
    except CodeGraphError as error:
        return f"{workspace.root.given}: {error}\n"
    show = Screen(color=False, width=None, folder=workspace.root.path)
    return "\n".join(status_text(fields, show) for fields in answer["results"])

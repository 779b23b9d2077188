"""Results of the daemon as LSP's structures: URIs, ranges in the client's encoding, symbol kinds.

They are built as plain dictionaries: a list of a thousand references costs pygls' typed objects
and their conversion several times as much, and the answer is held by tests either way.

Belongs here: spelling of answers. Stays out: asking (`features`), arithmetic (`positions`).
Never reads a file: a line that is not ASCII comes with its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NotRequired, TypedDict

from codegraph_client.protocol import Result
from codegraph_server.lsp.documents import Documents
from codegraph_server.lsp.positions import BOM, Encoding, client_column, units
from codegraph_server.lsp.workspaces import Workspace

SYMBOL_KINDS: Final = {
    "file": 1,
    "module": 2,
    "namespace": 3,
    "package": 4,
    "class": 5,
    "type_alias": 5,
    "method": 6,
    "property": 7,
    "field": 8,
    "attribute": 8,
    "constructor": 9,
    "enum": 10,
    "interface": 11,
    "protocol": 11,
    "function": 12,
    "variable": 13,
    "parameter": 13,
    "constant": 14,
    "section": 15,
    "enum_member": 22,
    "struct": 23,
    "event": 24,
    "operator": 25,
    "type_parameter": 26,
}
"""Kinds of the daemon -> `SymbolKind`. A kind that LSP has no word for is shown as a variable."""

VARIABLE: Final = 13


class Position(TypedDict):
    """Zero-based line, and column in the client's encoding."""

    line: int
    character: int


class Range(TypedDict):
    """A range whose end is exclusive."""

    start: Position
    end: Position


class Location(TypedDict):
    """LSP's `Location`."""

    uri: str
    range: Range


class LocationLink(TypedDict):
    """LSP's `LocationLink`."""

    originSelectionRange: NotRequired[Range]
    targetUri: str
    targetRange: Range
    targetSelectionRange: Range


class DocumentSymbol(TypedDict):
    """LSP's `DocumentSymbol`."""

    name: str
    detail: NotRequired[str]
    kind: int
    range: Range
    selectionRange: Range
    children: list[DocumentSymbol]


class SymbolInformation(TypedDict):
    """LSP's `SymbolInformation`, which is `WorkspaceSymbol` with a range as well."""

    name: str
    kind: int
    location: Location
    containerName: NotRequired[str]


class UnplacedSymbol(TypedDict):
    """LSP's `WorkspaceSymbol` whose range is still to be asked for.

    `data` says by what: the qualified name, and the line where it stood.
    """

    name: str
    kind: int
    location: FileOnly
    containerName: NotRequired[str]
    data: dict[str, Any]


class FileOnly(TypedDict):
    """LSP's `LocationUriOnly`."""

    uri: str


def beside_name(container: str, origin: str) -> str:
    """What an item says beside its name: what holds it, and if no more was found than the name."""
    if origin != "name":
        return container
    return f"{container} · by name" if container else "by name"


def kind_of(result: Result) -> int:
    """The `SymbolKind` of a result."""
    return SYMBOL_KINDS.get(result["kind"], VARIABLE)


class Spelling:
    """How one workspace's results are spelled for this client."""

    def __init__(self, workspace: Workspace, documents: Documents, encoding: Encoding) -> None:
        self._workspace = workspace
        self._documents = documents
        self._encoding = encoding
        self._uris: dict[str, str] = {}

    def uri(self, path: str) -> str:
        """The URI of a result's path: of an open document the very one that the client sent."""
        uri = self._uris.get(path)
        if uri is None:
            document = self._documents.at(self._workspace.real_path(path))
            uri = self._workspace.uri(path) if document is None else document.uri
            self._uris[path] = uri
        return uri

    def selection(self, result: Result) -> Range:
        """The range of the name."""
        text = result.get("text")
        if text is None and result["line"]:
            # Nearly all results: nothing to convert. Thousands of them pass here in one answer.
            return {
                "start": {"line": result["line"], "character": result["column"]},
                "end": {"line": result["end_line"], "character": result["end_column"]},
            }
        same_line = result["end_line"] == result["line"]
        return {
            "start": self._position(result["path"], result["line"], result["column"], text),
            "end": self._position(
                result["path"],
                result["end_line"],
                result["end_column"],
                text if same_line else result.get("end_text"),
            ),
        }

    def extent(self, result: Result) -> Range:
        """The range of the whole definition; of the name if nothing larger is known.

        Only the name's line travels with its text. A definition starts behind indentation, which
        is ASCII, and ends at the end of a line, where a column too large means the same.
        """
        full = result.get("range")
        selection = self.selection(result)
        if full is None:
            return selection
        line, column, end_line, end_column = full
        texts = {result["line"]: result.get("text"), result["end_line"]: result.get("end_text")}
        if result["line"] == result["end_line"]:
            texts = {result["line"]: result.get("text")}
        start = self._position(result["path"], line, column, texts.get(line))
        end = self._position(result["path"], end_line, end_column, texts.get(end_line))
        return {
            "start": min(start, selection["start"], key=_order),
            "end": max(end, selection["end"], key=_order),
        }

    def location(self, result: Result) -> Location:
        """The place of the name."""
        return {"uri": self.uri(result["path"]), "range": self.selection(result)}

    def link(self, result: Result, origin: Range | None) -> LocationLink:
        """The place of the name and of its whole definition; `origin` is what was asked about."""
        link: LocationLink = {
            "targetUri": self.uri(result["path"]),
            "targetRange": self.extent(result),
            "targetSelectionRange": self.selection(result),
        }
        if origin is not None:
            link["originSelectionRange"] = origin
        return link

    def information(self, result: Result) -> SymbolInformation:
        """A symbol in a flat list."""
        symbol: SymbolInformation = {
            "name": result["name"],
            "kind": kind_of(result),
            "location": self.location(result),
        }
        if result["container"]:
            symbol["containerName"] = result["container"]
        return symbol

    def tree(self, results: Sequence[Result]) -> list[DocumentSymbol]:
        """Symbols with their children, as nested as the results are."""
        return [self._nested(result) for result in results]

    def flat(self, results: Sequence[Result]) -> list[SymbolInformation]:
        """The same symbols as one list, parents first. Their location is the whole definition."""
        symbols: list[SymbolInformation] = []
        waiting = list(reversed(results))
        while waiting:
            result = waiting.pop()
            symbol = self.information(result)
            symbol["location"]["range"] = self.extent(result)
            symbols.append(symbol)
            waiting.extend(reversed(result.get("children", [])))
        return symbols

    def _nested(self, result: Result) -> DocumentSymbol:
        symbol: DocumentSymbol = {
            # A name must not be empty: VS Code refuses the whole list.
            "name": result["name"] or "?",
            "kind": kind_of(result),
            "range": self.extent(result),
            "selectionRange": self.selection(result),
            "children": self.tree(result.get("children", [])),
        }
        if result.get("detail"):
            symbol["detail"] = result["detail"]
        return symbol

    def _position(self, path: str, line: int, column: int, text: str | None) -> Position:
        character = client_column(column, text, self._encoding)
        # The index cuts a byte order mark; a client that keeps it in the text counts it.
        if line == 0:
            document = self._documents.at(self._workspace.real_path(path))
            if document is not None and document.text.startswith(BOM):
                character += units(BOM, self._encoding)
        return {"line": line, "character": character}


def _order(position: Position) -> tuple[int, int]:
    return position["line"], position["character"]

"""Methods of our own: how they ask about a symbol, a document or all of its root.

Belongs here: from a document and a position to the daemon's parameters, and from its results to
symbols of the client. Stays out: what each question adds (`features`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import attrs
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from codegraph_server.lsp import uris
from codegraph_server.lsp.convert import Spelling
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


@attrs.define
class TextDocument:
    """The file that is asked about."""

    uri: str


class Positioned(Protocol):
    """Parameters with LSP's usual position; without one the whole document is meant."""

    @property
    def textDocument(self) -> TextDocument: ...
    @property
    def position(self) -> types.Position | None: ...


class Rooted(Protocol):
    """Parameters with a document, whose root is meant."""

    @property
    def textDocument(self) -> TextDocument: ...


def file_asked_about(
    ls: CodeGraphServer, method: str, document: TextDocument
) -> tuple[Workspace, str] | None:
    """The workspace of a document and its path there; None outside every root."""
    if uris.to_path(document.uri) is None:
        raise JsonRpcInvalidParams(f"{method}: not the URI of a file: {document.uri}")
    return ls.file(document.uri)


def asked_of_root(
    ls: CodeGraphServer, method: str, params: Rooted, options: Sequence[str]
) -> tuple[Workspace, dict[str, Any]] | None:
    """The workspace of a document and the parameters of a question about all of it; None outside
    every root."""
    found = file_asked_about(ls, method, params.textDocument)
    return None if found is None else (found[0], options_of(method, params, options))


def options_of(method: str, params: object, options: Sequence[str]) -> dict[str, Any]:
    """Those `options` that the client gave, as it says them; a newer question of a method ends the
    older one."""
    given = {name: getattr(params, name) for name in options}
    said = {name: value for name, value in given.items() if value is not None}
    return {"supersede": method, **said}


def walked_from(
    ls: CodeGraphServer, method: str, params: Positioned, options: Sequence[str]
) -> tuple[Workspace, dict[str, Any]] | None:
    """The workspace of the document and the parameters of the question; None outside every root."""
    found = file_asked_about(ls, method, params.textDocument)
    if found is None:
        return None
    workspace, path = found
    question = options_of(method, params, options)
    if params.position is None:
        return workspace, question | {"path": path}
    target = ls.target(params.textDocument.uri, params.position)
    return None if target is None else (workspace, question | target.place)


def envelope(spelling: Spelling, answer: Mapping[str, Any], told: Sequence[str]) -> dict[str, Any]:
    """The answer with its results as `SymbolInformation`, each with its fields `told` as well."""
    made: dict[str, Any] = {
        "results": [
            {**spelling.information(result), **{n: result[n] for n in told if n in result}}
            for result in answer["results"]
        ],
        "complete": answer["complete"],
    }
    return made | {"reason": answer["reason"]} if answer.get("reason") else made

"""Questions that walk from the symbol at a position: what these methods of our own have in common.

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


def asked_of_root(
    ls: CodeGraphServer, method: str, params: Rooted, options: Sequence[str]
) -> tuple[Workspace, dict[str, Any]] | None:
    """The workspace of a document and the parameters of a question about all of it; None outside
    every root.

    `options` go to the daemon as the client says them. A newer question of a method ends the older
    one.
    """
    uri = params.textDocument.uri
    if uris.to_path(uri) is None:
        raise JsonRpcInvalidParams(f"{method}: not the URI of a file: {uri}")
    found = ls.file(uri)
    if found is None:
        return None
    given = {name: getattr(params, name) for name in options}
    said = {name: value for name, value in given.items() if value is not None}
    return found[0], {"supersede": method, **said}


def walked_from(
    ls: CodeGraphServer, method: str, params: Positioned, options: Sequence[str]
) -> tuple[Workspace, dict[str, Any]] | None:
    """The workspace of the document and the parameters of the question; None outside every root.

    `options` go to the daemon as the client says them. A newer question of a method ends the older
    one.
    """
    rooted = asked_of_root(ls, method, params, options)
    if rooted is None:
        return None
    workspace, question = rooted
    uri = params.textDocument.uri
    if params.position is None:
        found = ls.file(uri)
        return None if found is None else (workspace, question | {"path": found[1]})
    target = ls.target(uri, params.position)
    if target is None:
        return None
    place = {"path": target.path, "line": target.line, "column": target.column}
    return target.workspace, question | place


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

"""The features of the language server: one file for each method, and the one list of them all.

The list is registered at `initialize`, when the client's wishes are known; what is not registered
is not declared. A feature decodes, asks the daemon and converts; it knows no more.

Belongs here: the list. Stays out: what several features share (`targets`, `convert`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from lsprotocol import types

from codegraph_server.lsp.features import (
    changed_files,
    changed_folders,
    configuration,
    definition,
    document_symbol,
    explain,
    references,
    saved,
    status,
    workspace_symbol,
)


class Feature(NamedTuple):
    """One method.

    `params` is the type of the parameters of a method of our own; lsprotocol knows the others.
    `options` is what is declared for it, where a plain yes does not do.
    """

    method: str
    handler: Callable[..., Any]
    options: Any = None
    params: type[Any] | None = None


FEATURES: tuple[Feature, ...] = (
    # Questions, as in the table of `codegraph_client.protocol`.
    Feature(types.TEXT_DOCUMENT_DEFINITION, definition.definition),
    Feature(types.TEXT_DOCUMENT_REFERENCES, references.references),
    Feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document_symbol.document_symbol),
    Feature(types.WORKSPACE_SYMBOL, workspace_symbol.workspace_symbol),
    Feature(status.METHOD, status.status, params=status.StatusParams),
    Feature(explain.METHOD, explain.explain, params=explain.ExplainParams),
    # Hints and settings, which have no answer.
    Feature(types.TEXT_DOCUMENT_DID_SAVE, saved.did_save, types.SaveOptions(include_text=False)),
    Feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, changed_files.did_change_watched_files),
    Feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, changed_folders.did_change_folders),
    Feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration.did_change_configuration),
)

OPTIONAL = frozenset(
    {
        types.TEXT_DOCUMENT_DEFINITION,
        types.TEXT_DOCUMENT_REFERENCES,
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        types.WORKSPACE_SYMBOL,
    }
)
"""What a client may switch off because another server does it. Our own methods always answer."""

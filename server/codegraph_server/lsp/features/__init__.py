"""The features of the language server: one file for each method, and the one list of them all.

The list is registered at `initialize`, when the client's wishes are known; what is not registered
is not declared. A feature decodes, asks the daemon and converts; it knows no more.

Belongs here: the list. Stays out: what several features share (`targets`, `convert`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from lsprotocol import types

from codegraph_client.protocol import QUESTIONS
from codegraph_server.lsp.features import (
    call_graph,
    changed_files,
    changed_folders,
    code_lens,
    code_lens_resolve,
    configuration,
    context,
    created_files,
    dead_code,
    declaration,
    definition,
    deleted_files,
    diff,
    document_diagnostic,
    document_highlight,
    document_symbol,
    duplicates,
    explain,
    folding_range,
    history,
    hover,
    impact,
    implementation,
    incoming_calls,
    outgoing_calls,
    overview,
    paths,
    prepare_call_hierarchy,
    prepare_type_hierarchy,
    references,
    related,
    renamed_files,
    saved,
    search,
    selection_range,
    status,
    subtypes,
    supertypes,
    text_document_content,
    type_definition,
    workspace_diagnostic,
    workspace_symbol,
    workspace_symbol_resolve,
)
from codegraph_server.lsp.profiles import DIAGNOSTICS


class Feature(NamedTuple):
    """One method.

    `params` is the type of the parameters of a method of our own; lsprotocol knows the others.
    `options` is what is declared for it, where a plain yes does not do.
    """

    method: str
    handler: Callable[..., Any]
    options: Any = None
    params: type[Any] | None = None


_ANY_FILE: Final = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(types.FileOperationPattern("**"), "file")]
)
"""Files and folders: which of them count, the daemon knows."""

_QUESTIONS = frozenset(method for question in QUESTIONS.values() for method in question.lsp)

FEATURES: tuple[Feature, ...] = (
    # Questions, as in the table of `codegraph_client.protocol`.
    Feature(types.TEXT_DOCUMENT_DEFINITION, definition.definition),
    Feature(types.TEXT_DOCUMENT_DECLARATION, declaration.declaration),
    Feature(types.TEXT_DOCUMENT_TYPE_DEFINITION, type_definition.type_definition),
    Feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, document_highlight.document_highlight),
    Feature(types.TEXT_DOCUMENT_REFERENCES, references.references),
    Feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document_symbol.document_symbol),
    Feature(types.WORKSPACE_SYMBOL, workspace_symbol.workspace_symbol),
    Feature(types.WORKSPACE_SYMBOL_RESOLVE, workspace_symbol_resolve.workspace_symbol_resolve),
    Feature(types.TEXT_DOCUMENT_FOLDING_RANGE, folding_range.folding_range),
    Feature(types.TEXT_DOCUMENT_SELECTION_RANGE, selection_range.selection_range),
    Feature(types.TEXT_DOCUMENT_HOVER, hover.hover),
    Feature(
        types.TEXT_DOCUMENT_CODE_LENS,
        code_lens.code_lens,
        types.CodeLensOptions(resolve_provider=True),
    ),
    Feature(types.CODE_LENS_RESOLVE, code_lens_resolve.code_lens_resolve),
    Feature(types.TEXT_DOCUMENT_IMPLEMENTATION, implementation.implementation),
    Feature(
        types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, prepare_call_hierarchy.prepare_call_hierarchy
    ),
    Feature(types.CALL_HIERARCHY_INCOMING_CALLS, incoming_calls.incoming_calls),
    Feature(types.CALL_HIERARCHY_OUTGOING_CALLS, outgoing_calls.outgoing_calls),
    Feature(
        types.TEXT_DOCUMENT_PREPARE_TYPE_HIERARCHY, prepare_type_hierarchy.prepare_type_hierarchy
    ),
    Feature(types.TYPE_HIERARCHY_SUPERTYPES, supertypes.supertypes),
    Feature(types.TYPE_HIERARCHY_SUBTYPES, subtypes.subtypes),
    Feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        document_diagnostic.document_diagnostic,
        types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier="codegraph"
        ),
    ),
    Feature(types.WORKSPACE_DIAGNOSTIC, workspace_diagnostic.workspace_diagnostic),
    Feature(types.WORKSPACE_TEXT_DOCUMENT_CONTENT, text_document_content.text_document_content),
    Feature(status.METHOD, status.status, params=status.StatusParams),
    Feature(search.METHOD, search.search, params=search.SearchParams),
    Feature(related.METHOD, related.related, params=related.RelatedParams),
    Feature(context.METHOD, context.context, params=context.ContextParams),
    Feature(impact.METHOD, impact.impact, params=impact.ImpactParams),
    Feature(call_graph.METHOD, call_graph.call_graph, params=call_graph.CallGraphParams),
    Feature(paths.METHOD, paths.paths, params=paths.PathsParams),
    Feature(overview.METHOD, overview.overview, params=overview.OverviewParams),
    Feature(dead_code.METHOD, dead_code.dead_code, params=dead_code.DeadCodeParams),
    Feature(duplicates.METHOD, duplicates.duplicates, params=duplicates.DuplicatesParams),
    Feature(diff.METHOD, diff.diff, params=diff.DiffParams),
    Feature(history.METHOD, history.history, params=history.HistoryParams),
    Feature(explain.METHOD, explain.explain, params=explain.ExplainParams),
    # Hints and settings, which have no answer.
    Feature(types.TEXT_DOCUMENT_DID_SAVE, saved.did_save, types.SaveOptions(include_text=False)),
    Feature(types.WORKSPACE_DID_CREATE_FILES, created_files.did_create_files, _ANY_FILE),
    Feature(types.WORKSPACE_DID_RENAME_FILES, renamed_files.did_rename_files, _ANY_FILE),
    Feature(types.WORKSPACE_DID_DELETE_FILES, deleted_files.did_delete_files, _ANY_FILE),
    Feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, changed_files.did_change_watched_files),
    Feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, changed_folders.did_change_folders),
    Feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration.did_change_configuration),
)

OPTIONAL = frozenset(
    feature.method
    for feature in FEATURES
    if feature.params is None and feature.method in _QUESTIONS
) - {*DIAGNOSTICS, types.WORKSPACE_TEXT_DOCUMENT_CONTENT}
"""What a client may switch off because another server does it. Nobody else knows what diagnostics,
which have an option of their own, and reports tell; our own methods always answer."""

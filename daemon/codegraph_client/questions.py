"""The table of questions, from which RPC, command line, language server and documentation follow.

Whoever adds a question starts here. Stays out: the shape of answers (`protocol`), any behaviour.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Param(NamedTuple):
    """One parameter of a question."""

    name: str
    type: str
    required: bool
    description: str


class Question(NamedTuple):
    """One public question, under the names that each front end gives it."""

    name: str
    """The RPC method."""
    cli: str | None
    """The subcommand of `codegraph`, if it has one."""
    lsp: tuple[str, ...]
    """The LSP requests that it answers; own ones begin with `codegraph/`."""
    summary: str
    params: tuple[Param, ...]


_COMMON: Final = (
    Param("limit", "int | None", False, "At most this many results; absent: no limit."),
    Param("cursor", "str | None", False, "`next` of the previous page."),
    Param("text", "bool", False, "Send the source line with every result."),
    Param("deadline_ms", "int", False, "Answer with what is known after this many milliseconds."),
    Param("supersede", "str", False, "A newer request with this key cancels this one."),
)
_DEADLINE: Final = _COMMON[3:]
_TARGET: Final = (
    Param("path", "str", False, "File, absolute or relative to the root; with line and column."),
    Param("line", "int", False, "Zero-based line of the position."),
    Param("column", "int", False, "Zero-based UTF-8 byte column of the position."),
    Param("symbol", "str", False, "Name or qualified name, instead of a position."),
)
_SYMBOL: Final = (
    *_TARGET,
    Param("key", "str", False, "Key of an earlier result, instead of a position or name."),
)
_WANTED: Final = Param(
    "possible",
    "str",
    False,
    "What is only possible: auto, always or never, as the setting query.possible; absent: that.",
)
_LIBRARIES: Final = Param(
    "libraries",
    "bool",
    False,
    "Also what lies outside of the workspace, if nothing inside is meant. That is in no index, and "
    "takes longer: the first look into a library, and references of what many files use.",
)
_SINCE: Final = (
    Param("since", "str", False, "A revision, such as HEAD or a branch."),
    Param("staged", "bool", False, "Compare it with what is staged, not with the files on disk."),
)
_DEPTH: Final = Param("depth", "int", False, "Follow calls this far; absent: one step.")

OVERVIEW: Final = (
    *("files", "symbols", "file-bridges", "symbol-bridges", "communities"),
    *("import-cycles", "call-cycles", "hotspots", "rules", "dead", "duplicates"),
)
"""The sections of an overview, in the order in which they are told."""
OVERVIEW_RARE: Final = ("dead", "duplicates")
"""Those that are told only if they are named: they are looked for in texts, which takes long."""

QUESTIONS: Final[dict[str, Question]] = {
    question.name: question
    for question in (
        Question(
            "definition",
            "def",
            ("textDocument/definition", "textDocument/declaration"),
            "Where the symbol at a position, or of a name, is defined.",
            (
                *_TARGET,
                Param("declaration", "bool", False, "Where it is declared, if that is elsewhere."),
                _WANTED,
                _LIBRARIES,
                *_COMMON,
            ),
        ),
        Question(
            "typeDefinition",
            "typedef",
            ("textDocument/typeDefinition",),
            "Where the type of what stands at a position, or of a symbol, is defined.",
            (*_SYMBOL, _LIBRARIES, *_COMMON),
        ),
        Question(
            "occurrences",
            None,
            ("textDocument/documentHighlight",),
            "Every place of its own file that spells the symbol at a position.",
            (*_TARGET[:3], _LIBRARIES, *_COMMON),
        ),
        Question(
            "folds",
            None,
            ("textDocument/foldingRange",),
            "What of a file can be folded away, by its syntax.",
            (Param("path", "str", True, "File, absolute or relative to the root."), *_DEADLINE),
        ),
        Question(
            "selections",
            None,
            ("textDocument/selectionRange",),
            "The pieces of a file around each of some positions, by its syntax.",
            (
                Param("path", "str", True, "File, absolute or relative to the root."),
                Param("positions", "list[list[int]]", True, "Zero-based lines and byte columns."),
                *_DEADLINE,
            ),
        ),
        Question(
            "references",
            "refs",
            ("textDocument/references",),
            "Every place that uses the symbol at a position, or of a name.",
            (
                *_TARGET,
                Param("definition", "bool", False, "List the definition too."),
                _WANTED,
                _LIBRARIES,
                *_COMMON,
            ),
        ),
        Question(
            "symbols",
            "symbols",
            ("workspace/symbol", "workspaceSymbol/resolve"),
            "Symbols of the workspace whose names match, best first.",
            (
                Param(
                    "query",
                    "str",
                    True,
                    "What to match, fuzzily; may be qualified. kind:, path: and lang: narrow it.",
                ),
                Param("kinds", "list[str]", False, "Only symbols of these kinds."),
                Param("near", "str | None", False, "Rank what is close to this path first."),
                *_COMMON,
            ),
        ),
        Question(
            "search",
            "search",
            ("codegraph/search",),
            "What the words of a query are about, best first: code, documentation, files.",
            (
                Param("query", "str", True, 'Words, a name, a path, "a phrase" or /a pattern/.'),
                Param("language", "str | None", False, "Only files of this language."),
                Param("paths", "list[str]", False, "Only files whose paths match one of these."),
                Param("kind", "list[str]", False, "Only what stands for symbols of these kinds."),
                Param("tests", "str", False, "Tests: auto (further down), only or never."),
                Param("explain", "bool", False, "Say what each score is made of."),
                Param("lines", "int", False, "Show at most so many lines of each; absent: 3."),
                Param("patience_ms", "int", False, "Wait so long for a model that is not loaded."),
                *_COMMON[:2],
                *_DEADLINE,
            ),
        ),
        Question(
            "outline",
            "outline",
            ("textDocument/documentSymbol",),
            "The symbols of one file, nested.",
            (
                Param("path", "str", True, "File, absolute or relative to the root."),
                _LIBRARIES,
                *_COMMON,
            ),
        ),
        Question(
            "callers",
            "callers",
            ("textDocument/prepareCallHierarchy", "callHierarchy/incomingCalls"),
            "Who calls a function, method or class, with the places of the calls.",
            (*_SYMBOL, _DEPTH, _WANTED, *_COMMON),
        ),
        Question(
            "callees",
            "callees",
            ("callHierarchy/outgoingCalls",),
            "What a function, method, class or module calls, with the places of the calls.",
            (*_SYMBOL, _DEPTH, _WANTED, *_COMMON),
        ),
        Question(
            "implementations",
            "impl",
            ("textDocument/implementation",),
            "Every class below a class; of a method, the methods that override it.",
            (*_SYMBOL, _WANTED, *_COMMON),
        ),
        Question(
            "supertypes",
            "supertypes",
            ("textDocument/prepareTypeHierarchy", "typeHierarchy/supertypes"),
            "The direct bases of a class.",
            (*_SYMBOL, _WANTED, *_COMMON),
        ),
        Question(
            "subtypes",
            "subtypes",
            ("typeHierarchy/subtypes",),
            "The classes of which a class is a direct base.",
            (*_SYMBOL, _WANTED, *_COMMON),
        ),
        Question(
            "impact",
            "impact",
            ("codegraph/impact", "workspace/textDocumentContent"),
            "What a change of a symbol or all since a revision may reach, and the tests to run.",
            (
                *_SYMBOL,
                *_SINCE,
                Param("depth", "int", False, "Follow users so far; absent: 5 steps."),
                Param("tests", "str", False, "Tests: auto (among the others), only or never."),
                _WANTED,
                *_COMMON,
            ),
        ),
        Question(
            "callGraph",
            "graph",
            ("codegraph/callGraph", "workspace/textDocumentContent"),
            "The symbols around one, or around those of a file, with the calls among them.",
            (
                *_SYMBOL,
                Param("direction", "str", False, "callers, callees or both; absent: callees."),
                Param("depth", "int", False, "Follow calls so far; absent: 2 steps."),
                Param("most", "int", False, "At most so many symbols, the nearest; absent: 200."),
                Param("beside", "list[str]", False, "Keys of symbols; also the calls of these."),
                _WANTED,
                *_COMMON[2:],
            ),
        ),
        Question(
            "paths",
            "path",
            ("codegraph/paths",),
            "The shortest ways by calls from one symbol to another.",
            (
                *_SYMBOL,
                Param("to", "dict", True, "The other symbol: path, line, column; symbol; or key."),
                Param("most", "int", False, "At most so many ways; absent: 5."),
                _WANTED,
                *_COMMON[2:],
            ),
        ),
        Question(
            "history",
            "history",
            ("codegraph/history",),
            "The commits that changed a symbol or a file, and what changes together with it.",
            (
                *_SYMBOL,
                Param("limit", "int | None", False, "At most this many commits; absent: 20."),
                *_DEADLINE,
            ),
        ),
        Question(
            "diff",
            "diff",
            ("codegraph/diff",),
            "What is different since a revision, symbol by symbol.",
            (
                *_SINCE,
                Param("limit", "int | None", False, "At most this many changes; absent: all."),
                *_DEADLINE,
            ),
        ),
        Question(
            "related",
            "related",
            ("codegraph/related",),
            "What somebody who looks at a symbol would want to look at next, each with its reason.",
            (
                *_SYMBOL,
                Param("by", "list[str]", False, "Only by some of these signals."),
                *_COMMON,
            ),
        ),
        Question(
            "context",
            "context",
            ("codegraph/context",),
            "The pieces of source that answer a question, packed to a number of tokens.",
            (
                Param("query", "str", False, "Words or a name; without it a position or a key."),
                Param("path", "str", False, "File; alone it stands for all of it."),
                *_SYMBOL[1:],
                Param("tokens", "int", False, "At most so many tokens of a model; absent: 4,000."),
                Param("tests", "str", False, "Tests among what is searched: auto, only or never."),
                Param("patience_ms", "int", False, "Wait so long for a model that is not loaded."),
                *_DEADLINE,
            ),
        ),
        Question(
            "overview",
            "overview",
            ("codegraph/overview", "textDocument/diagnostic", "workspace/diagnostic"),
            "What is central in a workspace, what hangs together, and where trouble is likely.",
            (
                Param(
                    *("sections", "list[str]", False),
                    f"Some of {', '.join(OVERVIEW)}; "
                    f"absent: all but {' and '.join(OVERVIEW_RARE)}.",
                ),
                Param("most", "int", False, "At most so many rows of a section; absent: 10."),
                Param("tests", "bool", False, "With tests; absent: the code without its tests."),
                *_COMMON[2:],
            ),
        ),
        Question(
            "deadCode",
            "dead",
            ("codegraph/deadCode",),
            "What nothing needs that begins a program, is offered to others or is tested.",
            (
                Param("paths", "list[str]", False, "Only files whose paths match one of these."),
                Param("kind", "list[str]", False, "Only symbols of these kinds."),
                Param("public", "bool", False, "Also what a library offers and nothing here uses."),
                Param("tests", "bool", False, "Also what lies in tests."),
                Param("confidence", "float", False, "Only what is as sure; absent: 0.6."),
                *_COMMON,
            ),
        ),
        Question(
            "duplicates",
            "duplicates",
            ("codegraph/duplicates",),
            "Functions that are nearly the same, in groups, most repeated lines first.",
            (
                Param("paths", "list[str]", False, "Only groups with a file that matches one."),
                Param("similarity", "float", False, "Only what is as similar; absent: 0.7."),
                Param("lines", "int", False, "Only functions of so many lines; absent: 6."),
                Param("tests", "bool", False, "Also what lies in tests."),
                *_COMMON,
            ),
        ),
        Question(
            "hover",
            "hover",
            ("textDocument/hover",),
            "How a symbol is declared, what its documentation says, and how much it is used.",
            (*_SYMBOL, _LIBRARIES, *_COMMON),
        ),
        Question(
            "counts",
            None,
            ("textDocument/codeLens", "codeLens/resolve"),
            "How many places use a symbol, how many symbols call it, how many tests reach it.",
            (*_SYMBOL, *_DEADLINE),
        ),
        Question(
            "status",
            "status",
            ("codegraph/status", "workspace/textDocumentContent"),
            "What the daemon serves, and how far its index is.",
            _DEADLINE,
        ),
        Question(
            "explain",
            "explain",
            ("codegraph/explain",),
            "Why a path is in the index or not; of a position, how its name was resolved.",
            (
                Param("path", "str", True, "File or folder, absolute or relative."),
                Param("line", "int", False, "Zero-based line of a position, with column."),
                Param("column", "int", False, "Zero-based UTF-8 byte column of the position."),
                *_COMMON[2:],
            ),
        ),
    )
}

WITH_POSSIBLE: Final = frozenset(
    name for name, question in QUESTIONS.items() if _WANTED in question.params
)
"""Questions whose answers may hold possible results."""
WITH_LIBRARIES: Final = frozenset(
    name for name, question in QUESTIONS.items() if _LIBRARIES in question.params
)
"""Questions whose answers may lie in libraries."""

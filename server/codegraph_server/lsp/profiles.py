"""Beside other servers: which standard methods are declared at all, and for which languages.

A method that is off is neither declared nor served, for clients put the answers of all servers side
by side. Methods of our own always answer.

Belongs here: the profiles, what a client may say instead, and telling it languages by dynamic
registration. Stays out: the other options (`options`).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")

FULL: Final = "full"
PROFILES: Final = (FULL, "companion", "auto")

LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "astro": ("astro",),
    "bash": ("shellscript", "sh", "bash"),
    "c": ("c",),
    "cpp": ("cpp",),
    "csharp": ("csharp", "cs"),
    "dart": ("dart",),
    "elixir": ("elixir",),
    "go": ("go",),
    "haskell": ("haskell",),
    "java": ("java",),
    "javascript": ("javascript",),
    "julia": ("julia",),
    "kotlin": ("kotlin",),
    "lua": ("lua",),
    "markdown": ("markdown",),
    "notebook": ("jupyter",),
    "ocaml": ("ocaml",),
    "ocaml_interface": ("ocaml.interface",),
    "php": ("php",),
    "python": ("python",),
    "r": ("r",),
    "ruby": ("ruby",),
    "rust": ("rust",),
    "scala": ("scala",),
    "sql": ("sql",),
    "svelte": ("svelte",),
    "swift": ("swift",),
    "tsx": ("typescriptreact", "javascriptreact"),
    "typescript": ("typescript",),
    "vue": ("vue",),
    "zig": ("zig",),
}
"""What clients call the languages of code that the index knows, and prose."""
IDS: Final = tuple(name for names in LANGUAGES.values() for name in names)
PRIMARY: Final = frozenset(
    (
        *("python", "typescript", "typescriptreact", "javascript", "javascriptreact", "go"),
        *("rust", "java", "c", "cpp", "csharp", "cs"),
    )
)
"""Languages of which clients mostly have a server of the language's own."""

COMPANION: Final = frozenset((types.WORKSPACE_SYMBOL, types.TEXT_DOCUMENT_CODE_LENS))
"""What a server beside others does: nothing of it is doubled by them, or it says so itself."""
DIAGNOSTICS: Final = (types.TEXT_DOCUMENT_DIAGNOSTIC, types.WORKSPACE_DIAGNOSTIC)
"""What is only there if the client asks for it in an option of its own."""
_CAPABILITY: Final = {
    types.TEXT_DOCUMENT_DEFINITION: "definition",
    types.TEXT_DOCUMENT_DECLARATION: "declaration",
    types.TEXT_DOCUMENT_TYPE_DEFINITION: "type_definition",
    types.TEXT_DOCUMENT_IMPLEMENTATION: "implementation",
    types.TEXT_DOCUMENT_REFERENCES: "references",
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: "document_highlight",
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: "document_symbol",
    types.TEXT_DOCUMENT_HOVER: "hover",
    types.TEXT_DOCUMENT_FOLDING_RANGE: "folding_range",
    types.TEXT_DOCUMENT_SELECTION_RANGE: "selection_range",
    types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: "call_hierarchy",
    types.TEXT_DOCUMENT_PREPARE_TYPE_HIERARCHY: "type_hierarchy",
    types.TEXT_DOCUMENT_CODE_LENS: "code_lens",
}
"""Methods that can be declared for some languages, and where a client says that it takes that."""
_LEADS_TO: Final = {
    types.CALL_HIERARCHY_INCOMING_CALLS: types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY,
    types.CALL_HIERARCHY_OUTGOING_CALLS: types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY,
    types.TYPE_HIERARCHY_SUPERTYPES: types.TEXT_DOCUMENT_PREPARE_TYPE_HIERARCHY,
    types.TYPE_HIERARCHY_SUBTYPES: types.TEXT_DOCUMENT_PREPARE_TYPE_HIERARCHY,
    types.CODE_LENS_RESOLVE: types.TEXT_DOCUMENT_CODE_LENS,
    types.WORKSPACE_SYMBOL_RESOLVE: types.WORKSPACE_SYMBOL,
}
"""Methods that are asked with what another one gave, and are served whenever that is."""


class Chosen(NamedTuple):
    """Which methods are wanted."""

    off: frozenset[str]
    """Neither declared nor served."""
    only: Mapping[str, tuple[str, ...]]
    """Declared for documents of these languages alone, as the client calls them."""


ALL: Final = Chosen(frozenset(), {})
"""All methods, for all documents."""


def profile_of(given: Mapping[str, Any]) -> str:
    """The profile that the options name; `full` if they name none that there is."""
    named = given.get("profile")
    return named if isinstance(named, str) and named in PROFILES else FULL


def choose(given: Mapping[str, Any], methods: Collection[str]) -> tuple[Chosen, list[str]]:
    """What the options `profile`, `primary` and `features` say of the standard `methods`, and one
    complaint for each that is unknown or malformed."""
    complaints: list[str] = []
    profile = profile_of(given)
    if profile != given.get("profile", FULL):
        choices = ", ".join(PROFILES)
        complaints.append(f"the option 'profile' must be one of {choices}; it is ignored")
    primary = given.get("primary", sorted(PRIMARY))
    if not _are_names(primary):
        complaints.append("the option 'primary' must be a list of languages; it is ignored")
        primary = PRIMARY
    off: set[str] = set()
    only: dict[str, tuple[str, ...]] = {}
    for method in sorted(methods) if profile != FULL else ():
        if _LEADS_TO.get(method, method) in COMPANION:
            continue
        if profile == "companion":
            off.add(method)
        else:
            only[method] = tuple(name for name in IDS if name not in primary)
    features = given.get("features", {})
    if not isinstance(features, dict):
        complaints.append("the option 'features' must be an object; it is ignored")
        features = {}
    for name, wanted in features.items():
        if name not in methods:
            complaints.append(f"unknown feature {name!r} in the option 'features'; it is ignored")
        elif not isinstance(wanted, bool) and not (_are_names(wanted) and name in _CAPABILITY):
            complaints.append(f"the feature {name!r} must be true or false; it is ignored")
        else:
            _set(name, wanted, off, only)
    for method in sorted(methods):
        if method in _LEADS_TO and method not in features:
            _set(method, _LEADS_TO[method] not in off, off, only)
    return Chosen(frozenset(off), only), complaints


def _set(name: str, wanted: bool | list[str], off: set[str], only: dict[str, Any]) -> None:
    off.discard(name)
    only.pop(name, None)
    if wanted is False:
        off.add(name)
    elif wanted is not True:
        only[name] = tuple(wanted)


def _are_names(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(each, str) for each in given)


def declarable(chosen: Chosen, client: types.ClientCapabilities) -> tuple[Chosen, list[str]]:
    """What of it the client can be told, and the methods that it cannot, which are off: it does not
    take methods for some languages alone, or asks for no diagnostics."""
    text = client.text_document
    off, only = set(chosen.off), dict(chosen.only)
    lost: list[str] = []
    for method in chosen.only:
        said = getattr(text, _CAPABILITY[method], None) if method in _CAPABILITY else None
        if said is None or not said.dynamic_registration:
            lost.append(method)
            _set(method, False, off, only)
    if not off.issuperset(DIAGNOSTICS) and (text is None or text.diagnostic is None):
        lost += DIAGNOSTICS
        off |= {*DIAGNOSTICS}
    for method, leading in _LEADS_TO.items():
        if leading in off:
            off.add(method)
    return Chosen(frozenset(off), only), lost


async def register(ls: CodeGraphServer, chosen: Chosen) -> None:
    """Tell the client of the methods that are there for some languages."""
    registrations = list(_registrations(ls, chosen))
    if not registrations:
        return
    try:
        await ls.client_register_capability_async(types.RegistrationParams(registrations))
    except JsonRpcException as error:
        log.warning("the client did not take %d methods: %s", len(registrations), error)


def _registrations(ls: CodeGraphServer, chosen: Chosen) -> Iterator[types.Registration]:
    for method, languages in chosen.only.items():
        selector = [{"language": name} for name in languages]
        options: dict[str, Any] = {"documentSelector": selector}
        if method == types.TEXT_DOCUMENT_CODE_LENS:
            options["resolveProvider"] = True
        yield types.Registration(f"codegraph {method}", method, options)

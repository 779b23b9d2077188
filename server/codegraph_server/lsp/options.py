"""`initializationOptions`: what a client may choose for its own session.

What shapes the index is never among it: that comes from settings files only.

Belongs here: the options, their checks and the complaints about them. Stays out: their effect.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from codegraph_client.protocol import POSSIBLE
from codegraph_server.lsp.profiles import ALL, DIAGNOSTICS, FULL, Chosen, choose, profile_of

_NAMES: Final = frozenset(
    ("profile", "primary", "features", "possible", "showReferences", "diagnostics")
)
FINDINGS: Final = ("import-cycles", "rules")
"""What there are diagnostics of: sections of an overview."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the client chose: which methods, by which profile, `possible` in place of the setting
    `query.possible`, if it is given, in `show_references` a command of its own, and of what it
    wants diagnostics."""

    methods: Chosen = ALL
    profile: str = FULL
    possible: str | None = None
    show_references: str | None = None
    diagnostics: tuple[str, ...] = ()


def read_options(given: object, methods: Collection[str]) -> tuple[Options, list[str]]:
    """The options in `given` and one complaint for each that is unknown or malformed.

    What is said of `methods` is read by `profiles`; `possible` is one of the choices of the setting
    `query.possible`, `showReferences` the name of a command, `diagnostics` all or none or some of
    what there are.
    """
    if given is None:
        given = {}
    if not isinstance(given, dict):
        nothing, _ = read_options({}, methods)
        return nothing, ["initializationOptions must be an object; it is ignored"]
    complaints = [f"unknown option {name!r}; it is ignored" for name in given if name not in _NAMES]
    possible = given.get("possible")
    if possible is not None and possible not in POSSIBLE:
        choices = ", ".join(POSSIBLE)
        complaints.append(f"the option 'possible' must be one of {choices}; it is ignored")
        possible = None
    show = given.get("showReferences")
    if show is not None and not (isinstance(show, str) and show):
        complaints.append("the option 'showReferences' must name a command; it is ignored")
        show = None
    wanted = given.get("diagnostics", False)
    known = isinstance(wanted, bool) or (
        isinstance(wanted, list) and all(each in FINDINGS for each in wanted)
    )
    if not known:
        choices = ", ".join(FINDINGS)
        complaints.append(
            f"the option 'diagnostics' must be true, false or a list of {choices}; it is ignored"
        )
    named = FINDINGS if wanted is True else wanted if known and wanted else ()
    chosen, more = choose(given, methods)
    if not named:
        chosen = chosen._replace(off=chosen.off | {*DIAGNOSTICS})
    options = Options(chosen, profile_of(given), possible, show, tuple(named))
    return options, [*complaints, *more]

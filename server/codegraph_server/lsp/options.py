"""`initializationOptions`: what a client may choose for its own session.

What shapes the index is never among it: that comes from settings files only.

Belongs here: the options, their checks and the complaints about them. Stays out: their effect.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from codegraph_client.protocol import POSSIBLE


@dataclass(frozen=True, slots=True)
class Options:
    """What the client chose. `off` holds the methods that it wants neither declared nor served;
    `possible` stands in place of the setting `query.possible`, if it is given."""

    off: frozenset[str] = frozenset()
    possible: str | None = None


def read_options(given: object, methods: Collection[str]) -> tuple[Options, list[str]]:
    """The options in `given` and one complaint for each that is unknown or malformed.

    `features` is a map from names of `methods` to true or false, `possible` one of the choices of
    the setting `query.possible`.
    """
    if given is None:
        return Options(), []
    if not isinstance(given, dict):
        return Options(), ["initializationOptions must be an object; it is ignored"]
    complaints = [
        f"unknown initialization option {name!r}; it is ignored"
        for name in given
        if name not in ("features", "possible")
    ]
    possible = given.get("possible")
    if possible is not None and possible not in POSSIBLE:
        choices = ", ".join(POSSIBLE)
        complaints.append(f"the option 'possible' must be one of {choices}; it is ignored")
        possible = None
    features = given.get("features", {})
    if not isinstance(features, dict):
        ignored = Options(possible=possible)
        return ignored, [*complaints, "the option 'features' must be an object; it is ignored"]
    off = set()
    for name, wanted in features.items():
        if name not in methods:
            complaints.append(f"unknown feature {name!r} in the option 'features'; it is ignored")
        elif not isinstance(wanted, bool):
            complaints.append(f"the feature {name!r} must be true or false; it is ignored")
        elif not wanted:
            off.add(name)
    return Options(frozenset(off), possible), complaints

"""`initializationOptions`: what a client may choose for its own session.

What shapes the index is never among it: that comes from settings files only.

Belongs here: the options, their checks and the complaints about them. Stays out: their effect.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What the client chose. `off` holds the methods that it wants neither declared nor served."""

    off: frozenset[str] = frozenset()


def read_options(given: object, methods: Collection[str]) -> tuple[Options, list[str]]:
    """The options in `given` and one complaint for each that is unknown or malformed.

    The one option so far is `features`: a map from names of `methods` to true or false.
    """
    if given is None:
        return Options(), []
    if not isinstance(given, dict):
        return Options(), ["initializationOptions must be an object; it is ignored"]
    complaints = [
        f"unknown initialization option {name!r}; it is ignored"
        for name in given
        if name != "features"
    ]
    features = given.get("features", {})
    if not isinstance(features, dict):
        return Options(), [*complaints, "the option 'features' must be an object; it is ignored"]
    off = set()
    for name, wanted in features.items():
        if name not in methods:
            complaints.append(f"unknown feature {name!r} in the option 'features'; it is ignored")
        elif not isinstance(wanted, bool):
            complaints.append(f"the feature {name!r} must be true or false; it is ignored")
        elif not wanted:
            off.add(name)
    return Options(frozenset(off)), complaints

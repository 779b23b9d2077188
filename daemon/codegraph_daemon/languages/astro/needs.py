"""Why something may be needed though nothing uses it: as in all of `ecmascript`, and a component's
markup names what its code binds."""

from dataclasses import replace

from ..ecmascript import needs

NEEDS = replace(needs.NEEDS, markup=True)

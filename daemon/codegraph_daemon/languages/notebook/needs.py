"""Why something may be needed though nothing uses it: as in Python, but who runs which cell is not
known."""

from dataclasses import replace

from ..python import needs

NEEDS = replace(needs.NEEDS, markup=True, judged=False)

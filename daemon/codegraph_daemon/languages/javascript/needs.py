"""Why something may be needed though nothing uses it: as in all of `ecmascript`."""

from ..ecmascript.needs import NEEDS

__all__ = ["NEEDS"]

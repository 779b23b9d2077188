"""Why something may be needed though nothing uses it: as in the whole family."""

from ..cfamily.needs import NEEDS

__all__ = ["NEEDS"]

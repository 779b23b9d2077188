"""How files name each other: as in the whole family."""

from ..cfamily.modules import *  # noqa: F403

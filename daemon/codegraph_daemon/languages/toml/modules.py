"""Files that configure something import nothing."""

from ..outline.modules import *  # noqa: F403

"""Where names lead in Swift: to what has the same name."""

from ..outline.modules import *  # noqa: F403

"""Where names lead in reStructuredText: to what has the same name."""

from ..outline.modules import *  # noqa: F403

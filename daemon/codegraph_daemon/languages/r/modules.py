"""Where names lead in R: to what has the same name."""

from ..outline.modules import *  # noqa: F403

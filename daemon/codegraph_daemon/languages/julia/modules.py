"""Where names lead in Julia: to what has the same name."""

from ..outline.modules import *  # noqa: F403

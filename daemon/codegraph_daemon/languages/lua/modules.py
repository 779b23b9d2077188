"""Where names lead in Lua: to what has the same name."""

from ..outline.modules import *  # noqa: F403

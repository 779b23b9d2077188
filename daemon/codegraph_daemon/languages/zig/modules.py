"""Where names lead in Zig: to what has the same name."""

from ..outline.modules import *  # noqa: F403

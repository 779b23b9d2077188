"""Where names lead in C#: to what has the same name."""

from ..outline.modules import *  # noqa: F403

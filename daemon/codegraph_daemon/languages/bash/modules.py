"""Where names lead in Bash: to what has the same name."""

from ..outline.modules import *  # noqa: F403

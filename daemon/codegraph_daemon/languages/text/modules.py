"""Where names lead in plain text: to what has the same name."""

from ..outline.modules import *  # noqa: F403

"""Where names lead in Markdown: to what has the same name."""

from ..outline.modules import *  # noqa: F403

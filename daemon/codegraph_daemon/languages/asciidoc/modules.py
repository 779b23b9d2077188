"""Where names lead in AsciiDoc: to what has the same name."""

from ..outline.modules import *  # noqa: F403

"""Where names lead in Scala: to what has the same name."""

from ..outline.modules import *  # noqa: F403

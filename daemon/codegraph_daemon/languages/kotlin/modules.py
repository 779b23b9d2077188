"""Where names lead in Kotlin: to what has the same name."""

from ..outline.modules import *  # noqa: F403

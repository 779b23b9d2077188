"""Where names lead in Dart: to what has the same name."""

from ..outline.modules import *  # noqa: F403

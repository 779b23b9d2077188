"""Where names lead in Ruby: to what has the same name."""

from ..outline.modules import *  # noqa: F403

"""Where names lead in PHP: to what has the same name."""

from ..outline.modules import *  # noqa: F403

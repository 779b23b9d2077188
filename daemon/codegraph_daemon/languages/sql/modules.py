"""Where names lead in SQL: to what has the same name."""

from ..outline.modules import *  # noqa: F403

"""Where names lead in Haskell: to what has the same name."""

from ..outline.modules import *  # noqa: F403

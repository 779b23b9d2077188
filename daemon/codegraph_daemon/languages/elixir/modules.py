"""Where names lead in Elixir: to what has the same name."""

from ..outline.modules import *  # noqa: F403

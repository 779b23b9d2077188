"""How modules name files, as in all of `ecmascript`."""

from ..ecmascript.modules import *  # noqa: F403

"""Where names lead in OCaml: to what has the same name."""

from ..outline.modules import *  # noqa: F403

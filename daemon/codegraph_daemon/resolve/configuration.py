"""What configuration files say, as resolution may see it.

The settings of a file are bindings in its module's scope, so the keys that record a look at them
are the same as for any other name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..facts import Bind
from .file import File

if TYPE_CHECKING:
    from .lookups import Lookups


class Config:
    """One configuration file; every look at a setting is recorded."""

    def __init__(self, look: Lookups, file: File) -> None:
        self._look = look
        self._file = file

    def get(self, name: str) -> Any:
        """The value of a setting, as JSON has it; None if the file does not say."""
        file = self._file
        for row in self._look.rows(file, 0, name):
            if file.bind_kind[row] == Bind.SETTING:
                return json.loads(file.names[file.bind_a[row]])
        return None

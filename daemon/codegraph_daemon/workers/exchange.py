"""What a worker does that reads or writes the indexes of other tools: one task, and then it ends.

Apart from `tasks`, so that no other worker loads what only these need.
"""

from __future__ import annotations

from typing import Any

from ..scip.exporting import export_index
from ..scip.importing import import_indexes

TASKS = {"import": import_indexes, "export": export_index}
BROADCASTS: dict[str, Any] = {}

"""The yardstick of the cold index: tree-sitter parsing every file once, and nothing else.

`python -m bench.plain_parse DIR` prints the CPU seconds. A process of its own, so that nothing
that the bench keeps in memory slows it down.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tree_sitter import Parser
from tree_sitter_language_pack import get_language


def cpu_to_parse(folder: Path) -> float:
    """CPU seconds for parsing every `.py` file below `folder`; reading them is not counted."""
    texts = [file.read_bytes() for file in sorted(folder.rglob("*.py")) if file.is_file()]
    parser = Parser(get_language("python"))
    started = time.process_time()
    for text in texts:
        parser.parse(text)
    return time.process_time() - started


if __name__ == "__main__":
    print(cpu_to_parse(Path(sys.argv[1])))

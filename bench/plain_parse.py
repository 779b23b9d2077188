"""The yardstick of the cold index: tree-sitter parsing every file once, and nothing else.

`python -m bench.plain_parse DIR` prints the CPU seconds. A process of its own, so that nothing
that the bench keeps in memory slows it down.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.sources import files_of, grammar_of, parser_of


def cpu_to_parse(folder: Path) -> float:
    """CPU seconds for parsing every measured file below `folder`; reading is not counted."""
    texts = [(parser_of(grammar_of(file)), file.read_bytes()) for file in files_of(folder)]
    started = time.process_time()
    for parser, text in texts:
        parser.parse(text)
    return time.process_time() - started


if __name__ == "__main__":
    print(cpu_to_parse(Path(sys.argv[1])))

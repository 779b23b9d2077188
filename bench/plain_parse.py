"""The yardstick of the cold index: tree-sitter parsing every file once, and nothing else.

`python -m bench.plain_parse DIR [LANGUAGE...]` prints the CPU seconds. A process of its own, so
that nothing that the bench keeps in memory slows it down.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.sources import files_in, files_of, grammar_of, parser_of


def cpu_to_parse(folder: Path, languages: Sequence[str] = ()) -> float:
    """CPU seconds for parsing every measured file below `folder`, or those of these languages.

    Reading is not counted.
    """
    if languages:
        files = files_in(folder, frozenset(languages))
    else:
        files = [(file, grammar_of(file)) for file in files_of(folder)]
    texts = [(parser_of(grammar), file.read_bytes()) for file, grammar in files]
    started = time.process_time()
    for parser, text in texts:
        parser.parse(text)
    return time.process_time() - started


if __name__ == "__main__":
    print(cpu_to_parse(Path(sys.argv[1]), sys.argv[2:]))

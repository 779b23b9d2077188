"""What a file is, as far as its path tells.

Belongs here: what people commonly call folders and files. Stays out: content (`traits`), and words
in paths (`ranking.paths`). Standard library only: names are looked for without numpy until the
first question.
"""

from __future__ import annotations

import re
from typing import Final

from .traits import Trait

_TESTS: Final = re.compile(
    r"(?:^|/)(?:[Tt]ests?|__tests__|specs?|testing|testdata|test[_-][^/]*|[^/]*[_-]tests?)/"
    r"|(?:^|/)(?:tests?[_-][^/]*|[^/]*[_.-](?:tests?|spec)\.[^/]*|tests?\.\w+|conftest\.py"
    r"|[^/]*[a-z0-9](?:Tests?|TestCase|Spec)\.\w+)$"
)
_EXAMPLES: Final = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|docs?_src|tutorials?|benchmarks?|bench|benches|fuzz\w*"
    r"|playground|fixtures?)/"
)
_VENDORED: Final = re.compile(
    r"(?:^|/)(?:_?vendor|vendored|third[_-]?party|node_modules|site-packages|deps|externals?"
    r"|extern)/"
)
_GENERATED: Final = re.compile(
    r"(?:^|/)(?:_*generated_*)/|_pb2(?:_grpc)?\.pyi?$|\.pb\.\w+$|[._]generated\.\w+$|\.g\.\w+$"
)


def traits_of_path(path: str) -> int:
    """What a file is, as far as its path tells: what people commonly call such folders and files.

    Its content may say more (`chunks.traits`).
    """
    found = 0
    if _TESTS.search(path):
        found |= Trait.TEST
    if _EXAMPLES.search(path):
        found |= Trait.EXAMPLE
    if _VENDORED.search(path):
        found |= Trait.VENDORED
    if _GENERATED.search(path):
        found |= Trait.GENERATED
    return found

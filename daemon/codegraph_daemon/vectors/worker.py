"""What an embedding worker can do: `embedding`, loaded so that it takes one thread.

Each of the libraries below would start a thread for each processor, which then wait for each other
busily: beside other work, vectors took twice as much of the processor. They look at these variables
when they are loaded.
"""

# ruff: noqa: E402 - the libraries come after the variables
from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

from .embedding import BROADCASTS, TASKS

__all__ = ["BROADCASTS", "TASKS"]

"""FAISS, which is imported here alone, and not before somebody asks: it takes 16 MB."""

from __future__ import annotations

from typing import Any

from .quantising import Metric


def faiss() -> Any:
    """The library, loaded by the first who needs it."""
    import faiss as library

    return library


def one_thread() -> Any:
    """The library, which takes one thread for what the calling one asks from now on.

    A question must not take the processors of those who work.
    """
    library = faiss()
    library.omp_set_num_threads(1)
    return library


def faiss_metric(metric: Metric) -> int:
    """FAISS's number of a metric; vectors that are compared by direction have one length."""
    library = faiss()
    return int(library.METRIC_L2 if metric == "l2" else library.METRIC_INNER_PRODUCT)

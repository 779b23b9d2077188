"""The index of vectors at a million: `python -m bench.vectors FOLDER... [--model NAME]`.

FOLDERS hold packages; the vectors are those of their chunks. They are enlarged to a million by
copies, to each of which noise is added with the spread of its ten nearest neighbours. Queries are
sentences of Markdown and reStructuredText, which are not in the index. What is found is compared
with all products in float32, once for the rounding to bytes (which a flat index has alone) and once
for the shortlist.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.report import Row, percentile, print_heading, print_row
from codegraph_client import models
from codegraph_daemon.chunks.cut import cut
from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.memory import give_back
from codegraph_daemon.vectors import saved
from codegraph_daemon.vectors.embedding import Loaded
from codegraph_daemon.vectors.index import FLAT_MOST, ORDINAL_BITS, VectorIndex
from codegraph_daemon.vectors.library import faiss, one_thread
from codegraph_daemon.vectors.quantising import Codes, Floats, metric_of, quantised, scale_for
from codegraph_daemon.vectors.shortlist import Shortlist
from codegraph_daemon.vectors.texts import for_network, for_table
from codegraph_daemon.vectors.training import sample_for, train
from codegraph_daemon.workers.parse import parse_files, text_of_facts

QUERIES = 500
NEAREST = 10
OF_CONTENT = 10
ASKED = 200
"""So many a search asks for."""
PROSE = (".md", ".rst", ".txt", ".markdown")
BLOCK = 50_000
RECALL_BAR, P99_BAR, FLAT_BAR, BYTES_BAR = 0.95, 10.0, 5.0, 300.0

Texts = tuple[list[str], list[str]]
Allowed = NDArray[np.bool_]


def main() -> int:
    options = arguments()
    model = models.find(options.model)
    if model is None:
        raise SystemExit(f"there is no model {options.model}")
    one = Loaded(model)
    prepare = for_table if model.kind == "static" else for_network
    if options.texts is not None and options.texts.exists():
        chunks, queries, packages = json.loads(options.texts.read_bytes())
    else:
        chunks, queries, packages = texts_of(options.folders, options.chunks, prepare)
        if options.texts is not None:
            options.texts.write_text(json.dumps([chunks, queries, packages]))
    began = time.process_time()
    real = one.passages(chunks)
    rate = len(chunks) / (time.process_time() - began)
    del chunks
    asked = np.array([one.query(query) for query in queries])
    print(
        f"{len(real):,} chunks of {packages} packages, {len(asked)} queries, model {model.name} "
        f"of {model.dimension}; {rate:,.0f} chunks a second of one processor\n"
    )
    print_heading()
    rows = list(measure(model, real, asked, options.many))
    return 1 if any(row.met is False for row in rows) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.vectors", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="one for each package")
    parser.add_argument("--model", default=models.EMBEDDED)
    parser.add_argument("--chunks", type=int, default=220_000, help="at most so many real ones")
    parser.add_argument("--texts", type=Path, help="keep the texts here, or take them from here")
    parser.add_argument("--many", type=int, default=1_000_000)
    return parser.parse_args()


def texts_of(folders: list[Path], most: int, prepare: Any) -> tuple[list[str], list[str], int]:
    """Texts of distinct chunks, sentences that are none of them, and the number of packages."""
    chunks: dict[str, None] = {}
    sentences: dict[str, None] = {}
    packages = 0
    for folder in folders:
        before = len(chunks)
        files = sorted(
            each for each in folder.rglob("*") if each.is_file() and "/." not in str(each)
        )
        for file in files:
            if file.suffix in PROSE:
                sentences.update(dict.fromkeys(sentences_of(file)))
        code = [str(f.relative_to(folder)) for f in files if f.suffix not in PROSE]
        code = [path for path in code if language_of(path)]
        share = most // len(folders) * 3
        for at in range(0, len(code), 50):
            if len(chunks) - before > share or len(chunks) >= most:
                break
            for parsed in parse_files(str(folder), code[at : at + 50], 1 << 19, None):
                if not parsed.facts:
                    continue
                text = text_of_facts(str(folder), parsed.path, 1 << 19, parsed.facts_id)
                if text is None:
                    continue
                facts = Facts(parsed.facts)
                language = language_of(parsed.path) or ""
                for chunk in cut(text, facts, language):
                    chunks[prepare(text, facts, chunk)] = None
        packages += len(chunks) > before
        print(f"{folder.name}: {len(chunks) - before:,}", file=sys.stderr, flush=True)
    random = np.random.default_rng(1)
    known = list(sentences)
    chosen = random.choice(len(known), min(QUERIES, len(known)), replace=False)
    return list(chunks), [known[each] for each in sorted(chosen)], packages


def sentences_of(file: Path) -> Iterator[str]:
    """Sentences of a text of prose, five to thirty words each."""
    text = file.read_text("utf-8", "replace")[:200_000]
    for paragraph in re.split(r"\n\s*\n", text):
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(paragraph.split())):
            words = sentence.split()
            if 5 <= len(words) <= 30 and re.match(r"[A-Z][a-z]", sentence):
                yield sentence


class Cloud:
    """A million vectors, of which any part can be made again at any time."""

    def __init__(self, real: Floats) -> None:
        self.real = real
        self.spread = spread_of(real)

    def part(self, number: int) -> Floats:
        """The vectors `number * BLOCK` and on, of length one; the first ones are the real ones."""
        first = number * BLOCK
        which = np.arange(first, first + BLOCK)
        vectors = self.real[which % len(self.real)].copy()
        copies = which >= len(self.real)
        random = np.random.default_rng(number)
        noise = random.standard_normal(vectors.shape).astype(np.float32)
        noise *= (self.spread[which % len(self.real)] * copies)[:, None]
        vectors += noise
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def spread_of(real: Floats) -> Floats:
    """For each vector how far its ten nearest neighbours spread, as a deviation in each number."""
    library = faiss()
    library.omp_set_num_threads(2)
    dimension = real.shape[1]
    lists = library.IndexIVFFlat(
        library.IndexFlatIP(dimension), dimension, 512, library.METRIC_INNER_PRODUCT
    )
    lists.train(real[:: max(1, len(real) // 40_000)])
    lists.add(real)
    lists.nprobe = 8
    spread = np.zeros(len(real), np.float32)
    for at in range(0, len(real), 5000):
        near = lists.search(real[at : at + 5000], NEAREST + 1)[1][:, 1:]
        around = real[np.maximum(near, 0)]
        middle = around.mean(axis=1, keepdims=True)
        spread[at : at + 5000] = np.sqrt(np.square(around - middle).mean(axis=(1, 2)))
    one_thread()
    return spread


def exact(cloud: Cloud, queries: Floats, count: int, alive: Allowed) -> NDArray[np.int64]:
    """The ten nearest of those that are alive, by all products in float32."""
    best = np.full((len(queries), NEAREST), -np.inf, np.float32)
    ids = np.zeros((len(queries), NEAREST), np.int64)
    for first in range(0, count, BLOCK):
        scores = queries @ cloud.part(first // BLOCK)[: count - first].T
        scores[:, ~alive[first : first + scores.shape[1]]] = -np.inf
        top = np.argpartition(-scores, NEAREST, axis=1)[:, :NEAREST]
        joined = np.concatenate([best, np.take_along_axis(scores, top, 1)], 1)
        joined_ids = np.concatenate([ids, top + first], 1)
        order = np.argsort(-joined, axis=1, kind="stable")[:, :NEAREST]
        best = np.take_along_axis(joined, order, 1)
        ids = np.take_along_axis(joined_ids, order, 1)
    return ids


def measure(model: models.Model, real: Floats, queries: Floats, many: int) -> Iterator[Row]:
    cloud = Cloud(real)
    metric = metric_of(model)
    queries = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    one_thread()
    # What libraries take with their first use is no part of a vector.
    small = VectorIndex(model.dimension, metric, scale_for(model))
    small.add(ids_at(0, 1000), quantised(cloud.part(0)[:1000], metric, scale_for(model)))
    small.search(queries[0], 1)
    del small
    extra = many // 10
    # The bench's own note of what is alive is no part of a vector either.
    alive = np.ones(many + extra, np.bool_)
    give_back()
    before = anonymous()
    index = VectorIndex(model.dimension, metric, scale_for(model))

    def add(first: int, until: int) -> None:
        for start in range(first, until, BLOCK):
            part = cloud.part(start // BLOCK)[: until - start]
            index.add(ids_at(start, len(part)), codes_of(part))
        gc.collect()
        give_back()

    def codes_of(part: Floats) -> Codes:
        return quantised(part, metric, scale_for(model))

    held = 0
    sizes = sorted({size for size in (50_000, 100_000, FLAT_MOST, 200_000, 300_000) if size < many})
    for size in sizes:
        add(held, size)
        held = size
        times = timed(index, queries)
        bar = FLAT_BAR if size <= FLAT_MOST else None
        yield shown(f"flat, {size:,}: query p99", percentile(times, 99), "ms", bar, p50(times))
        if size == FLAT_MOST:
            give_back()
            used = (anonymous() - before) / size
            yield shown(f"flat, {size:,}: resident bytes a vector", used, "B", BYTES_BAR)
            lost = 1 - recall(index, queries, exact(cloud, queries, size, alive))
            yield shown(f"flat, {size:,}: lost of the ten nearest (bytes alone)", lost, "", 0.05)
    add(held, many)
    wanted = exact(cloud, queries, many, alive)
    lost = 1 - recall(index, queries, wanted)
    yield shown(f"flat, {many:,}: lost of the ten nearest (bytes alone)", lost, "")
    began = time.process_time()
    centroids = train(index.sample(sample_for(many), np.random.default_rng(1)), metric)
    yield shown(f"shortlist, {many:,}: training", time.process_time() - began, "s")
    began = time.process_time()
    made = Shortlist(model.dimension, metric, centroids)
    while index.fill(made, 4096):
        pass
    index.use_shortlist(made)
    del made
    yield shown(f"shortlist, {many:,}: filling", time.process_time() - began, "s")
    yield from judged("shortlist", index, cloud, queries, many, alive, before)
    random = np.random.default_rng(2)
    gone = random.choice(many // OF_CONTENT, extra // OF_CONTENT, replace=False)
    began = time.perf_counter()
    index.remove(gone)
    seconds = time.perf_counter() - began
    yield shown(f"shortlist, {many:,}: removing a tenth", seconds * 1e3, "ms")
    alive.reshape(-1, OF_CONTENT)[gone] = False
    began = time.process_time()
    add(many, many + extra)
    yield shown(f"shortlist, {many:,}: adding a tenth", time.process_time() - began, "s")
    yield from judged("after edits", index, cloud, queries, many + extra, alive, before)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        saved.save(index, Path(folder) / "copy", {})
        yield shown("saving a copy", time.perf_counter() - began, "s")
        give_back()
        before = anonymous()
        began = time.perf_counter()
        loaded = saved.load(Path(folder) / "copy", {})
        assert loaded is not None
        yield shown("loading the copy", time.perf_counter() - began, "s")
        give_back()
        used = (anonymous() - before) / len(loaded)
        yield shown("the copy: resident bytes a vector", used, "B", BYTES_BAR)


def judged(
    what: str,
    index: VectorIndex,
    cloud: Cloud,
    queries: Floats,
    count: int,
    alive: Allowed,
    before: float,
) -> Iterator[Row]:
    what = f"{what}, {len(index):,}"
    give_back()
    used = (anonymous() - before) / len(index)
    yield shown(f"{what}: resident bytes a vector", used, "B", BYTES_BAR)
    times = timed(index, queries)
    yield shown(f"{what}: query p99", percentile(times, 99), "ms", P99_BAR, p50(times))
    lost = 1 - recall(index, queries, exact(cloud, queries, count, alive))
    yield shown(f"{what}: lost of the ten nearest", lost, "", 1 - RECALL_BAR)


def recall(index: VectorIndex, queries: Floats, wanted: NDArray[np.int64]) -> float:
    hits = 0
    for query, nearest in zip(queries, wanted, strict=True):
        found = index.search(query, NEAREST)[0]
        numbers = (found >> ORDINAL_BITS) * OF_CONTENT + (found & ((1 << ORDINAL_BITS) - 1))
        hits += len(np.intersect1d(numbers, nearest))
    return hits / wanted.size


def timed(index: VectorIndex, queries: Floats) -> list[float]:
    """Milliseconds of the processor for each query."""
    times: list[float] = []
    for query in queries:
        began = time.thread_time()
        index.search(query, ASKED)
        times.append(1e3 * (time.thread_time() - began))
    return times


def ids_at(first: int, count: int) -> NDArray[np.int64]:
    numbers = np.arange(first, first + count)
    return (numbers // OF_CONTENT << ORDINAL_BITS) | numbers % OF_CONTENT


def anonymous() -> float:
    """Bytes of memory that are this process's own, files left out."""
    gc.collect()
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"RssAnon:\s+(\d+)", status.read_text())
        if found:
            return float(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0


def p50(times: list[float]) -> str:
    return f"p50 {percentile(times, 50):.2f} ms"


def shown(what: str, value: float, unit: str, bar: float | None = None, note: str = "") -> Row:
    row = Row(what, value, unit, bar, note=note)
    digits = replace(row, note=f"{note}  {value:.4f}".strip()) if not unit else row
    print_row(digits)
    return row


if __name__ == "__main__":
    raise SystemExit(main())

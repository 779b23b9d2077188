"""`python -m tools.train_embedding COMMAND`: each step of making the model, see README.md."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from tokenizers import Tokenizer

from . import evaluation, model
from .batches import Batches
from .corpus import Corpus, harvest_all, join, load
from .minilm import Floats, MiniLM
from .packages import Package, fetch, pinned, read_list, write_list
from .training import train
from .vocabulary import learn, pieces_of_words

PIECES: Final = 40_000
BATCH: Final = 1024
SEED: Final = 7
EPOCHS: Final = (1.2, 14.0)
"""Of each run; the table is the mean of all. A short one keeps most of what words mean at the
beginning, a long one learns most of how code is spoken of; neither alone finds as much."""


def main() -> None:
    """Read the command line and do what it says."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    packages = read_list()
    archives = arguments.work / "data"
    if arguments.command == "pin":
        write_list([p if p.sha256 else pinned(p, archives) for p in packages])
    elif arguments.command == "train":
        _train(packages, arguments)
    else:
        embed = model.load(arguments.model)
        for line in report(evaluation.searches(packages, archives), embed):
            print(line)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="train_embedding", description=__doc__)
    parser.add_argument("command", choices=("pin", "train", "evaluate"))
    parser.add_argument("--work", type=Path, required=True, help="folder for archives and harvests")
    parser.add_argument("--model", type=Path, required=True, help="folder of the model")
    parser.add_argument("--epochs", type=float, nargs="+", default=EPOCHS)
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _train(packages: Sequence[Package], arguments: argparse.Namespace) -> None:
    archives = arguments.work / "data"
    places = harvest_all(packages, archives, arguments.work / "harvest", arguments.processes)
    corpus = join([load(place) for place in places])
    logging.info("%d targets, %d queries", len(corpus.groups), len(corpus.query_kinds))
    tokenizer, table = _beginning(corpus, packages, archives, arguments.work)
    tables: list[Floats] = []
    for epochs in arguments.epochs:
        batches = Batches(corpus, tokenizer, BATCH, SEED)
        tables.append(train(table, batches, int(epochs * batches.epoch)))
    mean: Floats = np.mean(tables, axis=0, dtype=np.float32)
    model.write(mean, tokenizer, arguments.model)


def _beginning(
    corpus: Corpus, packages: Sequence[Package], archives: Path, work: Path
) -> tuple[Tokenizer, Floats]:
    """Tokenizer and rows to begin with; kept, since MiniLM takes minutes."""
    kept, rows = work / "pieces.json", work / "beginning.npy"
    if rows.exists():
        return Tokenizer.from_file(str(kept)), np.load(rows)
    counts = np.bincount(corpus.words, minlength=len(corpus.vocabulary))
    counts += 2 * np.bincount(corpus.query_words, minlength=len(corpus.vocabulary))
    tokenizer = learn(corpus.vocabulary, counts, PIECES)
    tokenizer.save(str(kept))
    logging.info("%d pieces", tokenizer.get_vocab_size())
    weights = next(package for package in packages if package.use == "weights")
    table = model.beginning(
        tokenizer, frequencies(corpus, tokenizer), MiniLM(fetch(weights, archives))
    )
    np.save(rows, table)
    return tokenizer, table


def frequencies(corpus: Corpus, tokenizer: Tokenizer) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """In how many parts of targets each piece stands."""
    counts = np.bincount(corpus.words, minlength=len(corpus.vocabulary))
    pieces, starts = pieces_of_words(tokenizer, corpus.vocabulary)
    found = np.bincount(
        pieces,
        weights=np.repeat(counts, np.diff(starts)),
        minlength=tokenizer.get_vocab_size(),
    )
    return found.astype(np.int64)


def report(searches: Sequence[evaluation.Search], embed: evaluation.Embed) -> list[str]:
    """A table of scores: the model, words, both; sentences by language, questions together."""
    lines = ["| set | queries | model | words | both |", "| --- | --- | --- | --- | --- |"]
    places: dict[str, list[list[np.ndarray]]] = {}
    for search in searches:
        scores = evaluation.by_vectors(search, embed), evaluation.by_words(search)
        every = [*scores, evaluation.fused(*scores)]
        name = "questions" if search.name.startswith("questions") else search.name
        places.setdefault(name, []).append(
            [evaluation.ranks(scores, search.answers) for scores in every]
        )
    rows: list[list[evaluation.Score]] = []
    for name, parts in places.items():
        columns = [np.concatenate([part[at] for part in parts]) for at in range(3)]
        row = [evaluation.score(column) for column in columns]
        lines.append(_row(name, len(columns[0]), row))
        if name != "questions":
            rows.append(row)
    means = [
        evaluation.Score(*(float(np.mean([row[at][part] for row in rows])) for part in range(2)))
        for at in range(3)
    ]
    lines.append(_row("sentences, mean", len(rows) * evaluation.QUERIES, means))
    return lines


def _row(name: str, count: int, scores: Sequence[evaluation.Score]) -> str:
    cells = " | ".join(f"{score.mrr:.3f} / {score.recall:.3f}" for score in scores)
    return f"| {name} | {count} | {cells} |"


if __name__ == "__main__":
    main()

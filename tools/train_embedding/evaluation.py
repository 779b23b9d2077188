"""How well a model finds what it was not trained on: packages that were held out.

Two sets. *Sentences*: first sentences of documentation as queries, for functions without it; all
functions of a language are searched. *Questions*: written by hand, over functions and classes as
they stand, documentation included; those of one package are searched.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from codegraph_daemon.chunks.embedded_text import embedded_text, query_text

from .harvest import fingerprint, path_text, pieces_in, split
from .minilm import Floats
from .packages import Package, fetch
from .pieces import Piece
from .prose import sentences

QUESTIONS: Final = Path(__file__).with_name("questions.tsv")
FUNCTIONS: Final = 3500
QUERIES: Final = 500
FAMILIES: Final = {
    "python": ("python",),
    "javascript": ("javascript", "typescript", "tsx"),
    "go": ("go",),
    "rust": ("rust",),
    "java": ("java",),
}
WEIGHT: Final = 0.6
"""Of the model's scores where they are added to those of words; both lie between 0 and 1."""

Embed = Callable[[Sequence[str]], Floats]


class Search(NamedTuple):
    """Texts that are searched, queries, and which texts answer each."""

    name: str
    texts: list[str]
    plain: list[list[str]]
    """The words of each text with repetitions, names three times: what BM25 counts."""
    queries: list[str]
    answers: list[set[int]]


class Score(NamedTuple):
    """MRR and recall among the first ten."""

    mrr: float
    recall: float


def searches(packages: Sequence[Package], archives: Path) -> list[Search]:
    """Both sets of the packages for evaluation."""
    by_package = {
        package.name: pieces_in(fetch(package, archives))[0]
        for package in packages
        if package.use == "evaluation"
    }
    every = [piece for pieces in by_package.values() for piece in pieces]
    found = [_sentences(name, every, family) for name, family in FAMILIES.items()]
    return [*found, *_questions(by_package)]


def _sentences(name: str, pieces: Sequence[Piece], family: tuple[str, ...]) -> Search:
    functions = [p for p in pieces if p.language in family and not p.is_class and not p.is_test]
    functions.sort(key=fingerprint)
    first = [_summary(piece) for piece in functions]
    once = Counter(text.lower() for text in first)
    asked = [at for at, text in enumerate(first) if text and once[text.lower()] == 1][:QUERIES]
    chosen = set(asked)
    others = [at for at in range(len(functions)) if at not in chosen]
    order = [*asked, *others[: max(0, FUNCTIONS - len(asked))]]
    kept = [functions[at] for at in order]
    return Search(
        name,
        [embedded_text(piece.name, "", "", piece.code) for piece in kept],
        [split(f"{piece.name} " * 3 + piece.code) for piece in kept],
        [first[at] for at in asked],
        [{at} for at in range(len(asked))],
    )


def _summary(piece: Piece) -> str:
    said = sentences(piece.documentation)
    if not said:
        return ""
    text = said[0]
    if piece.language == "go":
        text = text.removeprefix(piece.name.rsplit(".", 1)[-1]).strip()
    return text if len(text.split()) >= 3 else ""


def _questions(by_package: dict[str, list[Piece]]) -> list[Search]:
    """One search for each package that there are questions about."""
    asked: dict[str, list[tuple[str, str]]] = {}
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        for package, question, names in csv.reader(file, delimiter="\t"):
            asked.setdefault(package, []).append((question, names))
    found: list[Search] = []
    for package, questions in asked.items():
        pieces = [piece for piece in by_package.get(package, []) if not piece.is_test]
        places: dict[str, set[int]] = {}
        for at, piece in enumerate(pieces):
            places.setdefault(piece.name, set()).add(at)
        answers = [
            {at for name in names.split() for at in places.get(name, set())}
            for _, names in questions
        ]
        if pieces:
            found.append(
                Search(
                    f"questions {package}",
                    [
                        embedded_text(p.name, path_text(p.path), p.documentation, p.code)
                        for p in pieces
                    ],
                    [
                        split(f"{p.name} " * 3 + f"{path_text(p.path)} {p.documentation} {p.code}")
                        for p in pieces
                    ],
                    [question for question, _ in questions],
                    answers,
                )
            )
    return found


def by_vectors(search: Search, embed: Embed) -> Floats:
    """Scores of all texts for all queries."""
    texts = embed(search.texts)
    return embed([query_text(query) for query in search.queries]) @ texts.T


def by_words(search: Search) -> Floats:
    """BM25 over the same."""
    numbers: dict[str, int] = {}
    for words in search.plain:
        for word in words:
            numbers.setdefault(word, len(numbers))
    lengths = np.asarray([len(words) for words in search.plain], np.float32)
    mean = lengths.mean()
    rows: dict[int, tuple[list[int], list[float]]] = {}
    for at, words in enumerate(search.plain):
        for word, count in Counter(words).items():
            where, scores = rows.setdefault(numbers[word], ([], []))
            where.append(at)
            scores.append(count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths[at] / mean)))
    total = np.zeros((len(search.queries), len(search.plain)), np.float32)
    for row, query in enumerate(search.queries):
        for word in dict.fromkeys(re.findall(r"\S+", query_text(query))):
            if word in numbers:
                where, scores = rows[numbers[word]]
                idf = np.log(1 + (len(search.plain) - len(where) + 0.5) / (len(where) + 0.5))
                total[row, where] += np.asarray(scores, np.float32) * idf
    return total


def fused(first: Floats, second: Floats, weight: float = WEIGHT) -> Floats:
    """Weighted sum of scores, each brought between 0 and 1 for each query."""
    return _spread(first) * np.float32(weight) + _spread(second) * np.float32(1 - weight)


def _spread(scores: Floats) -> Floats:
    low = scores.min(1, keepdims=True)
    spread: Floats = (scores - low) / np.maximum(
        scores.max(1, keepdims=True) - low, np.float32(1e-9)
    )
    return spread


def ranks(scores: Floats, answers: Sequence[set[int]]) -> npt.NDArray[np.int64]:
    """The place of the best answer of each query, counted from 1; 0 beyond the first ten."""
    found = np.zeros(len(answers), np.int64)
    for row, wanted in enumerate(answers):
        best = np.argsort(-scores[row], kind="stable")[:10].tolist()
        found[row] = next((place for place, at in enumerate(best, 1) if at in wanted), 0)
    return found


def score(places: npt.NDArray[np.int64]) -> Score:
    """MRR and recall of places as `ranks` gives them."""
    hit = places > 0
    return Score(float(np.sum(1 / places[hit]) / len(places)), float(hit.mean()))

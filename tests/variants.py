"""Where a word leads in each of many short texts that stand beside the same files, all of them in one
index."""

from __future__ import annotations

from collections.abc import Sequence

from fixture_language import parse_fixture
from harness import Index, in_index


def places_of(word: str, beside: str, texts: Sequence[str]) -> dict[str, list[str]]:
    """For each text the places (path and line, from 1) to which the last `word` in it leads.

    `beside` is a fixture whose last file has what each of the texts begins with.
    """
    fixtures = []
    for text in texts:
        before, found, after = text.rpartition(word)
        lines = f"{before}<|>{found}{after}".splitlines()
        fixtures.append(parse_fixture(beside + "\n".join("    " + line for line in lines) + "\n"))
    *others, last = fixtures[0].files
    stem, dot, ending = last.rpartition(".")

    async def asked(index: Index) -> dict[str, list[str]]:
        files = {path: fixtures[0].files[path] for path in others}
        for number, fixture in enumerate(fixtures):
            files[f"{stem}{number}{dot}{ending}"] = fixture.files[last]
        await index.show(files)
        led = {}
        for number, (text, fixture) in enumerate(zip(texts, fixtures, strict=True)):
            where = fixture.target() | {"path": f"{stem}{number}{dot}{ending}"}
            answer = await index.ask("definition", where)
            led[text] = [f"{each['path']}:{each['line'] + 1}" for each in answer["results"]]
        return led

    return in_index(asked)

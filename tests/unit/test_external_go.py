"""Names of Go that lead out of the workspace: into the standard library and the module cache."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from fixture_language import parse_fixture
from harness import Index, in_index

LIBRARIES = textwrap.dedent("""
    //- ../go/src/builtin/builtin.go
    package builtin
    type error interface { Error() string }
    func len(v Type) int
    //- ../go/src/fmt/print.go
    package fmt
    func Println(a ...any) (n int, err error) { return }
    func Fresh() *Printer { return new(Printer) }
    //- ../go/src/fmt/print_windows.go
    package fmt
    func Println(a ...any) (n int, err error) { return }
    //- ../go/src/fmt/print_test.go
    package fmt
    func Println(a ...any) {}
    //- ../go/src/fmt/printer.go
    package fmt
    type Printer struct{ Width int }
    //- ../go/src/fmt/methods.go
    package fmt
    func (p *Printer) Flush() error { return nil }
    //- ../cache/example.com/!org/box@v1.2.0/box.go
    package box
    type Box struct{}
    func (b Box) Close() {}
    //- go.mod
    module example.com/app
    require example.com/Org/box v1.2.0 // indirect
    go 1.21
    """)


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ('import "fmt"\nfunc f() { fmt.Print<|>ln() }', "go/src/fmt/print.go:2"),
        ('import "fmt"\nfunc f() { fmt.Fresh().Flu<|>sh() }', "go/src/fmt/methods.go:2"),
        ('import "fmt"\nfunc f(p fmt.Printer) { p.Wid<|>th = 1 }', "go/src/fmt/printer.go:2"),
        ("func f() { le<|>n(nil) }", "go/src/builtin/builtin.go:3"),
        ("func f(e error) { e.Err<|>or() }", "go/src/builtin/builtin.go:2"),
        (
            'import "example.com/Org/box"\nvar b box.Bo<|>x',
            "cache/example.com/!org/box@v1.2.0/box.go:2",
        ),
        (
            'import "example.com/Org/box"\nfunc f(b box.Box) { b.Clo<|>se() }',
            "cache/example.com/!org/box@v1.2.0/box.go:3",
        ),
        ('import "example.com/other"\nvar b other.Bo<|>x', ""),
    ],
)
def test_libraries(code: str, leads_to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fixture = parse_fixture(LIBRARIES + f"//- main.go\npackage main\n{code}\n")

    async def run(index: Index) -> list[str]:
        beside = index.root.parent
        monkeypatch.setenv("GOROOT", str(beside / "go"))
        monkeypatch.setenv("GOMODCACHE", str(beside / "cache"))
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        return [
            f"{Path(result['path']).relative_to(beside)}:{result['line'] + 1}"
            for result in answer["results"]
        ]

    assert in_index(run, external_use="on") == ([leads_to] if leads_to else [])


def test_libraries_are_called_with_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    code = 'import "example.com/Org/box"\nvar b box.Bo<|>x'
    fixture = parse_fixture(LIBRARIES + f"//- main.go\npackage main\n{code}\n")

    async def run(index: Index) -> str:
        monkeypatch.setenv("GOMODCACHE", str(index.root.parent / "cache"))
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        return str(answer["results"][0]["external"])

    assert in_index(run, external_use="on") == "example.com/Org/box v1.2.0"


def test_a_file_of_a_package_that_comes_to_have_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    code = 'import "fmt"\nfunc f() { fmt.La<|>ter() }'
    fixture = parse_fixture(LIBRARIES + f"//- main.go\npackage main\n{code}\n")

    async def run(index: Index) -> list[int]:
        beside = index.root.parent
        monkeypatch.setenv("GOROOT", str(beside / "go"))
        await index.show(fixture.files)
        first = await index.ask("definition", fixture.target())
        (beside / "go/src/fmt/printer.go").write_text("package fmt\nfunc Later() {}\n")
        monkeypatch.setattr("codegraph_daemon.external.files._LOOK_AGAIN_SECONDS", 0.0)
        later = await index.ask("definition", fixture.target())
        return [len(answer["results"]) for answer in (first, later)]

    assert in_index(run, external_use="on") == [0, 1]

"""Go: which folder a module is, where `go.work` and `replace` have a say in it."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_references
from linking import linked_by_steps


def test_modules_that_are_worked_on_together() -> None:
    check_references(
        """
        //- go.work
        go 1.22
        use (
            ./app
            ./lib
        )
        //- lib/go.mod
        module example.com/lib/v2
        //- lib/sub/a.go
        package sub
        func Ma<|>ke() {}
        //- app/go.mod
        module example.com/app
        require example.com/lib/v2 v2.0.0
        //- app/main.go
        package main
        import "example.com/lib/v2/sub"
        func main() { sub.Make() }
        """,
        snapshot("""\
app/main.go:3   func main() { sub.Make() }  call
                                  ^^^^
lib/sub/a.go:2  func Make() {}              definition
                     ^^^^
"""),
    )


TWICE = """
//- app/go.mod
module example.com/app
%s
//- app/inner/main.go
package main
import "example.com/lib/sub"
func main() { sub.Ma<|>ke() }
//- forks/lib/go.mod
module example.com/lib
//- forks/lib/sub/a.go
package sub
func Make() {}
//- lib/go.mod
module example.com/lib
//- lib/sub/a.go
package sub
func Make() {}
"""
FORKED = "forks/lib/sub/a.go:2  func Make() {}  definition\n                           ^^^^\n"
NEAREST = "lib/sub/a.go:2  func Make() {}  definition\n                     ^^^^\n"


@pytest.mark.parametrize(
    ("manifest", "work", "found"),
    [
        ("", "", NEAREST),
        ("replace example.com/lib => ../forks/lib", "", FORKED),
        ("replace example.com/lib v1.2.3 => ../forks/lib // for now", "", FORKED),
        (
            "replace (\n\texample.com/other => ../lib\n\texample.com/lib => ../forks/lib\n)",
            "",
            FORKED,
        ),
        ('replace "example.com/lib" => "../forks/lib"', "", FORKED),
        ("// replace example.com/lib => ../forks/lib", "", NEAREST),
        ("replace example.com/lib => example.com/fork v1.0.0", "", NEAREST),
        ("replace example.com/lib => ../gone", "", NEAREST),
        ("", "use ./app\nreplace example.com/lib => ./forks/lib", FORKED),
        ("", "use ./app\nuse ./forks/lib", FORKED),
        ("", "use (\n\t./app\n\t./forks/lib\n)", FORKED),
        ("replace example.com/lib => ../forks/lib", "use (\n\t./app\n\t./lib\n)", NEAREST),
    ],
)
def test_of_two_folders_with_one_module_the_settings_choose(
    manifest: str, work: str, found: str
) -> None:
    text = TWICE % manifest + (f"//- go.work\n{work}\n" if work else "")
    check_definition(text, found)


STEPS = """
//- app/go.mod
module example.com/app
//- app/main.go
package main
import "example.com/lib"
func main() { lib.Make() }
//- forks/lib/go.mod
module example.com/lib
//- forks/lib/a.go
package lib
func Make() {}
//- lib/go.mod
module example.com/lib
//- lib/a.go
package lib
func Make() {}
//- app/go.mod@2
module example.com/app
replace example.com/lib => ../forks/lib
//- go.work@3
use ./lib
//- go.work@4 deleted
//- forks/lib/go.mod@5 deleted
//- app/go.work@6
replace example.com/lib => ../forks/lib
//- forks/lib/go.mod@7
module example.com/lib
"""


def test_after_each_edit_of_settings_the_links_are_those_of_scratch() -> None:
    linked = linked_by_steps(STEPS)
    assert all("app/main.go" in each for each in linked)

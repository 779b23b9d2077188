"""Files of Go of which a build takes one: which definitions are meant, and what constraints say."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.languages.go.building import is_built
from harness import check_definition

TERMINALS = """
//- screen.go
//go:build fancy || plan9

package p

const Bold = 1
//- plain.go
// Copyright

//go:build !fancy && !plan9

package p

const Bold = 2
//- screen_plan9.go
package p
const Bold = 3
//- use.go
package p
var x = Bo<|>ld
"""


def test_what_a_plain_build_takes_is_meant() -> None:
    check_definition(
        TERMINALS,
        snapshot("""\
plain.go:7  const Bold = 2  definition
                  ^^^^
"""),
    )


def test_what_is_in_no_plain_build_means_its_own() -> None:
    text = TERMINALS.replace("Bo<|>ld", "Bold")
    check_definition(
        text.replace("const Bold = 1", "const Bold = 1\nvar y = Bo<|>ld"),
        snapshot("""\
screen.go:5  const Bold = 1  definition
                   ^^^^
"""),
    )


@pytest.mark.parametrize(
    ("path", "constraint", "built"),
    [
        ("a.go", "", True),
        ("a_windows.go", "", False),
        ("a_windows_test.go", "", False),
        ("a_plan9_amd64.go", "", False),
        ("windows.go", "", True),
        ("a.go", "ignore", False),
        ("a.go", "!ignore", True),
        ("a.go", "go1.21", True),
        ("a.go", "!go1.21", False),
        ("a.go", "plan9 || (unix && !race) || windows", True),
        ("a.go", "plan9 && (unix || windows)", False),
    ],
)
def test_what_files_a_plain_build_takes(path: str, constraint: str, built: bool) -> None:
    head = [f"//go:build {constraint}", ""] if constraint else []
    lines = ["// Text", *head, "package p"]
    assert is_built(f"p/{path}", 2, lambda _: lines) is built

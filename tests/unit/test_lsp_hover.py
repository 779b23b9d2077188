"""What hover says: Markdown for clients that draw it, plain text for others."""

from __future__ import annotations

from typing import Any, cast

from codegraph_client.protocol import Result
from codegraph_server.lsp.hover_text import markdown, plain


def result(**more: Any) -> Result:
    fields = {
        **{"path": "shop/cart.py", "line": 6, "column": 4, "end_line": 6, "end_column": 9},
        **{"name": "total", "kind": "method", "container": "Cart", "role": "definition"},
        **{"tier": "certain", "confidence": 1.0, "origin": "definition"},
        "detail": "def total(self) -> int",
        "references": 1234,
        "files": 1,
        **more,
    }
    return cast("Result", fields)


def test_markdown() -> None:
    text = "What is <b>paid</b>, `a<b>`:\n\n>>> total(2)\n3\n\n<end>"
    assert markdown([result(documentation=text)], "main.py") == (
        "```python\ndef total(self) -> int\n```\n\n"
        "What is \\<b>paid\\</b>, `a<b>`:\n\n"
        "```python\n>>> total(2)\n3\n```\n\n"
        "\\<end>\n\n"
        "method in Cart · `shop/cart.py:7` · 1,234 references in 1 file"
    )


def test_plain_text() -> None:
    assert plain([result(documentation="One.\n\n<two>"), result(references=0, container="")]) == (
        "def total(self) -> int\n\nOne.\n\n<two>\n\n"
        "method in Cart · shop/cart.py:7 · 1,234 references in 1 file\n\n"
        "def total(self) -> int\n\nmethod · shop/cart.py:7 · no references"
    )


def test_what_is_not_known_is_not_said() -> None:
    bare = result(detail="", qualified="Cart.total")
    del bare["references"]
    assert plain([bare]) == "Cart.total\n\nmethod in Cart · shop/cart.py:7"


def test_the_code_of_another_language_and_with_fences() -> None:
    assert markdown([result(path="a.d.ts")], "main.py").startswith("```typescript\n")
    assert markdown([result(path="script")], "a.js").startswith("```javascript\n")
    assert markdown([result(detail="x = '```'")], "a.py").startswith("````python\n")

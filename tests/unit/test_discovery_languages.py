"""How the language of a file is recognised."""

from __future__ import annotations

import subprocess
import sys

import pytest

from codegraph_daemon.languages.registry import (
    all_languages,
    language_by_shebang,
    language_of,
    may_be_shebang,
)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a.py", "python"),
        ("pkg/a.pyi", "python"),
        ("A.PYW", "python"),
        ("a.py/b", None),
        ("a.pyc", None),
        ("py", None),
        (".py", "python"),
    ],
)
def test_language_by_name(path: str, language: str | None) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("line", "language"),
    [
        (b"#!/usr/bin/python", "python"),
        (b"#! /usr/bin/python3.12 -u\r", "python"),
        (b"#!/usr/bin/env python3", "python"),
        (b"#!/usr/bin/env -S FLAG=1 pypy3 -u", "python"),
        (b"#!/usr/bin/env -S uv run --script", "python"),
        (b"#!/bin/sh", "bash"),
        (b"#!/usr/bin/awk -f", None),
        (b"#!/usr/bin/env", None),
        (b"#!", None),
        (b"python", None),
        (b"\xff\xfe#!", None),
        (b"#!/usr/bin/\xff", None),
    ],
)
def test_language_by_first_line(line: bytes, language: str | None) -> None:
    assert language_by_shebang(line) == language


def test_only_names_without_extension_that_are_no_usual_document_may_be_scripts() -> None:
    assert may_be_shebang("bin/tool")
    assert not may_be_shebang("bin/tool.sh")
    assert not may_be_shebang("LICENSE")
    assert not may_be_shebang(".bashrc")


def test_the_registry_finds_languages_without_loading_a_parser() -> None:
    code = (
        "import sys; from codegraph_daemon.languages.registry import all_languages;"
        "assert all_languages(); assert 'tree_sitter' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "python" in [language.id for language in all_languages()]

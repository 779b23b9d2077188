"""Packages that other files use, in a project that a daemon serves."""

from __future__ import annotations

from .real_daemon import Project, eventually


def library(project: Project, name: str) -> None:
    """A package with a function, used by two other files, known to the daemon."""
    project.write(f"{name}/__init__.py", "")
    project.write(f"{name}/lib.py", f"def {name}_f():\n    return 1\n")
    for user in ("one", "two"):
        project.write(f"{name}/{user}.py", f"from {name}.lib import {name}_f\n\n{name}_f()\n")
    eventually(lambda: project.references(f"{name}_f"), users(name, "one", "two"))


def users(name: str, *files: str) -> list[str]:
    """The uses in files as `library` writes them."""
    places = (f"1:{len(name) + 18} import", "3:1 call")
    return [f"{name}/{file}.py:{place}" for file in files for place in places]

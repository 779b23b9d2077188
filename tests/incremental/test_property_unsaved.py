"""Whatever is typed, saved and closed, in any order: unsaved text counts as if saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

import generated_projects
import generated_scripts
from generated_projects import Tree
from harness import Index, in_index
from unsaved import Editor, Seen, check, look

Sitting = tuple[Tree, list[tuple[str, Any]]]
"""A project, and what is then done."""


@st.composite
def sittings(
    draw: st.DrawFn,
    projects: st.SearchStrategy[Tree],
    edited: Callable[[Tree], st.SearchStrategy[Tree]],
) -> Sitting:
    """A project, and what is then done: texts held, closed and saved, in any order."""
    saved = draw(projects)
    steps: list[tuple[str, Any]] = []
    there, held = dict(saved), Tree()
    for _ in range(draw(st.integers(2, 8))):
        if len(steps) > 30:
            break
        kind = draw(st.sampled_from(["hold", "hold", "hold", "close", "save", "save it"]))
        if kind == "close" and held:
            path = draw(st.sampled_from(sorted(held)))
            del held[path]
            steps.append(("close", path))
        elif kind == "save it" and held:
            path = draw(st.sampled_from(sorted(held)))
            there = there | {path: held[path]}
            steps.append(("save", there))
        elif kind == "save":
            there = draw(edited(there))
            steps.append(("save", there))
        else:
            before = there | held
            after = draw(edited(before))
            for path in sorted(after):
                if before.get(path) != after[path]:
                    held[path] = after[path]
                    steps.append(("hold", (path, after[path], draw(st.booleans()))))
    return saved, steps


def follow(sitting: Sitting, looks: list[bool], every: int) -> None:
    """Do it, ask everything where `looks` says so and at the end, and compare."""
    first, steps = sitting

    async def run(index: Index) -> list[Seen]:
        saved = first
        await index.show(saved)
        editor = Editor(index)
        seen: list[Seen] = []
        for number, (kind, what) in enumerate(steps):
            note(f"--- {kind} {what}")
            if kind == "hold":
                path, text, by_edit = what
                await editor.hold(path, text, by_edit=by_edit)
            elif kind == "close":
                await editor.close(what)
            else:
                saved = what
                await index.show(saved)
            if looks[number] or number == len(steps) - 1:
                seen.append(await look(index, editor, saved, every))
        return seen

    check(in_index(run), every)


SCRIPTS = st.one_of(
    st.sampled_from(generated_scripts.PROJECTS),
    st.lists(generated_scripts.files(), min_size=2, max_size=9).map(dict),
)


LOOKS = st.lists(st.booleans(), min_size=40, max_size=40)


long_or_not = pytest.mark.timeout(0 if settings().max_examples > 100 else 600)


suppressed = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@long_or_not
@given(
    sitting=sittings(generated_projects.projects(), generated_projects.edited),
    looks=LOOKS,
    every=st.integers(1, 3),
)
@settings(max_examples=settings().max_examples // 4, suppress_health_check=suppressed)
def test_unsaved_equals_saved(sitting: Sitting, looks: list[bool], every: int) -> None:
    follow(sitting, looks, every)


@long_or_not
@given(
    sitting=sittings(SCRIPTS, generated_scripts.edited),
    looks=LOOKS,
    every=st.integers(1, 3),
)
@settings(max_examples=settings().max_examples // 6, suppress_health_check=suppressed)
def test_unsaved_equals_saved_for_scripts(sitting: Sitting, looks: list[bool], every: int) -> None:
    follow(sitting, looks, every)

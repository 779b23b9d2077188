"""Idle work is put off while somebody waits for an answer, and right after one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from codegraph_client.settings import load
from codegraph_daemon import repository as repositories
from codegraph_daemon.attention import LONGEST_SECONDS, QUIET_SECONDS, Attention
from codegraph_daemon.repository import Repository


def test_who_asks_has_attention_until_a_while_after_the_answer() -> None:
    now = 100.0
    attention = Attention(lambda: now)
    assert not attention.wanted()

    with attention.paid():
        with attention.paid():
            now += 2 * QUIET_SECONDS
        now += 2 * QUIET_SECONDS
        assert attention.wanted()
    assert attention.wanted()

    now += QUIET_SECONDS
    assert not attention.wanted()


def test_a_step_is_taken_once_in_a_while_however_much_is_asked() -> None:
    now = 100.0
    attention = Attention(lambda: now)
    with attention.paid():
        assert attention.wanted()
        now += LONGEST_SECONDS
        assert not attention.wanted()
        assert attention.wanted()
        now += LONGEST_SECONDS
        assert not attention.wanted()


def test_a_question_that_fails_is_over_as_well() -> None:
    now = 100.0
    attention = Attention(lambda: now)
    with pytest.raises(ValueError, match="no"), attention.paid():
        raise ValueError("no")
    now += QUIET_SECONDS
    assert not attention.wanted()


async def test_no_idle_step_is_taken_while_a_question_is_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEGRAPH_WATCH_MODE", "off")
    monkeypatch.setattr(repositories, "_TIDY_SECONDS", 0.001)
    (tmp_path / "tree").mkdir()
    found = await Repository.open(tmp_path / "tree", tmp_path / "store", load(tmp_path / "tree"))
    try:
        taken = 0
        stepped = asyncio.Event()

        def step() -> bool:
            nonlocal taken
            taken += 1
            stepped.set()
            return True

        with found.attention.paid():
            found.idle_steps.append(step)
            await asyncio.sleep(0.1)
            assert taken == 0
        await asyncio.wait_for(stepped.wait(), 30)
    finally:
        await found.close()

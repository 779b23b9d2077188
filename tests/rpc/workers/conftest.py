"""Pools of workers with tasks of their own, closed after each test."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from codegraph_daemon.workers.inline import InlinePool
from codegraph_daemon.workers.pool import Pool

from .common import TASKS, Setting


@pytest.fixture
async def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Setting]:
    (tmp_path / "pool_tasks.py").write_text(TASKS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pool_tasks", raising=False)
    setting = Setting(tmp_path)
    yield setting
    for pool in setting.pools:
        await pool.close()
    sys.modules.pop("pool_tasks", None)


@pytest.fixture(params=[Pool, InlinePool], ids=["processes", "inline"])
def make(request: pytest.FixtureRequest, setting: Setting) -> Callable[..., Any]:
    return partial(setting.make, request.param)

"""Many editors on one daemon: `python -m bench.load DIR [--rate 1000] [--seconds 60]`.

DIR is a folder of Python code; it is copied and never written to. Eight sessions, each through its
own `codegraph lsp`, send at fixed times, whether or not earlier answers have come: definitions,
references of names with few uses, symbols by name, hovers, and keys typed into an open document.
Times count from when a request was to be sent, so that nothing is hidden by waiting. If the bar is
missed at the rate that was asked for, the highest rate at which it holds is looked for.
Exit code 1 if a bar is missed. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.processes import cpu_of_one, pss_mb, tree
from bench.questions import Place, draw, target
from bench.report import Row, median, percentile, print_heading, print_row
from bench.stage import Stage, stage

SEED = 7
SESSIONS = 8
BAR = 50.0
GROWTH_BAR = 1.02
MOST_USES = 200
QUESTIONS = 400
FIRST_WINDOW = slice(10, 20)
"""Seconds whose memory is compared with that of the last ten."""
MIX = {
    "textDocument/definition": 40,
    "textDocument/references": 20,
    "workspace/symbol": 20,
    "textDocument/hover": 10,
    "textDocument/didChange": 10,
}
"""In percent."""
CANCELLED = -32800
_WARM_SECONDS = 5.0
_FAREWELL_SECONDS = 20.0
_SEARCHED_SECONDS = 12.0
_LEAST = 600
"""Messages of a run; of fewer the slowest hundredth is one or two."""
_ID = re.compile(rb'"id":\s*(\d+)')
_METHOD = re.compile(rb'"method"\s*:')
_ENDS = 120
"""Bytes at either end of a message in which its id stands, if it is an answer."""


class Plan(NamedTuple):
    """What there is to ask."""

    places: list[Place]
    used: list[Place]
    """Those whose references are few."""
    documents: list[Path]
    """One for each session to type into."""


class Measured(NamedTuple):
    """One run: milliseconds by method, counts, shares of a core by who used them, memory."""

    rate: float
    times: dict[str, list[float]]
    late: list[float]
    errors: Counter[str]
    superseded: int
    missing: int
    cores: dict[str, float]
    memory: list[tuple[float, float]]
    """For each second, MB of the daemon with its workers, and of all language servers."""

    @property
    def p99(self) -> float:
        return percentile([one for times in self.times.values() for one in times], 99)

    @property
    def holds(self) -> bool:
        return self.p99 <= BAR and not self.errors and not self.missing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rate", type=float, default=1000.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--search", choices=("on", "off"), default="off", help="`search.use`")
    options = parser.parse_args()
    print(f"load average before: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
    with stage(options.folder) as place, place.setting("search.use", options.search):
        return asyncio.run(_measure(place, options.rate, options.seconds))


async def _measure(place: Stage, rate: float, seconds: float) -> int:
    place.settle()
    plan = _plan(place)
    async with _sessions(place, plan) as sessions:
        await _run(place, sessions, plan, min(rate, 100.0), _WARM_SECONDS)
        found = await _run(place, sessions, plan, rate, seconds)
        rows = _report(found)
        if not found.holds:
            best = await _highest(place, sessions, plan, rate)
            if best is not None:
                print(f"\nthe highest rate at which the bar holds is about {best.rate:.0f}:")
                _report(best)
    return 1 if any(row.met is False for row in rows) else 0


async def _highest(
    place: Stage, sessions: Sequence[_Session], plan: Plan, missed: float
) -> Measured | None:
    """The highest rate below one that was missed, within a tenth."""
    low, high, best = 0.0, missed, None
    while high - low > high / 10:
        rate = (low + high) / 2
        if rate < 1:
            break
        found = await _run(place, sessions, plan, rate, max(_SEARCHED_SECONDS, _LEAST / rate))
        print(f"  {rate:.0f} a second: p99 {found.p99:.1f} ms", flush=True)
        if found.holds:
            low, best = rate, found
        else:
            high = rate
    return best


def _plan(place: Stage) -> Plan:
    files = [file for file in place.files() if file.suffix == ".py"]
    places = draw(place.tree, files, QUESTIONS)
    used = []
    with place.connect() as connection:
        for each in places:
            question = target(each) | {"limit": MOST_USES + 1}
            if 0 < len(connection.ask("references", question)["results"]) <= MOST_USES:
                used.append(each)
    middling = [file for file in files if 5_000 < file.stat().st_size < 20_000]
    return Plan(places, used, random.Random(SEED).sample(middling, SESSIONS))


class _Session:
    """One language server: what is sent to it, and when its answers come."""

    def __init__(self, process: asyncio.subprocess.Process, place: Stage, document: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self._writer, self._reader = process.stdin, process.stdout
        self._tree = place.tree
        self._document = document
        text = document.read_text(encoding="utf-8")
        self._last_line = text.count("\n")
        self._last_column = len(text.rpartition("\n")[2].encode("utf-16-le")) // 2
        self._version = 1
        self._last_id = 0
        self._waiting: dict[int, Callable[[bool, bytes], None]] = {}
        self._reading = asyncio.create_task(self._read())

    async def start(self) -> None:
        answered = asyncio.get_running_loop().create_future()
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": self._tree.as_uri(),
                "capabilities": {"general": {"positionEncodings": ["utf-16"]}},
                "workspaceFolders": [{"uri": self._tree.as_uri(), "name": "tree"}],
            },
            lambda failed, body: answered.set_result(None),
        )
        await answered
        self._send({"method": "initialized", "params": {}})
        document = {
            "uri": self._document.as_uri(),
            "languageId": "python",
            "version": 1,
            "text": self._document.read_text(encoding="utf-8"),
        }
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def request(
        self, method: str, params: dict[str, Any], done: Callable[[bool, bytes], None]
    ) -> None:
        """Ask; `done` is told whether it failed, and the answer as it came."""
        self._last_id += 1
        self._waiting[self._last_id] = done
        self._send({"id": self._last_id, "method": method, "params": params})

    def type(self) -> None:
        """Type a letter of a comment at the end of the document, or take it away again."""
        self._version += 1
        line, column = self._last_line, self._last_column
        end = column if self._version % 2 == 0 else column + 3
        change = {
            "range": {
                "start": {"line": line, "character": column},
                "end": {"line": line, "character": end},
            },
            "text": "# x" if self._version % 2 == 0 else "",
        }
        document = {"uri": self._document.as_uri(), "version": self._version}
        params = {"textDocument": document, "contentChanges": [change]}
        self._send({"method": "textDocument/didChange", "params": params})

    @property
    def unanswered(self) -> int:
        return len(self._waiting)

    async def stop(self) -> None:
        answered = asyncio.get_running_loop().create_future()
        self._last_id += 1
        self._waiting[self._last_id] = lambda failed, body: answered.set_result(None)
        self._send({"id": self._last_id, "method": "shutdown"})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(answered, _FAREWELL_SECONDS)
        self._send({"method": "exit"})
        await self.process.wait()
        self._reading.cancel()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    async def _read(self) -> None:
        while True:
            head = await self._reader.readuntil(b"\r\n\r\n")
            body = await self._reader.readexactly(int(head.lower().split(b"length:")[1].split()[0]))
            # To decode each answer would be most of what the generator does.
            ends = body[:_ENDS] + body[-_ENDS:]
            found = None if _METHOD.search(ends) else _ID.search(ends)
            if found is None:
                self._reply(json.loads(body))
                continue
            done = self._waiting.pop(int(found[1]))
            done(b'"error"' in ends, body)

    def _reply(self, message: dict[str, Any]) -> None:
        if "id" in message and "method" in message:
            items = message.get("params", {}).get("items")
            result = None if items is None else [None] * len(items)
            self._send({"id": message["id"], "result": result})


@contextlib.asynccontextmanager
async def _sessions(place: Stage, plan: Plan) -> AsyncIterator[list[_Session]]:
    sessions = []
    try:
        for document in plan.documents:
            process = await asyncio.create_subprocess_exec(
                *place.codegraph("lsp"),
                cwd=place.tree,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            sessions.append(_Session(process, place, document))
            await sessions[-1].start()
        yield sessions
    finally:
        await asyncio.gather(*(session.stop() for session in sessions))


async def _run(
    place: Stage, sessions: Sequence[_Session], plan: Plan, rate: float, seconds: float
) -> Measured:
    randomly = random.Random(SEED)
    methods = randomly.choices(list(MIX), list(MIX.values()), k=int(rate * seconds))
    times: dict[str, list[float]] = {method: [] for method in MIX}
    late: list[float] = []
    errors: Counter[str] = Counter()
    superseded = 0
    loop = asyncio.get_running_loop()

    def answered(method: str, planned: float) -> Callable[[bool, bytes], None]:
        def done(failed: bool, body: bytes) -> None:
            nonlocal superseded
            if not failed:
                times[method].append((loop.time() - planned) * 1000)
                return
            code = json.loads(body)["error"]["code"]
            # The next key is answered in its place, as it should be.
            if code == CANCELLED and method in ("workspace/symbol", "textDocument/hover"):
                superseded += 1
            else:
                errors[f"{method}: {code}"] += 1

        return done

    groups = {
        "generator": [os.getpid()],
        "language servers": [session.process.pid for session in sessions],
        "daemon": [place.pid()],
        "workers": tree(place.pid())[1:],
    }
    memory: list[tuple[float, float]] = []
    sampling = asyncio.create_task(_sample(place, sessions, memory))
    before = {who: sum(map(cpu_of_one, pids)) for who, pids in groups.items()}
    started = loop.time()
    for number, method in enumerate(methods):
        planned = started + number / rate
        wait = planned - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        elif number % 16 == 0:
            # Answers are read even if sending is behind.
            await asyncio.sleep(0)
        late.append(max(0.0, loop.time() - planned) * 1000)
        session = sessions[randomly.randrange(len(sessions))]
        if method == "textDocument/didChange":
            session.type()
        else:
            params = _params(place, plan, method, randomly)
            session.request(method, params, answered(method, planned))
    took = loop.time() - started
    after = {who: sum(map(cpu_of_one, pids)) for who, pids in groups.items()}
    end = time.monotonic() + _FAREWELL_SECONDS
    while any(session.unanswered for session in sessions) and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    sampling.cancel()
    missing = sum(session.unanswered for session in sessions)
    cores = {who: (after[who] - before[who]) / took for who in groups}
    return Measured(rate, times, late, errors, superseded, missing, cores, memory)


def _params(place: Stage, plan: Plan, method: str, randomly: random.Random) -> dict[str, Any]:
    asked = randomly.choice(plan.used if method == "textDocument/references" else plan.places)
    if method == "workspace/symbol":
        return {"query": asked.name[: randomly.randint(1, len(asked.name))]}
    units = len(asked.source[: asked.character].encode("utf-16-le")) // 2
    params: dict[str, Any] = {
        "textDocument": {"uri": (place.tree / asked.path).as_uri()},
        "position": {"line": asked.line, "character": units},
    }
    if method == "textDocument/references":
        params["context"] = {"includeDeclaration": False}
    return params


async def _sample(
    place: Stage, sessions: Sequence[_Session], memory: list[tuple[float, float]]
) -> None:
    daemon = place.pid()
    pids = [session.process.pid for session in sessions]
    while True:
        await asyncio.sleep(1)
        # The kernel walks all pages of a process for it: in the loop that would delay what is sent.
        memory.append(await asyncio.to_thread(_memory, daemon, pids))


def _memory(daemon: int, servers: Sequence[int]) -> tuple[float, float]:
    return sum(map(pss_mb, tree(daemon))), sum(map(pss_mb, servers))


def _report(found: Measured) -> list[Row]:
    print(f"\n{found.rate:.0f} messages a second")
    print_heading()
    rows = []
    every = [one for times in found.times.values() for one in times]
    note = f"{len(every)} answers, {found.superseded} superseded by the next key"
    rows.append(Row("all answers, p99", found.p99, "ms", BAR, note=note))
    rows.append(Row("all answers, p50", percentile(every, 50), "ms"))
    for method, times in found.times.items():
        if times:
            what = f"{method}, p99"
            note = f"p50 {percentile(times, 50):.1f} ms, most {max(times):.0f} ms"
            rows.append(Row(what, percentile(times, 99), "ms", note=note))
    rows.append(Row("sent later than planned, p99", percentile(found.late, 99), "ms"))
    failed = sum(found.errors.values()) + found.missing
    note = ", ".join(f"{what}: {count}" for what, count in found.errors.items())
    rows.append(Row("errors, and answers that did not come", failed, "", 0, note=note))
    for number, what in enumerate(("daemon and workers", "language servers")):
        samples = [both[number] for both in found.memory]
        early, end = samples[FIRST_WINDOW], samples[-10:]
        if len(samples) >= FIRST_WINDOW.stop + 10:
            grown = median(end) / median(early)
            note = f"{median(early):.0f} -> {median(end):.0f} MB"
            what = f"memory of {what}, last 10 s / seconds 10 to 20"
            rows.append(Row(what, grown, "", GROWTH_BAR, note=note))
    used = ", ".join(f"{who} {share:.2f}" for who, share in found.cores.items())
    rows.append(Row("cores", sum(found.cores.values()), "", note=used))
    for row in rows:
        print_row(row)
    return rows


if __name__ == "__main__":
    raise SystemExit(main())

"""The real command as a process of its own: output read from pipes, a bounded life, the environment of the test."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from parwatch.cli import main

COMMAND = Path(sys.executable).with_name("parwatch")
SECONDS = 20.0


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout as the one JSON document that it must be."""
        return json.loads(self.out)

    def refused(self) -> str:
        """The one line with which the command refused; asserts that it is the only output."""
        assert self.code == 1, self
        assert self.out == "", self
        (line,) = self.err.splitlines()
        assert line.startswith("parwatch: "), self
        return line.removeprefix("parwatch: ")


def _no_superpowers() -> None:
    """Root may write everywhere, unless it gives that up: PR_CAPBSET_DROP of CAP_DAC_OVERRIDE, for what is executed."""
    if os.geteuid() == 0:
        ctypes.CDLL(None, use_errno=True).prctl(24, 1)


@dataclass
class Home:
    """A directory with sources.toml and a database in it, and the environment of the commands that run there.

    `unprivileged`: file permissions hold, even where the tests are run by root.
    """

    place: Path
    environment: dict[str, str] = field(default_factory=dict)
    unprivileged: bool = False

    def __post_init__(self) -> None:
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.place),
            "PARWATCH_ALLOW_NETWORKS": "127.0.0.0/8",
            "PARWATCH_HTTP_PORT": "0",
            **self.environment,
        }

    @property
    def file(self) -> Path:
        return self.place / "sources.toml"

    @property
    def database(self) -> Path:
        return self.place / "data" / "parwatch.db"

    def watch(self, *urls: str, every: str = "1s", **more: str) -> None:
        """Write sources.toml with one source an address; `more` are further keys of each."""
        keys = "".join(f'{key} = "{value}"\n' for key, value in more.items())
        blocks = [f'[[source]]\nurl = "{url}"\n{keys}' for url in urls]
        self.file.write_text(f'[defaults]\nevery = "{every}"\n' + "\n".join(blocks), encoding="utf-8")

    def run(self, *arguments: str, stdin: bytes = b"", seconds: float = SECONDS, **environment: str) -> Done:
        """Run a command to its end."""
        done = self.run_raw(*arguments, stdin=stdin, seconds=seconds, **environment)
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def run_raw(
        self, *arguments: str, stdin: bytes = b"", seconds: float = SECONDS, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """The same, with the bytes as they came."""
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=self.place,
            env={**self.environment, **environment},
            input=stdin,
            capture_output=True,
            timeout=seconds,
            check=False,
            preexec_fn=_no_superpowers if self.unprivileged else None,
        )

    async def command(self, *arguments: str, **environment: str) -> Done:
        """Run a command beside whatever else happens in this event loop."""
        return await asyncio.to_thread(self.run, *arguments, **environment)

    @contextlib.asynccontextmanager
    async def service(self, *arguments: str, **environment: str) -> AsyncIterator[Service]:
        """`parwatch run`; killed at the end of the test if it still lives."""
        process = await asyncio.create_subprocess_exec(
            COMMAND,
            *(arguments or ("run",)),
            cwd=self.place,
            env={**self.environment, "PARWATCH_LOG_FORMAT": "json", **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        service = Service(process)
        try:
            yield service
        finally:
            if process.returncode is None:
                process.kill()
            await service.gone()


class Inside:
    """Commands run by their entry point in this process: what many small cases can afford. Exit codes as outside."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd

    def run(self, home: Home, *arguments: str, stdin: bytes = b"", **environment: str) -> Done:
        """Run a command to its end."""
        patch = self._monkeypatch
        for name in [name for name in os.environ if name.startswith(("PARWATCH_", "TELEGRAM_"))]:
            patch.delenv(name)
        for name, value in {**home.environment, **environment}.items():
            patch.setenv(name, value)
        patch.chdir(home.place)
        patch.setattr(sys, "argv", ["parwatch", *arguments])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        patch.setattr(sys, "excepthook", sys.excepthook)
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        return Done(code, *self._capfd.readouterr())


class Service:
    """A running `parwatch run`. Log lines are waited for as they come out of its pipe; none is missed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []
        self.raw: list[str] = []
        self.out: list[str] = []
        self._news = asyncio.Event()
        assert process.stdout and process.stderr
        self._readers = [
            asyncio.create_task(self._read(process.stderr, self._logged)),
            asyncio.create_task(self._read(process.stdout, self.out.append)),
        ]

    async def says(self, event: str, seconds: float = SECONDS, **fields: object) -> dict[str, Any]:
        """The first log line, old or new, of this event with these fields; AssertionError with the log otherwise."""
        return await self.until(lambda: self._find(event, fields), seconds)

    async def prints(self, text: str, seconds: float = SECONDS) -> str:
        """The first line of stdout that holds this text."""
        return await self.until(lambda: next((line for line in self.out if text in line), None), seconds)

    async def until(self, check: Callable[[], Any], seconds: float = SECONDS) -> Any:
        """Wait until `check` gives something true; it is asked after every line."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := check()):
                    await self._news.wait()
                    self._news.clear()
                return value
        except TimeoutError:
            raise AssertionError("it never said so; what it said:\n" + "\n".join(self.raw + self.out)) from None

    def count(self, event: str, **fields: object) -> int:
        """How many log lines of this event with these fields there are."""
        return sum(matches(line, event, fields) for line in self.log)

    async def page(self) -> str:
        """The address of its web page."""
        return str((await self.says("web page is up"))["url"])

    async def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = 30.0) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return await self.gone(seconds)

    async def gone(self, seconds: float = 30.0) -> int:
        """Wait for the end of the process and of its output; the exit code."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._readers)
            return await self.process.wait()

    def arguments(self) -> bytes:
        """What everybody on the machine sees of it in the list of processes."""
        return Path(f"/proc/{self.process.pid}/cmdline").read_bytes()

    def everything(self) -> str:
        """All output so far."""
        return "\n".join((*self.raw, *self.out))

    def _find(self, event: str, fields: dict[str, object]) -> dict[str, Any] | None:
        return next((line for line in self.log if matches(line, event, fields)), None)

    def _logged(self, line: str) -> None:
        self.raw.append(line)
        with contextlib.suppress(ValueError):
            self.log.append(json.loads(line))

    async def _read(self, stream: asyncio.StreamReader, take: Callable[[str], None]) -> None:
        async for line in stream:
            take(line.decode().rstrip("\n"))
            self._news.set()


def matches(line: dict[str, Any], event: str, fields: dict[str, object]) -> bool:
    """Whether a log line is of this event and has these fields."""
    return line.get("event") == event and all(line.get(name) == value for name, value in fields.items())

"""A private PostgreSQL server for the tests: a fresh cluster in a temporary directory, on a Unix socket and loopback.

The server refuses to run as root, so then it runs as an unprivileged user that owns the directory.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

USER = "parwatch"
# Characters that have a meaning in a URL: whoever forgets to quote or hide them is found out.
PASSWORD = "s3cret:@/word"
_DEBIAN = Path("/usr/lib/postgresql")
_NEEDED = ("initdb", "pg_ctl", "postgres")


def binaries() -> Path | None:
    """The directory of the newest server programs (Debian keeps them off the PATH); None where there are none."""
    on_path = shutil.which("initdb")
    places = [*sorted(_DEBIAN.glob("*/bin"), key=_version, reverse=True)]
    places += [Path(on_path).resolve().parent] if on_path else []
    return next((place for place in places if all((place / name).is_file() for name in _NEEDED)), None)


def _version(place: Path) -> float:
    try:
        return float(place.parent.name)
    except ValueError:
        return 0.0


def unprivileged() -> str | None:
    """The user to run the server as: None for ourselves, else one of the system's harmless users."""
    if os.geteuid() != 0:
        return None
    return next(name for name in ("postgres", "nobody") if name in {user.pw_name for user in pwd.getpwall()})


@dataclass
class Server:
    """A running cluster. `database()` makes an empty database of its own for one test."""

    bin: Path
    home: Path
    port: int = 0
    _names: Any = field(default_factory=count)

    def start(self) -> None:
        """Make the cluster and start it; returns when it answers."""
        self.port = _free_port()
        secret = self.home / "password"
        secret.write_text(PASSWORD)
        user = unprivileged()
        if user:
            for path in (self.home, secret):
                shutil.chown(path, user)
        auth = ["--auth-local=trust", "--auth-host=password", f"--pwfile={secret}"]
        self._run("initdb", "-D", self.data, "-U", USER, "-E", "UTF8", "--no-locale", "--no-sync", *auth)
        # Durability is the server's business, not what is tested here.
        options = f"-p {self.port} -k {self.home} -h 127.0.0.1 -c fsync=off -c max_connections=50"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.home / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once; its data goes with the temporary directory."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    @property
    def data(self) -> Path:
        """The cluster's directory."""
        return self.home / "data"

    def url(self, database: str, *, password: str = PASSWORD, user: str = USER, port: int | None = None) -> str:
        """The URL of a database on this server, as a person writes it."""
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{port or self.port}/{database}"

    def database(self) -> str:
        """Make an empty database; its URL. Takes a third of a second."""
        name = f"test_{next(self._names)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the server's owner, outside any transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *arguments: object) -> None:
        user = unprivileged()
        with (self.home / "errors").open("ab") as errors:
            result = self._call(program, arguments, user, errors)
        if result.returncode:
            raise RuntimeError(f"{program}: {(self.home / 'errors').read_text()}{_tail(self.home / 'log')}")

    def _call(
        self, program: str, arguments: Sequence[object], user: str | None, errors: IO[bytes]
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(self.bin / program), *map(str, arguments)],
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd=self.home,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            # The server inherits these: a pipe would stay open as long as it runs.
            stdout=subprocess.DEVNULL,
            stderr=errors,
            timeout=60,
        )


def _tail(log: Path) -> str:
    return log.read_text()[-2000:] if log.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def describe(names: Sequence[str] = _NEEDED) -> str:
    """Why there is no server, for the reason of a skipped test."""
    return f"no PostgreSQL server programs ({', '.join(names)}) on the PATH or under {_DEBIAN}"

"""Builds the wheel, installs it away from the checkout and uses it there; `make wheel-check`.

The editable install that the tests use would hide a file that is missing from the wheel, and a package with a plain
name (`scraper`, `storage`, `alerts`) that another distribution also owns. Prints one line for each check; exit 1 when
one fails. Run by the interpreter of an environment that has hatchling (.venv).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the checkout's own environment would lend to the one under test.
STRAY = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


class SmokeError(Exception):
    """What the wheel lacks, in one line or with the output of the command that failed."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The wheel, the clean environment that holds it, and an empty folder to work in."""

    wheel: Path
    environment: Path
    folder: Path

    def run(self, *command: str, timeout: float = 120, **settings: str) -> str:
        """The output of a command of the environment, run in the empty folder. Raises SmokeError unless it exits 0."""
        program = self.environment / "bin" / command[0]
        return call(str(program), *command[1:], cwd=self.folder, timeout=timeout, **settings)


def call(*command: str, cwd: Path, timeout: float, **settings: str) -> str:
    """The output of a command. Raises SmokeError with its last lines when it fails or takes too long."""
    environment = {key: value for key, value in os.environ.items() if key not in STRAY} | settings
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, timeout=timeout, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise SmokeError(f"{' '.join(command)} did not end within {timeout:.0f} s") from None
    if done.returncode:
        named = " ".join(part for part in (Path(command[0]).name, *command[1:]) if "\n" not in part)
        last = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise SmokeError(f"{named} ended with {done.returncode}\n{last}")
    return done.stdout


def rooms() -> list[str]:
    """The top-level packages that the wheel ships, as pyproject.toml names them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages: list[str] = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return packages


def install(folder: Path) -> Installed:
    """Build the wheel and put it, with the locked versions of what it needs, into a new environment."""
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist"), cwd=ROOT, timeout=120)
    wheel = next((folder / "dist").glob("*.whl"))
    environment, empty = folder / "environment", folder / "elsewhere"
    empty.mkdir()
    venv.create(environment, with_pip=True)
    pip = (str(environment / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    call(*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock"), cwd=empty, timeout=600)
    call(*pip, "--no-index", "--no-deps", str(wheel), cwd=empty, timeout=120)
    return Installed(wheel, environment, empty)


def check_files(installed: Installed) -> str:
    """Every file under version control in a room is in the wheel: migrations, templates, rules, data, py.typed."""
    listed = call(
        "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *rooms(), cwd=ROOT, timeout=60
    )
    tracked = {name for name in listed.split("\0") if name and (ROOT / name).exists()}
    with zipfile.ZipFile(installed.wheel) as archive:
        shipped = set(archive.namelist())
    if missing := sorted(tracked - shipped):
        raise SmokeError(f"not in the wheel: {', '.join(missing[:10])} ({len(missing)} in all)")
    if not any(name.startswith("storage/migrations/versions/") for name in shipped):
        raise SmokeError("the wheel has no migration")
    code = sum(name.endswith(".py") for name in tracked)
    return f"{installed.wheel.name}: {code} modules and {len(tracked) - code} data files, none missing"


OWNERS = """
import importlib.metadata, json, sys
print(json.dumps({name: importlib.metadata.packages_distributions().get(name, []) for name in sys.argv[1:]}))
"""


def check_owners(installed: Installed) -> str:
    """No other distribution owns one of our top-level packages, whose names are plain words."""
    owners = json.loads(installed.run("python", "-c", OWNERS, *rooms()))
    shared = {name: sorted(set(who)) for name, who in owners.items() if set(who) != {"parwatch"}}
    if shared:
        raise SmokeError(f"top-level packages that are not parwatch's alone: {shared}")
    return f"{', '.join(owners)} belong to parwatch alone"


IMPORTS = """
import importlib, pkgutil, sys
names = []
for room in sys.argv[1:]:
    package = importlib.import_module(room)
    assert "site-packages" in package.__file__, package.__file__
    names += [room, *(m.name for m in pkgutil.walk_packages(package.__path__, room + "."))]
skipped = [n for n in names if n.endswith("__main__") or n.startswith("storage.migrations.")]
for name in names:
    if name not in skipped:
        importlib.import_module(name)
print(len(names) - len(skipped))
"""


def check_imports(installed: Installed) -> str:
    """Every module imports with nothing but the locked packages: no developer's tool is needed at run time."""
    count = installed.run("python", "-W", "error", "-c", IMPORTS, *rooms()).strip()
    installed.run("python", "-m", "pip", "check")
    return f"{count} modules import without a warning; pip check is content"


def check_command(installed: Installed) -> str:
    """The command answers, and says the version that the wheel has."""
    installed.run("parwatch", "--help")
    version = installed.run("parwatch", "--version").split()[-1]
    if f"-{version}-" not in installed.wheel.name:
        raise SmokeError(f"parwatch --version says {version}, the wheel is {installed.wheel.name}")
    return f"parwatch {version} answers --help and --version"


def check_migrate(installed: Installed) -> str:
    """The migrations in the wheel make a database, and find nothing to do the second time."""
    url = f"sqlite:///{installed.folder / 'smoke.db'}"
    for _ in range(2):
        installed.run("parwatch", "migrate", PARWATCH_DATABASE_URL=url)
    tables = installed.run("python", "-c", TABLES, str(installed.folder / "smoke.db")).split()
    if not {"parwatch_schema", "articles", "claims", "outbox", "subscribers"} <= set(tables):
        raise SmokeError(f"parwatch migrate left these tables: {tables}")
    return f"parwatch migrate made {len(tables)} tables, twice in a row"


TABLES = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("select name from sqlite_master where type = 'table'")
print(*(name for (name,) in rows))
"""


def check_demo(installed: Installed) -> str:
    """The demo runs from the wheel: its portals, pages and sample Bot API are in there."""
    said = [line for line in installed.run("parwatch", "demo", timeout=180).splitlines() if line.strip()]
    return f"parwatch demo ended with 0; its last words: {said[-1].strip()!r}"


CHECKS: tuple[Callable[[Installed], str], ...] = (
    check_files,
    check_owners,
    check_imports,
    check_command,
    check_migrate,
    check_demo,
)


def examine(check: Callable[[Installed], str], installed: Installed) -> bool:
    """Carry out one check and print its line; whether it passed."""
    try:
        print(f"ok    {check(installed)}", flush=True)
    except SmokeError as error:
        print(f"FAIL  {error}", flush=True)
        return False
    return True


def main() -> int:
    """Build, install, check."""
    with tempfile.TemporaryDirectory(prefix="parwatch-wheel-") as folder:
        try:
            installed = install(Path(folder))
        except SmokeError as error:
            print(f"wheel-check: {error}", file=sys.stderr)
            return 1
        passed = [examine(check, installed) for check in CHECKS]
    print(f"wheel-check: {sum(passed)} of {len(passed)} checks passed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Builds the container image for real and looks at it from outside; `make image-check`.

No container engine has to be running: buildah builds in a chroot and podman runs the result with runc, as root, both
from the system's packages. Where the base image of the Dockerfile cannot be pulled, a stand-in is made by debootstrap
(Debian bookworm with a Python of the same minor version, when pyenv has one, else with Debian's own). Give the real one
with `--base python:3.12-slim`.

Prints one line for each check, then what could not be checked here. Exit 1 when a check fails, 2 when the tools cannot
be had. Every step has a deadline; containers and volumes that it made are gone afterwards, images stay as a cache.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from base_image import provide_tools, stand_in
from commands import ROOT, CheckError, expect, indent, run, say
from containers import (
    IMAGE,
    await_health,
    await_page,
    container,
    inside,
    inside_python,
    memory_peak,
    oneshot,
    podman,
    stop,
)

GRACE = 30.0


def build(base: str) -> None:
    """Build the image as `make image` does."""
    options = ("--engine", "buildah", "--base", base, "--tag", IMAGE)
    outcome = run("tools/image.sh", *options, timeout=900)
    if outcome.code:
        raise CheckError(f"the image does not build\n{outcome.output}")
    say(outcome.tail)


def check_configuration() -> str:
    """The image says: unprivileged by number, exec form, health check, SIGTERM, one volume."""
    image = json.loads(podman("image", "inspect", IMAGE).output)[0]
    config = image["Config"]
    wanted = {
        "User": "10001:10001",
        "Entrypoint": ["/opt/parwatch/bin/parwatch"],
        "Cmd": ["run"],
        "StopSignal": "SIGTERM",
        "Volumes": {"/data": {}},
    }
    wrong = {key: config.get(key) for key, value in wanted.items() if config.get(key) != value}
    expect(not wrong, f"unlike the Dockerfile: {wrong}")
    test = (image.get("HealthCheck") or image.get("Healthcheck") or {}).get("Test", [])
    expect(test == ["CMD", "/opt/parwatch/bin/parwatch", "health"], f"health check is {test}")
    return f"{image['Size'] / 1e6:.0f} MB, {len(image['RootFS']['Layers'])} layers, user 10001, health check"


NO_BUILD_TOOLS = """
import importlib.util, shutil, sys
tools = [t for t in "pip pip3 gcc cc g++ make ld git curl wget uv".split() if shutil.which(t)]
modules = [m for m in "pip ensurepip setuptools wheel hatchling".split() if importlib.util.find_spec(m)]
print(*tools, *modules, "python%d.%d" % sys.version_info[:2])
sys.exit(bool(tools or modules))
"""


def check_no_build_tools() -> str:
    """Nothing in the final stage can build or install."""
    outcome = inside_python(NO_BUILD_TOOLS)
    expect(outcome.code == 0, f"found {outcome.tail}")
    return f"no pip, compiler, make or git; {outcome.tail}"


WALLS_SEEN = """
import os, pathlib, sys
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
problems = []
if os.getuid() != 10001 or os.getgid() != 10001: problems.append(f"uid {os.getuid()} gid {os.getgid()}")
if int(status["CapEff"], 16): problems.append("capabilities " + status["CapEff"])
if status["NoNewPrivs"] != "1": problems.append("may gain privileges")
for folder in "/", "/opt/parwatch", "/config", "/etc", "/usr/local/lib":
    try:
        pathlib.Path(folder, "probe").touch()
        problems.append(folder + " is writable")
    except OSError: pass
for folder in "/data", "/tmp":
    try: pathlib.Path(folder, "probe").write_text("x")
    except OSError as error: problems.append(str(error))
for entry in "/config/sources.toml", "/opt/parwatch/bin/parwatch":
    if os.stat(entry).st_uid == 10001: problems.append(entry + " belongs to the service")
print("; ".join(problems) or "uid 10001, no capabilities, only /data and /tmp can be written")
sys.exit(bool(problems))
"""


def check_walls() -> str:
    """Behind the walls of compose.yaml the process is unprivileged and can write its data only."""
    outcome = inside_python(WALLS_SEEN)
    expect(outcome.code == 0, outcome.tail)
    return outcome.tail


BYTECODE = """
import os, sys
import parwatch.cli
missing = [m.__name__ for m in list(sys.modules.values())
           if (getattr(m, "__cached__", None) or "").endswith(".pyc") and not os.path.exists(m.__cached__)]
print(f"{len(missing)} of {len(sys.modules)} modules have no bytecode: {missing[:5]}" if missing
      else f"all of the {len(sys.modules)} modules it loads are compiled")
sys.exit(bool(missing))
"""


def check_bytecode() -> str:
    """Nothing is compiled at start, which a read-only root would make every start do again."""
    outcome = inside_python(BYTECODE)
    expect(outcome.code == 0, outcome.tail)
    started = inside("/opt/parwatch/bin/parwatch", "--help")
    expect(started.code == 0, f"parwatch --help: {started.tail}")
    return f"{outcome.tail}; --help answers in {started.seconds:.1f} s, container included"


def check_demo() -> str:
    """`parwatch demo` runs in the container, without any network."""
    outcome = oneshot(IMAGE, "demo", timeout=180)
    expect(outcome.code == 0, f"demo ended with {outcome.code}\n{indent(outcome.output, last=25)}")
    return f"ended by itself with 0 in {outcome.seconds:.0f} s: {outcome.tail}"


def check_service() -> str:
    """The service starts, calls itself healthy, ends with 0 on SIGTERM, and finds its data again."""
    volume = f"parwatch-check-{os.getpid()}"
    try:
        first = serve(volume)
        second = serve(volume)
        stored = inside_database(volume)
    finally:
        podman("volume", "rm", "--force", volume)
    return f"{first}; again on the same data: {second}; {stored}"


def serve(volume: str) -> str:
    """One life of the service, from start to SIGTERM."""
    with container("run", options=(f"--volume={volume}:/data",)) as name:
        healthy = await_health(name)
        peak = memory_peak(name)
        started = time.monotonic()
        podman("kill", "--signal", "TERM", name)
        code = podman("wait", name, timeout=GRACE + 30).tail
        seconds = time.monotonic() - started
        logs = podman("logs", name).output
    expect(code == "0", f"SIGTERM: exit {code}\n{indent(logs)}")
    expect(seconds <= GRACE, f"SIGTERM: took {seconds:.0f} s, more than {GRACE:.0f}")
    return f"healthy after {healthy:.1f} s{peak}, SIGTERM -> 0 in {seconds:.1f} s"


def inside_database(volume: str) -> str:
    """The stored file is a sound SQLite database of the service's schema."""
    program = (
        "import sqlite3; c = sqlite3.connect('/data/parwatch.db');"
        "print(c.execute('pragma integrity_check').fetchone()[0],"
        " c.execute(\"select count(*) from sqlite_master where type = 'table'\").fetchone()[0])"
    )
    outcome = inside("/opt/parwatch/bin/python", "-c", program, options=(f"--volume={volume}:/data",))
    expect(outcome.code == 0 and outcome.tail.startswith("ok "), f"database: {outcome.tail}")
    return f"database sound, {outcome.tail.split()[1]} tables"


def check_unhealthy() -> str:
    """The health check fails, in one clear line, where no service runs."""
    outcome = inside("/opt/parwatch/bin/parwatch", "health")
    expect(outcome.code == 1, f"health without a service ended with {outcome.code}")
    expect("Traceback" not in outcome.output, f"health without a service: {outcome.tail}")
    return f"without a service: exit 1, {outcome.tail!r}"


def check_bad_volume() -> str:
    """A data folder that belongs to somebody else is one clear line, not a traceback."""
    with tempfile.TemporaryDirectory(prefix="parwatch-data-", dir="/var/tmp") as folder:
        outcome = oneshot(IMAGE, "run", options=(f"--volume={folder}:/data",))
    expect(outcome.code == 1, f"a data folder of another user: exit {outcome.code}, {outcome.tail}")
    expect("Traceback" not in outcome.output, f"a data folder of another user: {outcome.tail}")
    return f"data folder of another user: exit 1, {outcome.tail!r}"


# Two things that compose.yaml leaves to the engine and this machine's root may not do: raise limits, reach a portal.
COMPOSE_OVERRIDE = "services:\n  parwatch:\n    image: {image}\n    ulimits: {{nofile: 1024, nproc: 512}}\n"
NO_PORTAL = '[[source]]\nurl = "http://127.0.0.1:9/"\n'


def check_compose() -> str:
    """compose.yaml brings the service up with its folder, secret and port, and takes it down cleanly."""
    with tempfile.TemporaryDirectory(prefix="parwatch-compose-", dir="/var/tmp") as folder:
        port = lay_out(Path(folder))
        project = Path(folder).name
        compose = ("podman-compose", "-p", project, "-f", f"{folder}/compose.yaml", "-f", f"{folder}/override.yaml")
        settings = {"CONTAINERS_CONF": f"{folder}/containers.conf", "PARWATCH_HTTP_PORT": str(port)}
        try:
            up = run(*compose, "up", "--detach", "--no-build", timeout=90, **settings)
            expect(up.code == 0, f"podman-compose up: {up.tail}")
            page = await_page(f"http://127.0.0.1:{port}/healthz", f"{project}_parwatch_1")
            code = stop(f"{project}_parwatch_1")
        finally:
            run(*compose, "down", "--volumes", "--timeout", "1", timeout=90, **settings)
            podman("network", "rm", "--force", f"{project}_default")
    expect(code == "0", f"stopped with exit {code}")
    return f"podman-compose up; /healthz on the published port says {page}; stop -> exit 0"


def lay_out(folder: Path) -> int:
    """The files beside compose.yaml, as `make up` makes them, in a folder of their own; the free port to publish."""
    folder.chmod(0o755)
    for name in "config", "secrets":
        (folder / name).mkdir(mode=0o755)
    shutil.copy(ROOT / "compose.yaml", folder)
    (folder / "override.yaml").write_text(COMPOSE_OVERRIDE.format(image=IMAGE))
    (folder / "config/sources.toml").write_text(NO_PORTAL)
    (folder / "secrets/telegram_bot_token").touch(mode=0o644)
    (folder / "containers.conf").write_text('[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\n')
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("configuration", check_configuration),
    ("no build tools", check_no_build_tools),
    ("walls", check_walls),
    ("bytecode", check_bytecode),
    ("demo, no network", check_demo),
    ("service", check_service),
    ("no service", check_unhealthy),
    ("bad volume", check_bad_volume),
    ("compose", check_compose),
)


def examine(name: str, check: Callable[[], str]) -> bool:
    """Carry out one check and print its line; whether it passed."""
    try:
        found = check()
    except CheckError as error:
        print(f"FAIL  {name}: {error}", flush=True)
        return False
    print(f"ok    {name}: {found}", flush=True)
    return True


def not_checked(base: str | None) -> list[str]:
    """What this machine cannot show."""
    gaps = [
        "docker itself, and what podman-compose 1.0 passes over in compose.yaml (pids_limit: set by hand above)",
        "the engine's health timer: the image's health check was run by hand, no systemd is here to time it",
        "real portals and Telegram: the containers had no network",
    ]
    if base is None:
        gaps.insert(0, "python:3.12-slim itself: a stand-in took its place")
    return gaps


def main() -> int:
    """Build, check, report."""
    parser = argparse.ArgumentParser(description="Build the container image for real and look at it from outside.")
    parser.add_argument("--base", help="a base image to use instead of the stand-in, such as python:3.12-slim")
    base = parser.parse_args().base
    try:
        provide_tools()
        build(base or stand_in())
    except CheckError as error:
        say(str(error))
        return 2
    passed = [examine(name, check) for name, check in CHECKS]
    for gap in not_checked(base):
        print(f"not checked here: {gap}")
    say(f"{sum(passed)} of {len(passed)} checks passed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())

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
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGE = "localhost/parwatch:check"
# Debian's packages, each with a file that shows it is there.
TOOLS = {
    "buildah": "/usr/bin/buildah",
    "podman": "/usr/bin/podman",
    "runc": "/usr/sbin/runc",
    "debootstrap": "/usr/sbin/debootstrap",
    "podman-compose": "/usr/bin/podman-compose",
    "catatonit": "/usr/bin/catatonit",
    "containernetworking-plugins": "/usr/lib/cni/bridge",
}
# What the slim image of Python has beside the interpreter's own files.
STAND_IN_PACKAGES = (
    "ca-certificates,netbase,tzdata,libssl3,libsqlite3-0,libffi8,libreadline8,libbz2-1.0,liblzma5,zlib1g,"
    "libncursesw6,libuuid1,libexpat1"
)
# The same walls as in compose.yaml. The small limits on files and processes are also what lets runc start on a machine
# whose root may not raise a limit.
WALLS = (
    "--read-only",
    "--tmpfs=/tmp:size=64m,mode=1777,nosuid,nodev,noexec",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--pids-limit=128",
    "--memory=512m",
    "--ulimit=nofile=1024:1024",
    "--ulimit=nproc=512:512",
    "--network=none",
)
GRACE = 30.0


class CheckError(Exception):
    """A step that could not be carried out, in one line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished command left behind; `output` is both streams in the order they came."""

    code: int
    output: str
    seconds: float

    @property
    def tail(self) -> str:
        """The last line that says something."""
        lines = [line for line in self.output.splitlines() if any(map(str.isalnum, line))]
        return lines[-1].strip() if lines else "(no output)"


def run(*command: str, timeout: float, **environment: str) -> Outcome:
    """Run a command to its end. Raises CheckError past the deadline."""
    started = time.monotonic()
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            env={**os.environ, **environment},
            cwd=ROOT,
        )
    except subprocess.TimeoutExpired:
        raise CheckError(f"{' '.join(command[:3])} ... did not end within {timeout:.0f} s") from None
    return Outcome(done.returncode, done.stdout.decode(errors="replace"), time.monotonic() - started)


def must(*command: str, timeout: float, **environment: str) -> Outcome:
    """Run a command that has to succeed. Raises CheckError with its last words when it does not."""
    outcome = run(*command, timeout=timeout, **environment)
    if outcome.code:
        raise CheckError(f"{' '.join(command[:3])} ... ended with {outcome.code}: {outcome.tail}")
    return outcome


# ------------------------------------------------------------------------------------------------ tools and the base


def provide_tools() -> None:
    """Install what is missing, saying so. Raises CheckError where that is not possible."""
    missing = [package for package, file in TOOLS.items() if not (shutil.which(package) or Path(file).exists())]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CheckError(f"not installed: {', '.join(missing)}; install them and run this as root")
    say(f"installing {', '.join(missing)} with apt-get")
    must("apt-get", "-qq", "-o", "Acquire::Retries=3", "update", timeout=180)
    install = ("apt-get", "-qq", "-y", "-o", "Acquire::Retries=3", "--no-install-recommends", "install", *missing)
    must(*install, timeout=300, DEBIAN_FRONTEND="noninteractive")


def stand_in() -> str:
    """The name of the stand-in base image, made when it is not cached yet."""
    donor = pyenv_python()
    recipe = f"bookworm {STAND_IN_PACKAGES} {donor}"
    name = f"localhost/parwatch-stand-in:{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"
    kind = f"Python {donor.name}" if donor else "Debian's Python 3.11"
    if run("buildah", "inspect", "--type", "image", name, timeout=60).code == 0:
        say(f"base: the stand-in for python:3.12-slim is cached (Debian bookworm, {kind})")
        return name
    say(f"base: making a stand-in for python:3.12-slim by debootstrap (Debian bookworm, {kind})")
    with tempfile.TemporaryDirectory(prefix="parwatch-base-", dir="/var/tmp") as folder:
        fill(Path(folder) / "root", donor)
        commit(Path(folder) / "root", name)
    return name


def pyenv_python() -> Path | None:
    """The prefix of a 3.12 interpreter that pyenv has built here, if there is one."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [prefix for prefix in versions.glob("3.12.*") if (prefix / "bin/python3.12").exists()]
    return max(found, default=None, key=lambda prefix: int(prefix.name.rsplit(".", 1)[1]))


def fill(root: Path, donor: Path | None) -> None:
    """Lay Debian and an interpreter into `root`."""
    packages = STAND_IN_PACKAGES if donor else f"{STAND_IN_PACKAGES},python3,python3-venv"
    must("debootstrap", "--variant=minbase", f"--include={packages}", "bookworm", str(root), timeout=420)
    if donor:
        leave_out = shutil.ignore_patterns("test", "idlelib", "config-3.12-*", "__pycache__", "*.a", "_tkinter*")
        shutil.copytree(donor, root / "usr/local", symlinks=True, ignore=leave_out, dirs_exist_ok=True)
        must("chroot", str(root), "/sbin/ldconfig", timeout=60)
    else:
        (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    for rubbish in (*root.glob("var/cache/apt/archives/*.deb"), *root.glob("var/lib/apt/lists/*_*")):
        rubbish.unlink()


def commit(root: Path, name: str) -> None:
    """Make an image of a folder."""
    container = must("buildah", "from", "scratch", timeout=60).tail
    try:
        must("buildah", "add", "--quiet", container, str(root), "/", timeout=180)
        path = "PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin"
        must("buildah", "config", "--env", path, "--cmd", "python3", container, timeout=60)
        must("buildah", "commit", "--quiet", "--format", "docker", container, name, timeout=180)
    finally:
        run("buildah", "rm", container, timeout=60)


def build(base: str) -> None:
    """Build the image as `make image` does."""
    options = ("--engine", "buildah", "--base", base, "--tag", IMAGE)
    outcome = run("tools/image.sh", *options, timeout=900)
    if outcome.code:
        raise CheckError(f"the image does not build\n{outcome.output}")
    say(outcome.tail)


# ------------------------------------------------------------------------------------------------ the checks


def podman(*arguments: str, timeout: float = 60) -> Outcome:
    """One podman command. The lines in which it misses systemd, which only its own timers need, are left out."""
    outcome = run("podman", "--runtime=runc", "--cgroup-manager=cgroupfs", *arguments, timeout=timeout)
    lines = [line for line in outcome.output.splitlines() if "systemd connection" not in line]
    return Outcome(outcome.code, "\n".join(lines), outcome.seconds)


def oneshot(*command: str, options: tuple[str, ...] = (), timeout: float = 60) -> Outcome:
    """Run a container behind all walls to its end. Past the deadline it is removed, and CheckError raised."""
    name = f"parwatch-check-{os.getpid()}-once"
    try:
        return podman("run", "--rm", "--name", name, "--no-healthcheck", *WALLS, *options, *command, timeout=timeout)
    except CheckError:
        podman("rm", "--force", "--time", "1", name)
        raise


def inside(*command: str, options: tuple[str, ...] = ()) -> Outcome:
    """Run one command in a new container instead of the service."""
    return oneshot(IMAGE, *command[1:], options=(f"--entrypoint={command[0]}", *options))


def inside_python(program: str) -> Outcome:
    """Run a Python program in a new container, by the image's own interpreter."""
    return inside("/opt/parwatch/bin/python", "-c", program)


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


def await_health(name: str) -> float:
    """Seconds until the image's own health check passes. Raises CheckError after a minute."""
    started = time.monotonic()
    while time.monotonic() - started < 60:
        outcome = podman("healthcheck", "run", name)
        if outcome.code == 0:
            return time.monotonic() - started
        if "is not running" in outcome.output:
            break
        time.sleep(0.5)
    raise CheckError(f"never healthy: {outcome.tail}\n{indent(podman('logs', name).output)}")


def memory_peak(name: str) -> str:
    """The service's peak resident memory, from the host's /proc; empty where it cannot be read."""
    process = podman("inspect", "--format", "{{.State.Pid}}", name).tail
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return ""
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
    return f", {int(peak) / 1024:.0f} MB at most"


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


def await_page(url: str, name: str) -> str:
    """What the health page says once it answers well. Raises CheckError after half a minute."""
    last = "nothing"
    for _ in range(60):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(json.load(answer)["status"])
        except (OSError, ValueError) as error:
            last = str(error)
        time.sleep(0.5)
    raise CheckError(f"{url} does not answer: {last}\n{indent(podman('logs', name).output)}")


def stop(name: str) -> str:
    """The exit code after the engine's own way to stop, with the patience that compose.yaml gives."""
    podman("stop", "--time", "40", name, timeout=60)
    return podman("inspect", "--format", "{{.State.ExitCode}}", name).tail


@contextmanager
def container(*command: str, options: tuple[str, ...]) -> Iterator[str]:
    """A running container, removed at the end whatever happens."""
    name = f"parwatch-check-{os.getpid()}"
    started = podman("run", "--detach", "--name", name, *WALLS, *options, IMAGE, *command)
    try:
        expect(started.code == 0, f"does not start: {started.tail}")
        yield name
    finally:
        podman("rm", "--force", "--time", "1", name)


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


# ------------------------------------------------------------------------------------------------ the report


def say(line: str) -> None:
    """One line of progress."""
    print(f"image-check: {line}", flush=True)


def expect(condition: bool, otherwise: str) -> None:
    """Raise CheckError unless the condition holds."""
    if not condition:
        raise CheckError(otherwise)


def indent(text: str, last: int = 12) -> str:
    """The last lines of an output, set off."""
    return "\n".join(f"      | {line}" for line in text.splitlines()[-last:])


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

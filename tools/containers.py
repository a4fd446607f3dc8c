"""Containers of the image that is checked, behind the walls of compose.yaml, run by podman."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands import CheckError, Outcome, expect, indent, run

IMAGE = "localhost/parwatch:check"
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


def memory_peak(name: str) -> str:
    """The service's peak resident memory, from the host's /proc; empty where it cannot be read."""
    process = podman("inspect", "--format", "{{.State.Pid}}", name).tail
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return ""
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
    return f", {int(peak) / 1024:.0f} MB at most"


def stop(name: str) -> str:
    """The exit code after the engine's own way to stop, with the patience that compose.yaml gives."""
    podman("stop", "--time", "40", name, timeout=60)
    return podman("inspect", "--format", "{{.State.ExitCode}}", name).tail

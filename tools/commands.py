"""What the checks in this folder are made of: commands with a deadline, and one line for what they came to."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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

"""SVG to PNG, in a process of its own: drawing takes 16 MiB for a moment, which the service never holds."""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib import resources
from pathlib import Path

from parwatch.pictures.letters import FAMILY
from parwatch_core.errors import ParwatchError

_FONTS = ("BeVietnamPro-Regular.ttf", "BeVietnamPro-Bold.ttf")
_PROGRAM = Path(__file__).with_name("pixels.py")
# A picture takes a fifth of a second; a machine that needs so long has other troubles.
_SECONDS = 30.0
# However many people ask, one is drawn at a time.
_TURN = threading.Lock()


def png(svg: str) -> bytes:
    """The picture at its own size, in the font of the package. Blocks; raises ParwatchError when it cannot be drawn."""
    with resources.as_file(resources.files("parwatch.pictures.fonts")) as folder, _TURN:
        command = [sys.executable, "-I", str(_PROGRAM), FAMILY, *(str(folder / name) for name in _FONTS)]
        try:
            done = subprocess.run(command, input=svg.encode(), capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603 -- our own interpreter and file
        except subprocess.CalledProcessError as error:
            reason = error.stderr.decode("utf-8", "replace").strip().splitlines()
            raise ParwatchError(f"the picture could not be drawn ({reason[-1] if reason else error})") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ParwatchError(f"the picture could not be drawn ({error})") from None
    return done.stdout

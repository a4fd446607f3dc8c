"""The environment of the processes in which parwatch itself is measured.

structlog imports Twisted wherever it is installed, and Scrapy brings Twisted: without this the benchmark's own packages
would be counted as parwatch's, about 10 MiB and 0.1 s.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SETTINGS = ("PARWATCH_", "TELEGRAM_")
_STAND_IN = 'raise ImportError("not a part of parwatch")\n'


def without_guests(folder: Path) -> dict[str, str]:
    """This process's environment without settings of parwatch, and with a Twisted in `folder` that is none."""
    (folder / "twisted.py").write_text(_STAND_IN, encoding="ascii")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
    path = [str(folder), *(part or str(Path.cwd()) for part in sys.path)]
    return kept | {"PYTHONPATH": os.pathsep.join(path)}

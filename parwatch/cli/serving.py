"""`parwatch run`: the service as a process, from its settings to its last signal."""

from __future__ import annotations

import asyncio
import signal
import sys

from parwatch import bootstrap, lean, logs
from parwatch.settings import Settings
from parwatch.watching import SourcesFile

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def serve(configured: Settings, file: SourcesFile) -> None:
    """Run until SIGTERM or SIGINT; a second signal cuts short what is still being finished."""
    # Until there is something to finish, a signal simply ends: as process 1 of a container it would be ignored.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logs.configure(configured.parwatch_log_format)
    lean.one_heap()
    # Alembic is wanted on the day of an update only; what goes wrong there is told when the engine opens the database.
    lean.in_child(lambda: bootstrap.migrate(configured))
    asyncio.run(_serve(configured, file))


async def _serve(configured: Settings, file: SourcesFile) -> None:
    stop, hurry = asyncio.Event(), asyncio.Event()
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, _signalled, stop, hurry)
    async with bootstrap.engine(configured, logs.observe, topics=lambda: file.topics, channels=file.channels) as inside:
        service = bootstrap.service(configured, inside, file)
        logs.started(inside.database.place, file, configured.telegram_bot_token is not None)
        await service.run(stop, hurry)


def _signalled(stop: asyncio.Event, hurry: asyncio.Event) -> None:
    if stop.is_set():
        hurry.set()
    stop.set()

"""Logging for people (console) or machines (json). URLs of the Bot API carry the token: the libraries stay quiet."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

from parwatch.events import Event, PageDone, PollDone, Surveyed
from parwatch.watching import SourcesFile

# The shape of a bot token in a URL or a message (Telegram: "123456:ABC-DEF..."); redacted wherever it turns up.
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
# What a terminal obeys instead of showing: portals write titles and addresses. Line breaks stay, for tracebacks.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_QUIET = ("httpx", "httpcore", "hpack", "telegram", "apscheduler", "uvicorn", "watchfiles", "alembic", "protego")

Style = Literal["console", "json"]


def redact(text: str) -> str:
    """The text without anything that looks like a bot token."""
    return _TOKEN.sub("<token>", text)


def configure(style: Style, *, level: int = logging.INFO) -> None:
    """Set up logging for the whole process: ours at `level`, libraries at WARNING, all through one redacting chain."""
    chain: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_event,
    ]
    root = logging.getLogger()
    root.handlers[:] = [_handler(style, chain)]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # "skipped: maximum number of running instances" is how one-at-a-time is meant to look.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _handler(style: Style, chain: list[structlog.types.Processor]) -> logging.Handler:
    """Lines on stderr for a person, or one JSON object a line; records of libraries pass the same chain."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=_colours(), pad_event_to=30)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    return handler


def _colours() -> bool:
    """Whether a person sees stderr on a terminal that has colours, and wants them (NO_COLOR, TERM=dumb)."""
    if not sys.stderr.isatty():
        return False
    from rich.console import Console  # several megabytes, which a service without a terminal does without

    console = Console(stderr=True)
    return console.is_terminal and not console.is_dumb_terminal and not console.no_color


def _redact_event(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _CONTROL.sub(_escaped, redact(value))
    return event


def _escaped(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode()


# Above everything that is not an error: the demo tells its own story.
QUIET = logging.ERROR

_log = structlog.get_logger("parwatch")


def observe(event: Event) -> None:
    """The pipeline's events as log lines: one a survey, a poll and an alert."""
    match event:
        case Surveyed():
            channels = ", ".join(f"{kind} {url}" for kind, url in event.channels) or "none"
            _log.info("portal surveyed", source=event.source, cms=event.cms, unit=event.unit, channels=channels)
        case PageDone() if event.notified:
            _log.info("ranking found", source=event.source, url=event.url, title=event.page.title if event.page else "")
        case PollDone() if event.status.good:
            counts = {outcome.value: number for outcome, number in event.counts.items()}
            _log.info("polled", source=event.source, links=event.links, alerts=event.notices, **counts)
        case PollDone():
            _log.warning("poll failed", source=event.source, status=event.status.value, reason=event.message)
        case _:
            return


def started(database: str, file: SourcesFile, with_bot: bool) -> None:
    """Say what has started, and where alerts go."""
    watched = sum(source.enabled for source in file.sources)
    _log.info("parwatch started", sources=watched, file=str(file.path), database=database)
    if not with_bot:
        _log.warning("no TELEGRAM_BOT_TOKEN: alerts are written to this console instead of Telegram")

"""What operators may do: storage, sources.toml and a look at a new address behind alerts.desk.operations."""

from __future__ import annotations

import asyncio
import difflib
import itertools
import json
import re
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from alerts.desk.operations import Health, Prospect, Report, Reports, Switch
from parwatch import health
from parwatch.desk.counter import Counter
from parwatch_core.errors import ParwatchError
from parwatch_core.source import Source
from scraper import source_file
from storage import announcements, feedback, heartbeats, invitations, outbox, sources
from storage.database import Database, Session

# So many findings are kept until their operator decides; the oldest is forgotten first, and all of them by a restart.
KEPT = 20
# Telegram allows A-Z, a-z, 0-9, _ and - in what stands behind /start, 64 of them (Bot API, "Deep linking").
_CODE = re.compile(r"[\w-]{1,64}", re.ASCII)

_NAME = re.compile(r"^name = .*$", re.MULTILINE)

log = structlog.get_logger("parwatch.operations")


@dataclass(slots=True)
class _Kept:
    prospect: Prospect
    adopted: bool = False


class StoredOperations(Counter):
    """Fills alerts.desk.Operations."""

    def __init__(
        self,
        database: Database,
        *,
        watched: Callable[[], tuple[Source, ...]],
        clock: Callable[[], datetime],
        operators: Collection[int] = (),
        closed: bool = False,
        file: Path = Path("sources.toml"),
        look: Callable[[str], Awaitable[Prospect]] | None = None,
        on_announced: Callable[[], None] = lambda: None,
    ) -> None:
        """`look` looks at a new address (parwatch.prospects); `on_announced` is told that the outbox has more."""
        super().__init__(database, watched=watched, clock=clock, operators=operators)
        self._closed = closed
        self._file = file
        self._look = look
        self._on_announced = on_announced
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._looking = False
        self._writing = asyncio.Lock()

    def operates(self, chat_id: int) -> bool:
        """Whether the chat is an operator's: the chat counts, so in a group everybody in it."""
        return chat_id in self._operators

    # sources

    def looking(self) -> bool:
        """Whether an address is being looked at: one at a time."""
        return self._looking

    async def look(self, url: str) -> Prospect:
        """Look at an address, one at a time. Raises ParwatchError: why it gave nothing, or that one is looked at."""
        if self._look is None or self._looking:
            raise ParwatchError("another address is being looked at")
        self._looking = True
        try:
            found = await self._look(url)
        finally:
            self._looking = False
        return self._keep(found)

    async def adopt(self, token: str) -> str:
        """Write the block of a prospect into sources.toml; the name of the source. Said twice it is written once."""
        async with self._writing:
            kept = self._kept.get(token)
            if kept is None:
                raise ParwatchError("what was found is too old by now: send /add again")
            if not kept.adopted:
                block = kept.prospect.block
                await self._rewrite(lambda text: source_file.with_block(text, block, self._file.parent))
                kept.adopted = True
                log.info("a source was added by an operator", url=kept.prospect.url)
            return kept.prospect.name

    def leave(self, token: str) -> str:
        """Forget a prospect; its name, "" where it is forgotten or added already."""
        kept = self._kept.get(token)
        if kept is None or kept.adopted:
            return ""
        del self._kept[token]
        return kept.prospect.name

    def sources(self) -> tuple[tuple[str, bool], ...]:
        """The name of each source, and whether it is watched."""
        return tuple((source.name, source.enabled) for source in self._watched())

    async def switch(self, name: str, *, enabled: bool) -> Switch:
        """Pause or resume a source in sources.toml."""
        source = named(self._watched(), name)
        if source.enabled == enabled:
            return Switch(source.name, False)
        async with self._writing:
            await self._rewrite(
                lambda text: source_file.with_enabled(text, source.name, self._file.parent, enabled=enabled)
            )
        log.info("a source was switched by an operator", source=source.name, enabled=enabled)
        return Switch(source.name, True)

    # the service

    async def health(self) -> Health:
        """How the service is, from what it wrote down: the same facts as `parwatch health`."""
        return await self._read(self._health)

    # people

    async def reports(self, skip: int, count: int) -> Reports:
        """What people called wrong and nobody has handled. Beyond the end, the last page that there is."""

        def work(session: Session) -> Reports:
            total = feedback.count(session, waiting=True)
            start = min(skip, max(0, (total - 1) // count * count))
            found = feedback.latest(session, count, start, waiting=True)
            items = tuple(Report(one.id, one.chat_id, one.complaint, one.at, one.notice) for one in found)
            return Reports(items, start, total)

        return await self._read(work)

    async def handle(self, number: int) -> bool:
        """A report is done with."""
        return await self._write(lambda session: feedback.handle(session, number, self._clock()))

    async def draft(self, text: str) -> tuple[int, int]:
        """Keep a text to everybody: its number, and how many it would go to."""
        return await self._write(
            lambda session: (announcements.draft(session, text, self._clock()), announcements.audience(session))
        )

    async def broadcast(self, number: int) -> int | None:
        """Send a draft to everybody, through the outbox; to how many. None: it was sent before, or there is none."""
        sent = await self._write(lambda session: announcements.send(session, number, self._clock()))
        if sent is not None:
            log.info("a text goes to everybody", subscribers=sent)
            self._on_announced()
        return sent

    async def discard(self, number: int) -> bool:
        """Throw a draft away."""
        return await self._write(lambda session: announcements.discard(session, number))

    async def invite(self, chat_id: int, uses: int) -> str:
        """A code that lets in so many chats."""
        code = secrets.token_urlsafe(12)
        await self._write(lambda session: invitations.invite(session, code, uses, chat_id, self._clock()))
        return code

    def closed(self) -> bool:
        """Whether only invited chats may subscribe."""
        return self._closed

    async def admits(self, chat_id: int, payload: str) -> bool:
        """Whether a chat may subscribe; an invitation in `payload` is used up by that."""
        if not self._closed or chat_id in self._operators:
            return True
        if await self._read(lambda session: invitations.admitted(session, chat_id)):
            return True
        if not _CODE.fullmatch(payload):
            return False
        return await self._write(lambda session: invitations.admit(session, chat_id, payload, self._clock()))

    def _keep(self, found: Prospect) -> Prospect:
        """The prospect with a token, where it can be added and is not watched already."""
        known = next((source for source in self._watched() if _same(source, found)), None)
        if known is not None:
            problem = f"it is watched already, as {known.name!r}"
            return replace(found, problems=(problem, *found.problems))
        if not found.places:
            return found
        kept = _Kept(replace(_named_apart(found, self._watched()), token=secrets.token_urlsafe(9)))
        self._kept[kept.prospect.token] = kept
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept.prospect

    async def _rewrite(self, edit: source_file.Edit) -> None:
        await asyncio.to_thread(source_file.rewrite, self._file, edit)

    def _health(self, session: Session) -> Health:
        beat = heartbeats.last(session)
        verdict = health.judge(beat, self._clock())
        watched = [source.name for source in self._watched() if source.enabled]
        depth = outbox.depth(session)
        known = {state.name: state for state in sources.states(session)}
        failing = [known[name] for name in watched if name in known and known[name].failures]
        return Health(
            ok=verdict.ok,
            line=verdict.line,
            bot_polled_at=beat.bot_polled_at if beat else None,
            sources=len(watched),
            paused=len(self._watched()) - len(watched),
            failing=tuple(f"{state.name}: {state.last_error}" for state in failing),
            waiting=depth.waiting,
            oldest=depth.oldest,
            dead=depth.dead,
            subscribers=announcements.audience(session),
        )


def named(watched: tuple[Source, ...], typed: str) -> Source:
    """The source that a person means by its name, in whatever case. Raises ParwatchError with the nearest names."""
    wanted = typed.strip().casefold()
    for source in watched:
        if wanted in (source.name.casefold(), (source.label or "").casefold(), source.url.casefold()):
            return source
    names = [source.name for source in watched]
    near = difflib.get_close_matches(typed, names, n=3, cutoff=0.4)
    hint = f"; did you mean {', '.join(map(repr, near))}?" if near else ""
    raise ParwatchError(f"no source is called {typed!r}{hint}")


def _named_apart(found: Prospect, watched: tuple[Source, ...]) -> Prospect:
    """The prospect under a name that no source has: portals of one kind often call themselves alike."""
    taken = {source.name for source in watched}
    if found.name not in taken:
        return found
    host = urlsplit(found.url).netloc.lower().removeprefix("www.")
    fresh = next(name for name in _names(f"{found.name} ({host})") if name not in taken)
    line = f"name = {json.dumps(fresh, ensure_ascii=False)}"
    return replace(found, name=fresh, block=_NAME.sub(lambda _: line, found.block, count=1))


def _names(first: str) -> Iterator[str]:
    yield first
    yield from (f"{first} {number}" for number in itertools.count(2))


def _same(source: Source, found: Prospect) -> bool:
    """Whether an address is watched already, however it is spelled."""
    return _bare(source.url) == _bare(found.url)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url.casefold()).rstrip("/")

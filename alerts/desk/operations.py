"""What an operator's chat asks: sources added and paused, health, feedback, texts to everybody, invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parwatch_core.notice import Complaint, Notice


@dataclass(frozen=True, slots=True)
class Place:
    """Where articles are listed: `kind` (feed, sitemap, list), address, how sure that is in a word, and from 0 to 1."""

    kind: str
    url: str
    sureness: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would be watched at an address. `token` names it until the operator decides; "": it cannot be added.

    `newest` are articles, newest first (time or None, title); `example` is one of them as an alert would tell it.
    `block` is what would be written into sources.toml; `problems` are lines in English, as `parwatch check` has them.
    """

    token: str
    url: str
    name: str
    unit: str | None
    cms: str | None
    places: tuple[Place, ...]
    newest: tuple[tuple[datetime | None, str], ...]
    example: Notice | None
    is_ranking: bool
    problems: tuple[str, ...]
    block: str


@dataclass(frozen=True, slots=True)
class Switch:
    """What became of /pause or /resume. `changed` False: it was so already."""

    name: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Health:
    """How the service is. `line` is that of `parwatch health`, in English; times are aware.

    `failing` has a line for each source whose last poll was no success; `waiting` counts rows of the outbox that still
    have to go out, `oldest` is when the oldest of them was written, `dead` counts those that were given up.
    """

    ok: bool
    line: str
    bot_polled_at: datetime | None
    sources: int
    paused: int
    failing: tuple[str, ...]
    waiting: int
    oldest: datetime | None
    dead: int
    subscribers: int


@dataclass(frozen=True, slots=True)
class Report:
    """One alert that somebody called wrong."""

    number: int
    chat_id: int
    complaint: Complaint
    at: datetime
    notice: Notice


@dataclass(frozen=True, slots=True)
class Reports:
    """A page of what was called wrong and is not handled yet, newest first, from place `skip` of `total` on."""

    items: tuple[Report, ...]
    skip: int
    total: int


class Operations(Protocol):
    """What operators may do. Handlers ask `operates` first; what is raised is a ParwatchError, a line in English."""

    def operates(self, chat_id: int) -> bool:
        """Whether the chat is an operator's (PARWATCH_ADMIN_CHATS): the chat counts, so in a group everybody in it."""

    def looking(self) -> bool:
        """Whether an address is being looked at: one at a time."""

    async def look(self, url: str) -> Prospect:
        """Look at an address, which takes up to minutes and has a limit. Raises ParwatchError: why it gave nothing."""

    async def adopt(self, token: str) -> str:
        """Write the block of a prospect into sources.toml; the name of the source. Said twice it is written once.

        Raises ParwatchError where the prospect is too old, or the file cannot be written.
        """

    def leave(self, token: str) -> str:
        """Forget a prospect; its name, "" where it is forgotten or added already."""

    def sources(self) -> tuple[tuple[str, bool], ...]:
        """The name of each source, and whether it is watched."""

    async def switch(self, name: str, *, enabled: bool) -> Switch:
        """Pause or resume a source in sources.toml. Raises ParwatchError for an unknown name; it suggests others."""

    async def health(self) -> Health:
        """How the service is, from what it wrote down."""

    async def reports(self, skip: int, count: int) -> Reports:
        """What people called wrong."""

    async def handle(self, number: int) -> bool:
        """A report is done with. False: it was before."""

    async def draft(self, text: str) -> tuple[int, int]:
        """Keep a text to everybody: its number, and how many chats and channels it would go to."""

    async def broadcast(self, number: int) -> int | None:
        """Send a draft to everybody, through the outbox; to how many. None: it was sent before, or there is none."""

    async def discard(self, number: int) -> bool:
        """Throw a draft away. False: there is none."""

    async def invite(self, chat_id: int, uses: int) -> str:
        """A code that lets in so many chats."""

    def closed(self) -> bool:
        """Whether only invited chats may subscribe."""

    async def admits(self, chat_id: int, payload: str) -> bool:
        """Whether a chat may subscribe, with what stands behind /start; an invitation in it is used up by that.

        While the service is open to all, everybody may.
        """

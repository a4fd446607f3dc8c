"""Texts that are about no article: what the operator says to everybody, what the service says to its operators.

They are notices with rows in the outbox, like an alert: the same promise, the same pace, one row a chat. A draft is
a notice without rows; `send` makes them, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from parwatch_core import addresses
from parwatch_core.notice import Language, NoticeKind
from storage import subscribers
from storage.statements import change, storable
from storage.tables import NOTICES, OUTBOX, SUBSCRIBERS
from storage.values import Folding, OutboxState

_ROW = ("notice_id", "chat_id", "state", "attempts", "not_before", "uncertain", "plain", "created_at")
_NAMED = select(OUTBOX.c.id).limit(1)
_EVERYBODY = and_(SUBSCRIBERS.c.active, subscribers.IS_NO_LINE)


def draft(session: Session, text: str, now: datetime) -> int:
    """Keep a text that may be sent to everybody; the notice's number."""
    return _notice(session, NoticeKind.ANNOUNCEMENT, text, now)


def audience(session: Session) -> int:
    """How many chats and channels a text to everybody would go to."""
    return session.scalar(select(func.count()).select_from(SUBSCRIBERS).where(_EVERYBODY)) or 0


def send(session: Session, notice_id: int, now: datetime) -> int | None:
    """A row for everybody who is subscribed; how many. None where there is no such draft (any more): said twice, the
    second time sends nothing, to those who came since neither.
    """
    if not _is_draft(session, notice_id):
        return None
    return _rows(session, notice_id, now, _EVERYBODY)


def discard(session: Session, notice_id: int) -> bool:
    """Throw a draft away. False where there is none."""
    if not _is_draft(session, notice_id):
        return False
    change(session, delete(NOTICES).where(NOTICES.c.id == notice_id))
    return True


def alarm(session: Session, text: str, lines: Sequence[int], now: datetime) -> int:
    """Tell these lines to operators (parwatch_core.addresses) a text; how many of them are open."""
    notice_id = _notice(session, NoticeKind.ALARM, text, now)
    return _rows(session, notice_id, now, and_(SUBSCRIBERS.c.active, SUBSCRIBERS.c.chat_id.in_(lines)))


def last_alarm(session: Session) -> datetime | None:
    """When the operators were told something last."""
    found: datetime | None = session.scalar(
        select(func.max(NOTICES.c.created_at)).where(NOTICES.c.kind == NoticeKind.ALARM.value)
    )
    return found


def open_lines(session: Session, chats: Sequence[int], now: datetime) -> dict[int, Language]:
    """Lines to exactly these operators' chats are open afterwards; each line with the language of its chat."""
    wanted = {addresses.of_operator(chat): chat for chat in chats}
    for row in session.execute(select(SUBSCRIBERS.c.chat_id).where(SUBSCRIBERS.c.active, ~subscribers.IS_NO_LINE)):
        if row.chat_id not in wanted:
            subscribers.deactivate(session, row.chat_id, "no operator's chat any more", now)
    languages: dict[int, Language] = {}
    for line, chat in wanted.items():
        known = subscribers.get(session, chat)
        languages[line] = known.preferences.language if known else Language.VI
        subscribers.subscribe(session, line, languages[line], now)
    return languages


def _notice(session: Session, kind: NoticeKind, text: str, now: datetime) -> int:
    added = insert(NOTICES).values(kind=kind.value, text=storable(text), created_at=now).returning(NOTICES.c.id)
    number: int = session.scalars(added).one()
    return number


def _is_draft(session: Session, notice_id: int) -> bool:
    """Whether it is a text to everybody that nobody was sent yet. The notice is locked against a second tap."""
    mine = select(NOTICES.c.id).where(NOTICES.c.id == notice_id, NOTICES.c.kind == NoticeKind.ANNOUNCEMENT.value)
    if session.scalar(mine.with_for_update()) is None:
        return False
    return session.scalar(_NAMED.where(OUTBOX.c.notice_id == notice_id)) is None


def _rows(session: Session, notice_id: int, now: datetime, whom: ColumnElement[bool]) -> int:
    """One statement however many they are. Quiet hours hold a text back as they hold an alert; a digest does not."""
    values = (notice_id, SUBSCRIBERS.c.chat_id, OutboxState.PENDING.value, 0, now, False, False, now)
    columns = [value if isinstance(value, ColumnElement) else literal(value) for value in values]
    chosen = select(*columns, literal(Folding.NEVER.value), literal(False)).where(whom)
    change(session, insert(OUTBOX).from_select([*_ROW, "folding", "folded"], chosen))
    # Not the row count of the statement: on PostgreSQL it is not known.
    written = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.notice_id == notice_id)
    return session.scalar(written) or 0

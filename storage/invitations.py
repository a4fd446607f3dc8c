"""Who may subscribe while only invited chats may: codes that are used up, and the chats that used one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from storage import subscribers
from storage.statements import change, insert_or
from storage.tables import ADMISSIONS, INVITATIONS


def invite(session: Session, code: str, uses: int, operator: int, now: datetime) -> None:
    """Make a code that lets in so many chats. `code` is one that nobody can guess."""
    values = {"code": code, "uses": uses, "used": 0, "created_at": now, "created_by": operator}
    change(session, insert(INVITATIONS), **values)


def admitted(session: Session, chat_id: int) -> bool:
    """Whether a chat may subscribe without a code: it was let in before, or was subscribed once."""
    let_in = session.scalar(select(ADMISSIONS.c.chat_id).where(ADMISSIONS.c.chat_id == chat_id)) is not None
    return let_in or subscribers.get(session, chat_id) is not None


def admit(session: Session, chat_id: int, code: str, now: datetime) -> bool:
    """Let a chat in by a code, which is used up by one. A chat that is in already uses up nothing. False: no such code,
    or none of it left.
    """
    if admitted(session, chat_id):
        return True
    left = update(INVITATIONS).where(INVITATIONS.c.code == code, INVITATIONS.c.used < INVITATIONS.c.uses)
    if change(session, left.values(used=INVITATIONS.c.used + 1)).rowcount == 0:
        return False
    row = {"chat_id": chat_id, "code": code, "admitted_at": now}
    change(session, insert_or(session, ADMISSIONS).values(**row).on_conflict_do_nothing())
    return True

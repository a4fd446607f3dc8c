"""Keeping the bot token out of everything that is written down.

The token is part of every address of the Bot API, so whatever logs a request logs the token.
"""

from __future__ import annotations

import logging

# httpx logs each address at INFO, python-telegram-bot the base address at DEBUG.
_TALKERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy", "telegram.Bot")
_SECRET_LENGTH = 8


class Redactor(logging.Filter):
    """Replaces one token in texts and, as a filter, in log records."""

    def __init__(self, token: str) -> None:
        super().__init__()
        number, _, secret = token.partition(":")
        # The part after the colon is secret without its number too, unless it is so short that it is a word.
        self._forms = [form for form in (token, secret) if form == token or len(form) >= _SECRET_LENGTH]
        self._mask = f"{number}:***" if secret else "***"

    def text(self, text: str) -> str:
        """`text` without the token."""
        for form in self._forms:
            text = text.replace(form, self._mask)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with the token masked in its message."""
        message = record.getMessage()
        masked = self.text(message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True

    def watch(self) -> None:
        """Silence the loggers that print addresses below WARNING, and mask what they still say."""
        for name in ("httpx", "httpcore", "telegram"):
            logging.getLogger(name).setLevel(logging.WARNING)
        for name in _TALKERS:
            logging.getLogger(name).addFilter(self)

    def unwatch(self) -> None:
        """Take the filters away; the loggers stay silent."""
        for name in _TALKERS:
            logging.getLogger(name).removeFilter(self)

"""What is asked of the fetcher and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parwatch_core.fetching import FetchStatus
from parwatch_core.source import ChallengeMode, TlsMode

Kind = Literal["page", "feed", "sitemap", "robots"]


@dataclass(frozen=True, slots=True)
class Request:
    """One address to fetch.

    `kind` is what the caller expects: markup for "page", XML or JSON for "feed" and "sitemap"; "robots" is fetched
    without asking robots.txt. `etag` and `last_modified` are the validators of the last good response, verbatim;
    both are sent, because Drupal answers 304 only to both. `ca` is the path of a PEM file added to the roots.
    """

    url: str
    kind: Kind = "page"
    etag: str | None = None
    last_modified: str | None = None
    tls: TlsMode = TlsMode.STRICT
    ca: str | None = None
    challenge: ChallengeMode = ChallengeMode.NONE


@dataclass(frozen=True, slots=True)
class Response:
    """A good answer: `status` is OK, or NOT_MODIFIED with an empty body.

    `url` is the address that was asked for, `final_url` the one that answered; `permanent_move` tells that every hop
    between them was a 301 or 308, so the source's address may be rewritten. `body` is decompressed and not decoded;
    `content_type` is the header as sent. On NOT_MODIFIED the validators are those of the answer, else of the request.
    `seconds` is time on the wire, waiting for the host's turn left out.
    """

    url: str
    final_url: str
    status: FetchStatus
    http_status: int
    body: bytes
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    seconds: float = 0.0
    permanent_move: bool = False

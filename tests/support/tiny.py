"""A portal of a few articles on a `Wire`: small enough that a polite service has read it within seconds."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from support.wire import Wire, answer

HOSTS = (f"127.0.{third}.{fourth}" for third in itertools.count(31) for fourth in range(1, 255))
_FILLER = (
    "Ủy ban nhân dân huyện yêu cầu các cơ quan, đơn vị tiếp tục rà soát, đơn giản hóa thủ tục hành chính, nâng cao "
    "chất lượng tiếp nhận và trả kết quả tại bộ phận một cửa, giữ nghiêm kỷ luật, kỷ cương trong thực thi công vụ. "
)


@dataclass
class Tiny:
    """The portal; `wire` is its server, whose routes a test may break."""

    wire: Wire
    _titles: dict[int, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """What stands in sources.toml: the feed itself, so that there is nothing to search for."""
        return self.wire.url("/rss")

    @property
    def host(self) -> str:
        return f"{self.wire.host}:{self.wire.port}"

    def publish(self, rank: int, unit: str = "huyện Phụng Hiệp", title: str | None = None) -> str:
        """Put a ranking article, dated now, on top of the feed; its address."""
        number = sum(path.startswith("/bai-") for path in self.wire.routes) + 1
        title = title or f"{unit[0].upper()}{unit[1:]} xếp thứ {rank} về cải cách hành chính năm 2025"
        self.wire.routes[f"/bai-{number}.html"] = answer(article(title, rank, unit, number))
        self._titles[number] = title
        self.wire.routes["/rss"] = answer(self._feed(), Content_Type="application/rss+xml; charset=utf-8")
        return self.wire.url(f"/bai-{number}.html")

    def _feed(self) -> str:
        date = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><title>{escaped(title)}</title><link>{self.wire.url(f'/bai-{number}.html')}</link>"
            f"<pubDate>{date}</pubDate></item>"
            for number, title in sorted(self._titles.items(), reverse=True)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'


def article(title: str, rank: int, unit: str, number: int = 1) -> str:
    """A page that nobody would take for anything but an article."""
    now = datetime.now(UTC).isoformat()
    body = (
        f"<p>Theo kết quả xếp hạng Chỉ số cải cách hành chính (PAR INDEX) năm 2025 của các huyện, {unit} xếp thứ "
        f"{rank} trên tổng số 12 đơn vị cấp huyện của tỉnh Hậu Giang.</p><p>{_FILLER}</p>"
        f"<p>Tin số {number} của phòng Nội vụ. {_FILLER * 2}</p>"
    )
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escaped(title)}</title>'
        f'<meta property="article:published_time" content="{now}"><meta property="og:type" content="article"></head>'
        f"<body><article><h1>{escaped(title)}</h1>{body}</article></body></html>"
    )


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@contextlib.asynccontextmanager
async def tiny(rank: int | None = 3) -> AsyncIterator[Tiny]:
    """A portal on a loopback address of its own (a service spaces its requests to one host), with one article."""
    async with Wire(host=next(HOSTS)) as wire:
        portal = Tiny(wire)
        if rank is not None:
            portal.publish(rank)
        yield portal

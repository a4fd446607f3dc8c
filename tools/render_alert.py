"""Draw the pictures of an alert that the READMEs show: docs/images/alert.svg (Vietnamese) and alert.en.svg.

The text is not typed in here. A made-up notice goes through alerts.render and alerts.telegram to the sample Bot API,
which checks it as Telegram would; what a client would show is drawn: the accepted text with its entities and buttons.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bubbles import svg

from alerts.telegram import TelegramChannel
from parwatch.demo.telegram.server import BotApi
from parwatch.demo.telegram.state import Message
from parwatch_core.notice import Copy, Delivery, Language, Notice, NoticeKind
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

IMAGES = Path(__file__).parent.parent / "docs" / "images"
FILES = {Language.VI: IMAGES / "alert.svg", Language.EN: IMAGES / "alert.en.svg"}
ABOUT = {
    Language.VI: "Một tin cảnh báo của parwatch trên Telegram",
    Language.EN: "An alert of parwatch on Telegram",
}
READER = 1

# No such district and no such province: a picture of the real ones would claim a rank that nobody gave them.
NOTICE = Notice(
    kind=NoticeKind.NEW,
    title="Sông Trà tăng 8 bậc về Chỉ số cải cách hành chính",
    url="https://songtra.example.gov.vn/tin-tuc/song-tra-tang-8-bac-123.html",
    portal="Trang thông tin điện tử huyện Sông Trà",
    published=datetime(2026, 1, 12, 1, 30, tzinfo=UTC),
    claims=(
        RankingClaim(
            unit="huyện Sông Trà",
            unit_level=UnitLevel.DISTRICT,
            province="Bình An",
            index=Index.PAR,
            year=2025,
            rank=2,
            of_total=10,
            score=88.46,
            score_unit="điểm",
            rank_change=8,
            evidence="Năm 2025, huyện Sông Trà đạt 88,46 điểm, xếp thứ 2/10 huyện, thị xã, thành phố trong tỉnh, "
            "tăng 8 bậc so với năm 2024.",
        ),
    ),
    copies=(Copy("Cổng thông tin điện tử tỉnh Bình An", "https://binhan.example.gov.vn/tin/9"),),
    source="songtra",
    number=1,
)


async def accepted(language: Language) -> Message:
    """The message as the sample Bot API took it."""
    async with BotApi() as server:
        server.know(READER)
        channel = TelegramChannel(server.token, server.base_url)
        try:
            await channel.deliver(Delivery(outbox_id=1, chat_id=READER, language=language, notice=NOTICE))
        finally:
            await channel.close()
        (message,) = server.to(READER)
        return message


def drawn(language: Language) -> str:
    """The picture in one language."""
    return svg(ABOUT[language], asyncio.run(accepted(language)))


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    for chosen, file in FILES.items():
        file.write_text(drawn(chosen), encoding="utf-8")
        print(f"{file.relative_to(IMAGES.parent.parent)} written")

"""The portals of the benchmark: the generated ones, with copies between them and texts that are easy to misread.

Every third article is a ranking, as generated. Of the others, article 4 of each portal becomes a text that speaks of
reform and of ranks and reports none. From the fourth tenth of the portals on one article (number 5, or 6, a ranking)
repeats that of a portal of the first three tenths; from the seventh tenth on it is reworked; the last tenth is left
alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from parwatch.demo.portals.article import Block, BlockKind, Label, SampleArticle, Truth
from parwatch.demo.portals.content import Content
from parwatch.demo.portals.generated import generate
from parwatch.demo.portals.portal import Portal

TRAP, COPIED, COPIED_RANKING = 4, 5, 6
# Portals are addressed 127.<net>.<block>.<1..BLOCK>.
BLOCK = 250

# Reform or ranks or both, but nobody's rank on a reform index: (title, lead).
TRAPS = (
    (
        "Ban hành kế hoạch nâng cao Chỉ số cải cách hành chính năm tới",
        "Kế hoạch đặt mục tiêu Chỉ số cải cách hành chính (PAR INDEX) của huyện xếp thứ 3 toàn tỉnh trở lên.",
    ),
    (
        "Tập huấn kỹ năng tự chấm điểm Chỉ số cải cách hành chính",
        "Lớp tập huấn hướng dẫn cách tự chấm điểm, xếp hạng Chỉ số cải cách hành chính cho cán bộ các xã, thị trấn.",
    ),
    (
        "Hội thi tìm hiểu cải cách hành chính trao giải",
        "Đội tuyển của huyện xếp thứ 2/11 đội dự thi, đoạt giải Nhì hội thi tìm hiểu về cải cách hành chính.",
    ),
    (
        "Năng lực cạnh tranh của tỉnh tiếp tục cải thiện",
        "Chỉ số năng lực cạnh tranh cấp tỉnh (PCI) xếp thứ 15/63, nhờ đẩy mạnh cải cách hành chính và hỗ trợ doanh "
        "nghiệp.",
    ),
    (
        "Bế mạc đại hội thể dục thể thao",
        "Đoàn vận động viên của huyện đứng thứ 3/12 toàn đoàn; khối thi đua cải cách hành chính cũng góp mặt thi đấu.",
    ),
    (
        "Công bố bộ tiêu chí đánh giá công tác cải cách hành chính cấp xã",
        "Bộ tiêu chí gồm 8 lĩnh vực, 100 điểm, làm căn cứ xếp hạng Chỉ số cải cách hành chính của các xã từ năm sau.",
    ),
    (
        "Kiểm tra công vụ tại bộ phận một cửa",
        "Đoàn kiểm tra công tác cải cách hành chính nhắc nhở 3 đơn vị xếp loại trung bình về thái độ phục vụ.",
    ),
    (
        "Chuyển đổi số đạt kết quả tích cực",
        "Chỉ số chuyển đổi số (DTI) của huyện xếp thứ 2/11; cùng với cải cách hành chính, đây là nhiệm vụ trọng tâm.",
    ),
    (
        "Thêm sản phẩm OCOP được công nhận hạng 4 sao",
        "Hội đồng công nhận 4 sản phẩm xếp hạng 4 sao; thủ tục hành chính được rút ngắn nhờ cải cách hành chính.",
    ),
    (
        "Góp ý dự thảo quy chế xếp hạng cải cách hành chính",
        "Dự thảo quy định các xã đứng thứ 1 đến thứ 3 về Chỉ số cải cách hành chính được khen thưởng hằng năm.",
    ),
)


def portals(
    count: int, articles: int, now: datetime, *, clock: Callable[[], datetime], net: int = 1
) -> tuple[Portal, ...]:
    """`count` portals, not yet started. The same arguments give the same articles."""
    made: list[Portal] = []
    for block in range(0, count, BLOCK):
        host = f"127.{net}.{block // BLOCK}.1"
        made += generate(min(BLOCK, count - block), articles, now, clock=clock, seed=1 + block, first_host=host)
    shown = [_dressed(place, portal.articles) for place, portal in enumerate(made)]
    return tuple(
        Portal(
            Content(portal.site, _with_copies(place, shown), ()),
            portal.style,
            host=f"127.{net}.{place // BLOCK}.{place % BLOCK + 1}",
            clock=clock,
        )
        for place, portal in enumerate(made)
    )


def utc_now() -> datetime:
    """The moment that the portals are dated from."""
    return datetime.now(UTC)


def _dressed(place: int, articles: tuple[SampleArticle, ...]) -> tuple[SampleArticle, ...]:
    """The articles of one portal, one of them turned into a trap."""
    title, lead = TRAPS[place % len(TRAPS)]
    truth = Truth(Label.NONE, trap="reform and ranks, and no rank on a reform index")
    return tuple(
        replace(article, title=title, lead=lead, truth=truth) if article.number == TRAP else article
        for article in articles
    )


def _with_copies(place: int, shown: list[tuple[SampleArticle, ...]]) -> tuple[SampleArticle, ...]:
    """The articles of one portal, one of them perhaps replaced by another portal's."""
    share = len(shown) * 3 // 10
    if not share or not share <= place < 3 * share:
        return shown[place]
    number = COPIED_RANKING if place % 5 == 4 else COPIED
    original = next((a for a in shown[place % share] if a.number == number), None)
    reworked = place >= 2 * share and number == COPIED
    return tuple(
        _copy(article, original, reworked=reworked) if original and article.number == number else article
        for article in shown[place]
    )


def _copy(article: SampleArticle, original: SampleArticle, *, reworked: bool) -> SampleArticle:
    """The original's words under this portal's own address and date; reworked as editors do: a lead-in, a cut."""
    blocks = original.blocks
    if reworked:
        credit = Block(BlockKind.PARAGRAPH, "Thông tin do cổng thông tin điện tử của tỉnh cung cấp.")
        blocks = (*blocks, credit)
    return replace(
        article,
        story=original.story,
        title=original.title,
        lead=original.lead,
        blocks=blocks,
        truth=original.truth,
    )

"""What stands around an article and is not part of it, told by its words.

Portals print counters, rating widgets, captcha messages, share links, licence footers and lists of other news inside
the container of the article, or glue them to its end. `clean_lines` cuts them from rendered lines or from a plain text
dump. Two kinds of words: a *tail marker* begins the part after the article; *noise* is dropped wherever it stands.
A marker only cuts when what follows it holds less prose than what precedes it, so a box of related links in the
middle of an article costs the box alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parwatch_core.text import fold_tone
from scraper.extract.dates import is_date_line, is_meta_row, stamp
from scraper.extract.render import Line

_I = re.IGNORECASE

_TAIL = re.compile(
    r"""^\W*(?:
      (?:các|những|mục)?\s*(?:tin|bài|bài\ viết|tin\ bài|tin\ tức|thông\ tin|văn\ bản)\s*(?:viết\s*)?
        (?:khác|liên\ quan|cùng\ (?:chuyên\ mục|thể\ loại|loại|chủ\ đề|danh\ mục)|mới\ (?:hơn|nhất|đăng|cập\ nhật)
        |cũ\ hơn|đã\ (?:đưa|đăng)|(?:đã\ )?đưa\ trước|tiếp\ theo|trước\ đó|đọc\ nhiều(?:\ nhất)?|xem\ nhiều(?:\ nhất)?
        |nổi\ bật|tham\ khảo)(?:\ khác)?
    | tin\ (?:đọc|xem)\ nhiều(?:\ nhất)? | (?:đọc|xem)\ nhiều(?:\ nhất)? | cùng\ (?:chuyên\ mục|chủ\ đề)
    | có\ thể\ (?:bạn|quý\ vị)\ (?:quan\ tâm|thích).{0,20} | bạn\ có\ thể\ quan\ tâm
    | (?:ý\ kiến|bình\ luận|phản\ hồi)\ (?:bạn\ đọc|của\ bạn|độc\ giả|người\ dùng|khách\ hàng).{0,40}
    | (?:gửi|viết|thêm)\ (?:ý\ kiến|bình\ luận|phản\ hồi)(?:\ (?:của\ bạn|mới))? | bình\ luận\s*\(\d+\)
    | đánh\ giá\ (?:bài\ viết|chất\ lượng\ bài\ viết|nội\ dung) | đánh\ giá\s*: | lượt\ đánh\ giá.*
    | xếp\ hạng\s*:\s*[\d.,]*
    | tổng\ số\ điểm\ của\ bài\ viết\ là.* | click\ để\ đánh\ giá\ bài\ viết
    | góp\ ý\ (?:cho\ |về\ )?bài\ viết
    | mã\ xác\ (?:thực|nhận).{0,40} | thống\ kê\ (?:truy\ cập|lượt\ truy\ cập|website) | (?:số\ )?lượt\ truy\ cập.{0,30}
    | thăm\ dò\ ý\ kiến | liên\ kết\ (?:website|web|trang|hữu\ ích) | bản\ đồ\ hành\ chính
    | thông\ tin\ (?:cải\ cách|tuyên\ truyền|cần\ biết)
    | (?:related|recommended)\ (?:articles?|news|posts?|stories|topics|content).{0,20}
    | (?:other|latest|recent|more)\ (?:news|stories|articles|posts) | (?:post|leave)\ a\ (?:comment|reply).{0,40}
    | comments?(?:\ \(?\d+\)?)? | you\ (?:may|might)\ also\ like.{0,30} | most\ (?:read|popular|viewed).{0,20}
    )[\s:.…»>\-|(\d)★☆]*(?:xem\ (?:thêm|tất\ cả|tiếp))?[\s:.…»>\-|(\d)]*$""",
    _I | re.VERBOSE,
)

# Words that may as well head a part of the article: they cut only where next to no prose follows.
_WEAK_TAIL = re.compile(
    r"""^\W*(?:
      video(?:\ clips?)? | thư\ viện\ (?:ảnh|video|hình\ ảnh) | xem\ thêm | đọc\ thêm | đánh\ giá | ý\ kiến | bình\ luận
    | phản\ hồi | thống\ kê | tin\ (?:tức|mới) | bài\ (?:trước|tiếp|sau) | read\ (?:more|next)\b.{0,60}
    | more\ (?:from|on|in|about|great)\b.{0,50} | don.?t\ miss | see\ (?:more|also)\b.{0,60} | share\ (?:this|on).{0,40}
    | about\ the\ author | (?:truyền\ hình|trang\ truyền\ hình|đài\ truyền\ thanh)
    )[\s:.…»>\-|(\d)]*$""",
    _I | re.VERBOSE,
)

_NOISE = re.compile(
    r"""^\W*(?:
      (?:số\ )?(?:lượt|lần)\ (?:xem|đọc|truy\ cập|tải)(?:\ (?:bài|tin|trang))?(?:\ viết)?\s*:?\s*[\d.,\s]*(?:lượt|lần)?
    | bạn\ là\ (?:khách|người|vị\ khách)(?:\ .{3,20})?\ thứ\s*:?\s*[\d.,\s]+
    | (?:số\ )?(?:người|khách|thành\ viên)\ (?:online|trực\ tuyến|truy\ cập|viếng\ thăm)\s*:?\s*[\d.,\s]+
    | (?:đã\ )?(?:xem|đọc)\s*[\d.,]+\s*(?:lần|lượt)(?:\ ?(?:sửa|cập\ nhật)\ lần\ cuối.{0,60})?
    | (?:sửa|cập\ nhật|chỉnh\ sửa)\ lần\ cuối\s*:?\s*(?:vào|lúc|ngày)?.{0,60}
    | (?:đã\ )?(?:xem|đọc|views?|hits?|page\ ?views?)\s*:?\s*[\d.,]+(?:\ (?:lượt|lần|views?).{0,10})?
    | [\d.,]+\ (?:lượt\ (?:xem|đọc|truy\ cập)|views?|lần\ xem)
    | (?:người\ )?(?:đang\ (?:truy\ cập|online|trực\ tuyến|xem)|online|trực\ tuyến|khách\ viếng\ thăm
        |máy\ chủ\ tìm\ kiếm)
        \s*:?\s*[\d.,]+(?:\ (?:người|khách).{0,20})?
    | (?:hôm\ (?:nay|qua)|(?:trong\ )?(?:tuần|tháng|năm)(?:\ (?:này|trước|qua|hiện\ tại))?|tháng\ hiện\ tại|tất\ cả
        |tổng(?:\ cộng|\ số|\ truy\ cập)?)\s*:?\s*[\d.,\s]+
    | (?:tổng\ )?(?:số\ )?(?:lượt|người)\ (?:đang\ )?truy\ cập\s*:?\s*[\d.,\s]* | thống\ kê\s*:\s*[\d.,\s]+
    | tổng\ (?:số\ )?(?:lượt\ )?truy\ cập\s*:?\s*[\d.,\s]* | số\ người\ đang\ truy\ cập\s*:?\s*[\d.,\s]*
    | đánh\ giá\s*:.{0,40} | lượt\ đánh\ giá\s*:.{0,60} | trung\ bình\s*:\s*[\d.,/]*(?:\ ?bình\ luận)?
    | mã\ xác\ (?:thực|nhận).{0,40} | nhập\ mã(?:\ xác\ nhận)?.{0,40} | [★☆✩⭐\s]+ | (?:\d\s*){1,5}sao
    | nhấn\ (?:vào\ )?(?:đây\ )?để\ đánh\ giá.*
    | (?:in|print)(?:\ (?:trang|bài|bài\ viết|bài\ này|trang\ này|ấn|tin))?
    | (?:gửi|send)\ (?:e?mail|bài\ viết|tin\ nhắn|cho\ bạn\ bè|phản\ hồi|tin|bài)(?:\ .{0,20})?
    | (?:lưu|tải|save)\ (?:bài|bài\ viết|tin|trang|về)(?:\ này)?
    | chia\ sẻ(?:\ (?:bài\ viết|lên|qua|trên|tin|facebook|zalo|twitter|bài\ viết\ này).{0,40})?\s*:? | thích\s*:?\s*\d*
    | (?:facebook|twitter|zalo|google\+?|linkedin|pinterest|tweet|email|e-mail|like|share|copy\ link|whatsapp|print
        |sao\ chép\ liên\ kết|youtube|rss|instagram|telegram)
    | (?:về|lên|trở\ (?:lên|về)|quay\ (?:lại|về)|back\ to)\s*(?:đầu\ trang|trang\ trước|trang\ chủ|trên|top|home)?
    | đầu\ trang | trang\ (?:trước|sau|chủ) | trở\ lại | xem\ (?:thêm|tiếp|chi\ tiết|tất\ cả|toàn\ bộ)(?:\ \W*)?
    | (?:quay\ (?:lại|về)|trở\ (?:lại|về))\ (?:danh\ sách|trang\ trước|chuyên\ mục).{0,20}
    | (?:chọn\ )?giọng\ (?:đọc|nói)(?:\ .{0,20})? | giọng\ (?:nam|nữ)(?:\ .{0,20})? | nghe\ (?:audio|báo\ nói)
    | chi\ tiết | (?:prev(?:ious)?|next)(?:\ (?:post|article))? | (?:cỡ|kích\ thước)\ chữ.{0,20} | a[-+](?:\s*a[-+]?)*
    | tăng\ giảm\ cỡ\ chữ | đọc\ bài(?:\ viết)? | nghe\ (?:bài\ viết|đọc\ bài).{0,20} | tương\ phản
    | xuất\ bản\ thông\ tin | asset\ publisher | nested\ applications | web\ content\ display
    | ipv6\ ready.{0,40} | (?:chung\ nhan\ )?tin\ nhiem\ mang | tín\ nhiệm\ mạng | đăng\ (?:nhập|ký|xuất)(?:\ \|)?
    | tìm\ kiếm(?:\ nâng\ cao)? | advertisement | advertising | sponsored | quảng\ cáo | skip\ to\ (?:main\ )?content
    | (?:từ\ khóa|tags?|thẻ|keywords?)(?:\s*:.{0,200})? | image\ caption | getty\ images | media\ caption.{0,200}
    | (?:\d+\s+){1,8}(?:»|›|>|sau|\d+)? | (?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3}) | javascript.{0,80} | loading\.*
    | đang\ tải.{0,30} | null
    | (?:(?:https?://\S+|/\S+\.(?:gif|png|jpe?g|svg)|\d{4}-\d\d-\d\dt\d\d:\S+)\s*)+
    )[\s:.…|»>-]*$""",
    _I | re.VERBOSE,
)

_FOOTER = re.compile(
    r"""(?:
      giấy\ phép\ (?:số|theo|thiết\ lập|hoạt\ động|xuất\ bản) | (?:số\ )?giấy\ phép\s*: | bản\ quyền\ (?:thuộc|©|\d|của)
    | copyright | © | ghi\ rõ\ nguồn | (?:cơ\ quan|đơn\ vị)\ (?:chủ\ quản|quản\ lý|thiết\ kế|chủ\ trì|vận\ hành)
    | chịu\ trách\ nhiệm\ (?:chính|nội\ dung|xuất\ bản) | trưởng\ ban\ biên\ tập | tổng\ biên\ tập\s*: | powered\ by
    | (?:thiết\ kế|phát\ triển|vận\ hành|xây\ dựng)\ (?:và\ .{3,20}\ )?bởi | phát\ hành\ lại\ thông\ tin
    | khi\ (?:trích\ dẫn|sử\ dụng)\ lại\ thông\ tin | designed\ by | all\ rights\ reserved | đường\ dây\ nóng\s*:
    | tổng\ (?:số\ )?lượt\ truy\ cập | số\ người\ đang\ truy\ cập | thống\ kê\ truy\ cập | who.?s\ online
    )""",
    _I | re.VERBOSE,
)

# Lines that are footer only beside others of the kind: an article may well end with an address.
_WEAK_FOOTER = re.compile(
    r"""^\W*(?:
      (?:địa\ chỉ|trụ\ sở|điện\ thoại|đt|tel|phone|fax|e-?mail|thư\ điện\ tử|hotline|website|web)\b.{0,5}[:\-].*
    | (?:cổng|trang)\ (?:thông\ tin\ điện\ tử|tin\ điện\ tử|thông\ tin|web|tin)\b.{0,120} | điện\ thoại\ -\ fax.*
    | (?:ubnd|[uủ][ỷy]\ ban\ nhân\ dân)\ (?:huyện|xã|tỉnh|phường|thành\ phố|thị\ xã|thị\ trấn|quận)\ .{2,60}
    )$""",
    _I | re.VERBOSE,
)

# A byline glued to the next widget's heading: "Từ DuyTRANG TRUYỀN HÌNH".
_GLUED = re.compile(r"(?<=[a-zà-ỹđ)])([A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ]+(?:\s+[A-ZĐÀ-Ỹ]{2,}){1,6})$")
_BREADCRUMB = re.compile(r"^\W*(?:bạn đang ở\s*:?\s*)?(?:trang (?:chủ|nhất)|home)\b(?!.*[.!?;]).{0,160}$", _I)
_FOOTER_LIMIT = 400
_SENTENCE = re.compile(r"[.!?;:,…](?:\s|$|[\"”»)])")


def is_prose(line: Line) -> bool:
    """Whether a line reads like a sentence of an article rather than like a label or a link."""
    return len(line.text) >= 60 and line.linked < 0.6 * len(line.text) and bool(_SENTENCE.search(line.text))


def _prose(line: Line) -> int:
    """The characters of prose in a line."""
    return len(line.text) if is_prose(line) else 0


def _is_tool(line: Line) -> bool:
    """Whether a line is nothing but links that do something with the page: print it, go back, make the letters grow."""
    return line.tools and line.is_link and len(line.text) <= 80


def _matches(pattern: re.Pattern[str], line: Line, limit: int) -> bool:
    text = line.text
    return len(text) <= limit and bool(pattern.match(fold_tone(text.removeprefix("- "))))


def clean_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines of the article itself. Pure and idempotent; never empties a text that holds prose."""
    kept = [
        line for line in _cut_teasers(_cut_tail(list(lines))) if not (_is_tool(line) or _matches(_NOISE, line, 220))
    ]
    return _cut_head(_cut_footer(_cut_link_runs(kept)))


def without_tail(lines: Sequence[Line]) -> list[Line]:
    """The lines above the marker that begins what follows an article; all of them where there is none."""
    return _cut_tail(list(lines))


def _cut_tail(lines: list[Line]) -> list[Line]:
    """Cut at the first marker that has more prose before it than after it; markers before that are only labels."""
    masses = [0 if teased else _prose(line) for line, teased in zip(lines, _teased(lines), strict=True)]
    before, after = 0, sum(masses)
    if not after:
        return lines
    kept: list[Line] = []
    for line, mass in zip(lines, masses, strict=True):
        strong, weak = _matches(_TAIL, line, 90), _matches(_WEAK_TAIL, line, 90)
        if (strong and before > after) or (weak and before > 6 * after):
            return kept
        if len(line.text) <= 80 and before > 6 * after and (glued := _GLUED.search(line.text)):
            return [*kept, replace(line, text=line.text[: glued.start()].rstrip())]
        if not (strong or weak):
            kept.append(line)
        before, after = before + mass, after - mass
    return kept


def _teased(lines: Sequence[Line]) -> list[bool]:
    """Whether each line stands under the link of a headline: then it belongs to that other article.

    The first prose does not: what is above it are the links of tools and sections.
    """
    first = next((i for i, line in enumerate(lines) if is_prose(line)), 0)
    return [
        i > first and before is not None and before.is_link and len(before.text) >= 25
        for i, before in enumerate([None, *lines][: len(lines)])
    ]


def are_teasers(lines: Sequence[Line]) -> bool:
    """Whether the prose is that of teasers, two at least: each stands under the link of another article's headline."""
    prose = [(i, line) for i, line in enumerate(lines) if is_prose(line)]
    teased = [
        line for i, line in prose if any(above.is_link and len(above.text) >= 25 for above in lines[max(0, i - 2) : i])
    ]
    return len(teased) >= 2 and len(teased) >= 0.8 * len(prose)


def _cut_teasers(lines: list[Line]) -> list[Line]:
    """Cut other news off the end: headlines that are links, each with a teaser and a date at most."""
    end, found = len(lines), 0
    while (start := _teaser(lines, end)) is not None:
        end, found = start, found + 1
    return lines[:end] if found >= 2 and any(map(_prose, lines[:end])) else lines


def _teaser(lines: Sequence[Line], end: int) -> int | None:
    """Where the teaser begins that ends at `end`: a headline's link with one or two short lines below it."""
    for start in range(end - 2, max(-1, end - 4), -1):
        line, below = lines[start], lines[start + 1 : end]
        if line.is_link and len(line.text) >= 25 and not line.files:
            short = all(len(one.text) <= 330 and not one.is_link for one in below)
            return start if short and sum(map(is_prose, below)) <= 1 else None
    return None


def _cut_link_runs(lines: list[Line]) -> list[Line]:
    """Drop lines that are nothing but a headline's link, and runs of three and more links: other articles, menus."""
    kept: list[Line] = []
    run: list[Line] = []
    for line in [*lines, Line("")]:
        if line.text and (line.is_link and not line.files):
            run.append(line)
            continue
        if len(run) < 3:
            kept.extend(link for link in run if len(link.text) < 30 or link.tag == "tr")
        run = []
        if line.text:
            kept.append(line)
    return kept


def _cut_footer(lines: list[Line]) -> list[Line]:
    """Peel footer lines off the end; weak ones only below a strong one or in company."""
    end = len(lines)
    strong = 0
    while end > 0:
        text = lines[end - 1].text
        if len(text) <= _FOOTER_LIMIT and _FOOTER.search(text):
            strong, end = end - 1, end - 1
        elif _WEAK_FOOTER.match(text) or (lines[end - 1].is_link and not lines[end - 1].files):
            end -= 1
        else:
            break
    if strong or len(lines) - end >= 2:
        above = lines[:end]
        return above if any(map(_prose, above)) or not any(map(_prose, lines)) else lines
    return lines


def _cut_head(lines: list[Line]) -> list[Line]:
    """Drop the rows above the first prose that are none of the text: breadcrumbs, dates, names, sections."""
    lines = [line for i, line in enumerate(lines) if i > 3 or not is_meta_row(line.text)]
    first = next((i for i, line in enumerate(lines) if is_prose(line)), 0)
    return [*(line for line in lines[:first] if not _is_heading_row(line)), *lines[first:]]


def _is_heading_row(line: Line) -> bool:
    """Whether a line above the text is a breadcrumb, a date, a dash between two fields, or the link of a section."""
    text = line.text
    if _BREADCRUMB.match(text) or is_date_line(stamp(text)) or not any(map(str.isalnum, text)):
        return True
    return 2 * line.linked > len(text) and not line.files and len(text) <= 40 and line.tag not in ("li", "tr")

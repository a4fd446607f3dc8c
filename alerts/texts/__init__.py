"""Every sentence that a person sees on Telegram or in the console, once a language.

`Texts` has no defaults: a sentence that is missing in one language does not even build. Names in braces are filled by
str.format; a test holds that both languages use the same names. Nothing in here contains markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parwatch_core.notice import Language
from parwatch_core.ranking import Index


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface in one language."""

    # an alert
    indices: Mapping[Index, str]
    rank: str
    rank_of: str
    places: str
    unchanged: str
    against_year: str
    against_before: str
    was: str
    score: str
    score_units: Mapping[str, str]
    earlier: str
    doubtful: str
    corrected: str
    no_claims: str
    topics: str
    withdrawn: str
    more_results: str
    also_on: str
    more_portals: str
    many_news: str
    date: str
    moment: str
    decimal: str
    thousands: str

    # the console
    console_only: str

    # the bot
    commands: Mapping[str, str]
    help: str
    hint: str
    failed: str
    status_title: str
    status_sources: str
    status_failing: str
    status_poll: str
    status_never: str
    status_articles: str
    status_alerts: str
    latest_title: str
    latest_none: str


VIETNAMESE = Texts(
    indices={
        Index.PAR: "Chỉ số cải cách hành chính (PAR INDEX)",
        Index.SIPAS: "Chỉ số hài lòng về phục vụ hành chính (SIPAS)",
        Index.QD766: "Bộ chỉ số phục vụ người dân, doanh nghiệp (QĐ 766)",
        Index.PAPI: "Chỉ số hiệu quả quản trị và hành chính công (PAPI)",
        Index.PCI: "Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)",
        Index.DDCI: "Chỉ số năng lực cạnh tranh sở, ngành và địa phương (DDCI)",
        Index.DTI: "Chỉ số chuyển đổi số (DTI)",
        Index.ICT: "Chỉ số sẵn sàng công nghệ thông tin (ICT Index)",
    },
    rank="Hạng {rank}",
    rank_of="Hạng {rank}/{total}",
    places="{arrow} {places} bậc",
    unchanged="giữ nguyên thứ hạng",
    against_year="so với năm {year}",
    against_before="so với năm trước",
    was="năm {year}: hạng {rank}",
    score="Điểm số: {score}",
    score_units={"điểm": " điểm", "%": "%", "": ""},
    earlier="Các năm trước: {ranks}",
    doubtful="⚠️ Số liệu chưa chắc chắn, xin xem bài gốc",
    corrected="Đính chính: bài viết đã sửa số liệu so với tin đã gửi",
    topics="Chủ đề: {names}",
    no_claims="Bài viết về xếp hạng cải cách hành chính",
    withdrawn="Bài viết không còn nêu kết quả xếp hạng đã báo",
    more_results="và {count} kết quả khác",
    also_on="Cũng đăng trên: {portals}",
    more_portals="và {count} cổng khác",
    many_news="{count} bài mới",
    date="%d/%m/%Y",
    moment="%H:%M, %d/%m/%Y",
    decimal=",",
    thousands=".",
    console_only="Chưa đặt TELEGRAM_BOT_TOKEN: tin cảnh báo được in ra màn hình này, không gửi lên Telegram.",
    commands={
        "start": "Đăng ký nhận tin",
        "settings": "Nhận tin gì, khi nào",
        "unit": "Theo dõi một đơn vị",
        "stop": "Ngừng nhận tin",
        "latest": "Các tin mới nhất",
        "search": "Tìm trong các bài đã lưu",
        "rank": "Thứ hạng của một đơn vị",
        "top": "Bảng xếp hạng theo chỉ số và năm",
        "history": "Biểu đồ thứ hạng qua các năm",
        "sources": "Các cổng đang theo dõi",
        "status": "Tình trạng theo dõi",
        "privacy": "Dữ liệu được lưu",
        "forget": "Xóa dữ liệu của bạn",
        "help": "Hướng dẫn",
    },
    help=(
        "Tôi theo dõi các cổng thông tin điện tử của cơ quan nhà nước và báo ngay khi có bài mới nêu kết quả xếp hạng "
        "cải cách hành chính."
    ),
    hint="Tôi chỉ hiểu các lệnh sau:",
    failed="Xin lỗi, tôi chưa trả lời được lúc này. Vui lòng thử lại sau ít phút.",
    status_title="Tình trạng theo dõi",
    status_sources="Nguồn đang theo dõi: {count}",
    status_failing="{count} nguồn đang gặp lỗi",
    status_poll="Lần đọc gần nhất: {moment}",
    status_never="chưa có",
    status_articles="Bài viết đã lưu: {count}",
    status_alerts="Tin cảnh báo đã gửi: {count}",
    latest_title="Các tin mới nhất",
    latest_none="Chưa có tin nào. Tin đầu tiên sẽ được gửi đến đây ngay khi có bài xếp hạng mới.",
)

ENGLISH = Texts(
    indices={
        Index.PAR: "Public Administration Reform Index (PAR INDEX)",
        Index.SIPAS: "Satisfaction Index of Public Administrative Services (SIPAS)",
        Index.QD766: "Public service index of Decision 766",
        Index.PAPI: "Governance and Public Administration Performance Index (PAPI)",
        Index.PCI: "Provincial Competitiveness Index (PCI)",
        Index.DDCI: "Department and District Competitiveness Index (DDCI)",
        Index.DTI: "Digital Transformation Index (DTI)",
        Index.ICT: "ICT Readiness Index (ICT Index)",
    },
    rank="Rank {rank}",
    rank_of="Rank {rank} of {total}",
    places="{arrow} {places}",
    unchanged="unchanged",
    against_year="from {year}",
    against_before="from the year before",
    was="{year}: rank {rank}",
    score="Score: {score}",
    score_units={"điểm": " points", "%": "%", "": ""},
    earlier="Earlier years: {ranks}",
    doubtful="⚠️ These figures are uncertain: please see the article",
    corrected="Correction: the article's figures differ from those sent before",
    topics="Topic: {names}",
    no_claims="An article on administrative-reform rankings",
    withdrawn="The article no longer reports the ranking that was sent",
    more_results="and {count} more",
    also_on="Also on: {portals}",
    more_portals="and {count} more",
    many_news="{count} new articles",
    date="%d %b %Y",
    moment="%d %b %Y, %H:%M",
    decimal=".",
    thousands=",",
    console_only="TELEGRAM_BOT_TOKEN is not set: alerts are written here and not sent to Telegram.",
    commands={
        "start": "Subscribe to alerts",
        "settings": "What you are told, and when",
        "unit": "Follow a unit",
        "stop": "Stop the alerts",
        "latest": "The latest alerts",
        "search": "Search the articles",
        "rank": "Where a unit stands",
        "top": "The table of an index and year",
        "history": "A picture of a unit's ranks",
        "sources": "The portals watched",
        "status": "What is being watched",
        "privacy": "What is stored of you",
        "forget": "Delete what is stored",
        "help": "How this works",
    },
    help=(
        "I watch the portals of Vietnamese authorities and write as soon as a new article reports an "
        "administrative-reform ranking."
    ),
    hint="I only understand these commands:",
    failed="Sorry, I cannot answer just now. Please try again in a few minutes.",
    status_title="What is being watched",
    status_sources="Portals watched: {count}",
    status_failing="{count} failing",
    status_poll="Last read: {moment}",
    status_never="never",
    status_articles="Articles kept: {count}",
    status_alerts="Alerts sent: {count}",
    latest_title="The latest alerts",
    latest_none="Nothing yet. The first alert will come here as soon as a new ranking is published.",
)

_BY_LANGUAGE = {Language.VI: VIETNAMESE, Language.EN: ENGLISH}


def texts(language: Language) -> Texts:
    """The interface in `language`."""
    return _BY_LANGUAGE[language]

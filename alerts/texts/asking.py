"""The words of the answers to questions: /latest, /search, /rank, /top, /history, /sources, /help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parwatch_core.notice import Language
from parwatch_core.ranking import Index, UnitLevel


@dataclass(frozen=True, slots=True)
class Asking:
    """One language. Names in braces are filled by str.format."""

    # /help: a group of commands by its heading; what is in none comes last
    help_groups: Mapping[str, tuple[str, ...]]
    help_others: str

    # turning pages
    newer: str
    older: str
    before: str
    further: str
    page: str
    too_old: str

    # /latest
    latest_mine: str
    latest_all: str
    show_mine: str
    show_all: str
    none_wanted: str

    # /search
    search_usage: str
    search_none: str

    # units
    rank_usage: str
    history_usage: str
    unknown_unit: str
    did_you_mean: str
    which_unit: str
    no_facts: str
    no_facts_year: str
    ended: str
    took_over: str
    more_units: str
    index_names: Mapping[Index, str]
    no_year: str
    disputed: str
    doubtful: str
    no_rank: str
    articles: str
    more_lines: str
    picture: str
    as_text: str
    caption: str
    nothing_to_draw: str

    # /top
    top_title: str
    levels: Mapping[UnitLevel, str]
    top_total: str
    top_none: str
    top_usage: str
    unknown_province: str
    gap: str
    gaps: str
    tables: str

    # /sources
    sources_title: str
    sources_none: str
    source_new: str
    source_paused: str
    source_never: str
    source_failing: str
    source_read: str
    source_articles: str


VIETNAMESE = Asking(
    help_groups={
        "🔔 Nhận tin": ("start", "settings", "unit", "stop"),
        "🔎 Tra cứu": ("latest", "search", "rank", "top", "history"),
        "ℹ️ Về dịch vụ": ("sources", "status", "privacy", "forget", "help"),
    },
    help_others="Lệnh khác",
    newer="‹ Mới hơn",
    older="Cũ hơn ›",
    before="‹ Trước",
    further="Tiếp ›",
    page="Trang {page}",
    too_old="Tin nhắn này đã cũ. Vui lòng gửi lại lệnh.",
    latest_mine="Các tin mới nhất theo lựa chọn của bạn",
    latest_all="Tất cả các tin mới nhất",
    show_mine="Chỉ tin tôi chọn",
    show_all="Xem tất cả",
    none_wanted="Chưa có tin nào khớp với lựa chọn của bạn. Xem hoặc sửa lựa chọn: /settings",
    search_usage=(
        "Gửi từ cần tìm sau lệnh, có dấu hay không dấu đều được; đặt cụm từ trong ngoặc kép.\n\n"
        'Ví dụ: /search Hà Tĩnh "cải cách hành chính"'
    ),
    search_none="Không tìm thấy bài nào có đủ các từ này. Thử ít từ hơn, hoặc chỉ gửi tên đơn vị: /rank",
    rank_usage=(
        "Gửi tên đơn vị sau lệnh, có dấu hay không dấu đều được; thêm năm nếu chỉ cần một năm.\n\n"
        "Ví dụ: /rank Hà Tĩnh\n/rank huyện Hương Sơn 2021"
    ),
    history_usage="Gửi tên đơn vị sau lệnh.\n\nVí dụ: /history Hà Tĩnh",
    unknown_unit="Không tìm thấy đơn vị “{unit}”.",
    did_you_mean="Có phải bạn muốn hỏi:",
    which_unit="Có nhiều đơn vị mang tên này. Bạn muốn xem đơn vị nào?",
    no_facts="Chưa có bài nào nêu thứ hạng của {unit}.",
    no_facts_year="Chưa có bài nào nêu thứ hạng của {unit} năm {year}.",
    ended="{unit} không còn là đơn vị hành chính từ tháng 7/2025. Trên địa bàn này nay là: {units}.",
    took_over="{unit} gồm địa bàn của: {units}.",
    more_units="và {count} đơn vị khác",
    index_names={
        Index.PAR: "PAR INDEX",
        Index.SIPAS: "SIPAS",
        Index.QD766: "Bộ chỉ số 766",
        Index.PAPI: "PAPI",
        Index.PCI: "PCI",
        Index.DDCI: "DDCI",
        Index.DTI: "DTI",
        Index.ICT: "ICT Index",
    },
    no_year="không rõ năm",
    disputed="các bài nêu khác nhau",
    doubtful="chưa chắc chắn",
    no_rank="chưa rõ hạng",
    articles="{count} bài",
    more_lines="và {count} kết quả khác",
    picture="📈 Biểu đồ",
    as_text="📋 Xem số liệu",
    caption="Thứ hạng qua các năm",
    nothing_to_draw="Chưa đủ số liệu để vẽ biểu đồ.",
    top_title="Bảng xếp hạng {field}",
    levels={
        UnitLevel.NATION: "các quốc gia",
        UnitLevel.MINISTRY: "các bộ, cơ quan ngang bộ",
        UnitLevel.PROVINCE: "các tỉnh, thành phố",
        UnitLevel.DEPARTMENT: "các sở, ngành",
        UnitLevel.DISTRICT: "cấp huyện",
        UnitLevel.COMMUNE: "cấp xã",
        UnitLevel.OTHER: "các đơn vị khác",
    },
    top_total="{total} đơn vị được xếp hạng; số liệu do các bài đã đọc nêu",
    top_none="Chưa có bài nào nêu thứ hạng {index} ở đây.",
    top_usage=(
        "Gửi tên chỉ số, năm và tỉnh sau lệnh; thiếu phần nào cũng được.\n\n"
        "Ví dụ: /top PAR 2024\n/top SIPAS 2024 Hà Tĩnh"
    ),
    unknown_province="Không tìm thấy tỉnh, thành phố “{province}”.",
    gap="Hạng {rank}: chưa có tin",
    gaps="Hạng {first}–{last}: chưa có tin",
    tables="Bảng khác:",
    sources_title="Các cổng đang theo dõi",
    sources_none="Chưa theo dõi cổng nào.",
    source_new="chưa đọc lần nào",
    source_paused="tạm dừng",
    source_never="chưa đọc được lần nào",
    source_failing="đang gặp lỗi, đọc được lần cuối {moment}",
    source_read="đọc lần cuối {moment}",
    source_articles="{count} bài",
)

ENGLISH = Asking(
    help_groups={
        "🔔 Alerts": ("start", "settings", "unit", "stop"),
        "🔎 Look up": ("latest", "search", "rank", "top", "history"),
        "ℹ️ About this service": ("sources", "status", "privacy", "forget", "help"),
    },
    help_others="More commands",
    newer="‹ Newer",
    older="Older ›",
    before="‹ Back",
    further="Next ›",
    page="Page {page}",
    too_old="This message is too old. Please send the command again.",
    latest_mine="The latest alerts of your choice",
    latest_all="All the latest alerts",
    show_mine="Only my choice",
    show_all="Show all",
    none_wanted="Nothing yet that matches your choice. See or change it: /settings",
    search_usage=(
        "Send the words to look for behind the command, with or without marks; put phrases in quotation marks.\n\n"
        'For example: /search Ha Tinh "cai cach hanh chinh"'
    ),
    search_none="No article has all of these words. Try fewer of them, or send just the name of a unit: /rank",
    rank_usage=(
        "Send the name of a unit behind the command, with or without marks, and a year if you want only that one.\n\n"
        "For example: /rank Ha Tinh\n/rank huyen Huong Son 2021"
    ),
    history_usage="Send the name of a unit behind the command.\n\nFor example: /history Ha Tinh",
    unknown_unit="No unit is called “{unit}”.",
    did_you_mean="Did you mean:",
    which_unit="Several units have this name. Which one do you mean?",
    no_facts="No article has told a rank of {unit} yet.",
    no_facts_year="No article has told a rank of {unit} for {year}.",
    ended="{unit} ceased to be a unit in July 2025. On its ground now: {units}.",
    took_over="{unit} includes the ground of: {units}.",
    more_units="and {count} more",
    index_names={
        Index.PAR: "PAR INDEX",
        Index.SIPAS: "SIPAS",
        Index.QD766: "Index 766",
        Index.PAPI: "PAPI",
        Index.PCI: "PCI",
        Index.DDCI: "DDCI",
        Index.DTI: "DTI",
        Index.ICT: "ICT Index",
    },
    no_year="year not given",
    disputed="articles disagree",
    doubtful="uncertain",
    no_rank="rank not known",
    articles="{count} articles",
    more_lines="and {count} more results",
    picture="📈 Picture",
    as_text="📋 Show the figures",
    caption="Ranks over the years",
    nothing_to_draw="There is not enough to draw yet.",
    top_title="Ranking of {field}",
    levels={
        UnitLevel.NATION: "countries",
        UnitLevel.MINISTRY: "ministries",
        UnitLevel.PROVINCE: "provinces and cities",
        UnitLevel.DEPARTMENT: "departments",
        UnitLevel.DISTRICT: "districts",
        UnitLevel.COMMUNE: "communes",
        UnitLevel.OTHER: "other units",
    },
    top_total="{total} units ranked; figures as the articles read so far tell them",
    top_none="No article has told ranks on {index} here yet.",
    top_usage=(
        "Send an index, a year and a province behind the command; each may be left out.\n\n"
        "For example: /top PAR 2024\n/top SIPAS 2024 Ha Tinh"
    ),
    unknown_province="No province is called “{province}”.",
    gap="Rank {rank}: nothing reported",
    gaps="Ranks {first}–{last}: nothing reported",
    tables="Other tables:",
    sources_title="The portals watched",
    sources_none="No portal is watched yet.",
    source_new="not read yet",
    source_paused="paused",
    source_never="could not be read yet",
    source_failing="failing, last read {moment}",
    source_read="last read {moment}",
    source_articles="{count} articles",
)

_BY_LANGUAGE = {Language.VI: VIETNAMESE, Language.EN: ENGLISH}


def asking(language: Language) -> Asking:
    """The words of one language."""
    return _BY_LANGUAGE[language]

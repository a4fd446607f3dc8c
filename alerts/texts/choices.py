"""What the bot says about a chat's choices: /settings and its pages; once a language.

As in `alerts.texts`: no defaults, names in braces are filled by str.format, no markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parwatch_core.notice import Language
from parwatch_core.preferences import Area, Movement, Pace, Side
from parwatch_core.ranking import Index, Salience


@dataclass(frozen=True, slots=True)
class Choices:
    """The settings in one language. `lines`, `buttons` and `questions` go by the keys of the pages."""

    this_language: str
    back: str
    done: str
    open_settings: str
    and_more: str
    scopes: Mapping[Area, str]
    settings_title: str
    settings_hint: str
    lines: Mapping[str, str]
    buttons: Mapping[str, str]
    questions: Mapping[str, str]
    areas: Mapping[Area, str]
    index_names: Mapping[Index, str]
    indices_none: str
    indices_reform: str
    indices_all: str
    salience: Mapping[Salience, str]
    doubtful: Mapping[bool, str]
    movements: Mapping[Movement, str]
    rank_any: str
    ranks: Mapping[Side, str]
    sides: Mapping[Side, str]
    topics_all: str
    topics_without: str
    topic_reform: str
    muted_none: str
    muted_some: str
    paces: Mapping[Pace, str]
    times: Mapping[Pace, str]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    quiet_none: str
    quiet_span: str


VIETNAMESE = Choices(
    this_language="Tiếng Việt",
    back="‹ Quay lại",
    done="✅ Xong",
    open_settings="⚙️ Cài đặt",
    and_more="và {count} nơi khác",
    scopes={
        Area.COUNTRY: "🇻🇳 Cả nước",
        Area.PROVINCES: "🗺 Một số tỉnh, thành phố",
        Area.UNITS: "🏘 Một số đơn vị (xã, phường, huyện cũ, bộ…)",
    },
    settings_title="⚙️ Cài đặt",
    settings_hint="Bấm vào mục muốn thay đổi.",
    lines={
        "lang": "🌐 Ngôn ngữ: {value}",
        "area": "📍 Phạm vi: {value}",
        "idx": "📊 Chỉ số: {value}",
        "main": "🎯 Bài viết: {value}",
        "sure": "⚠️ Số liệu chưa chắc chắn: {value}",
        "move": "↕️ Biến động: {value}",
        "rank": "🏅 Thứ hạng: {value}",
        "topic": "🏷 Chủ đề: {value}",
        "mute": "🔇 Nguồn đã tắt: {value}",
        "time": "🕘 Thời điểm: {value}",
        "quiet": "🌙 Giờ yên lặng: {value}",
    },
    buttons={
        "lang": "🌐 Ngôn ngữ",
        "area": "📍 Phạm vi",
        "idx": "📊 Chỉ số",
        "main": "🎯 Bài viết",
        "sure": "⚠️ Chưa chắc chắn",
        "move": "↕️ Biến động",
        "rank": "🏅 Thứ hạng",
        "topic": "🏷 Chủ đề",
        "mute": "🔇 Nguồn đã tắt",
        "time": "🕘 Thời điểm",
        "quiet": "🌙 Giờ yên lặng",
    },
    questions={
        "lang": "🌐 Bạn muốn nhận tin bằng ngôn ngữ nào?",
        "area": "📍 Bạn muốn theo dõi kết quả của nơi nào?",
        "idx": "📊 Bạn quan tâm đến những chỉ số nào?\nBấm để chọn hoặc bỏ chọn.",
        "main": "🎯 Bạn muốn nhận những bài viết nào?",
        "sure": "⚠️ Có bài viết mà máy chưa đọc chắc số liệu. Bạn có muốn nhận cả những tin này không?",
        "move": "↕️ Bạn muốn nhận tin khi thứ hạng thay đổi thế nào?",
        "rank": "🏅 Bạn chỉ muốn nhận tin về những thứ hạng nào?",
        "topic": "🏷 Bạn muốn nhận tin về những chủ đề nào?\nBấm để chọn hoặc bỏ chọn.",
        "mute": "🔇 Các nguồn bạn đã tắt. Bấm vào một nguồn để nhận lại tin từ nguồn đó.",
        "time": "🕘 Bạn muốn nhận tin khi nào?",
        "daily": "🗓 Gửi một bản tin gộp mỗi ngày, vào lúc mấy giờ?",
        "weekly": "🗓 Gửi một bản tin gộp mỗi tuần, vào thứ mấy, lúc mấy giờ?",
        "quiet": "🌙 Trong giờ yên lặng tôi không nhắn; tin được giữ lại và gửi ngay khi hết giờ.",
    },
    areas={
        Area.COUNTRY: "cả nước",
        Area.PROVINCES: "mọi đơn vị của {places}",
        Area.UNITS: "{places}",
    },
    index_names={
        Index.PAR: "PAR INDEX (cải cách hành chính)",
        Index.SIPAS: "SIPAS (hài lòng của người dân)",
        Index.QD766: "Bộ chỉ số 766 (phục vụ người dân)",
        Index.PAPI: "PAPI (quản trị, hành chính công)",
        Index.PCI: "PCI (năng lực cạnh tranh cấp tỉnh)",
        Index.DDCI: "DDCI (sở, ngành, địa phương)",
        Index.DTI: "DTI (chuyển đổi số)",
        Index.ICT: "ICT Index (công nghệ thông tin)",
    },
    indices_none="không có",
    indices_reform="cải cách hành chính (PAR INDEX, SIPAS, 766)",
    indices_all="tất cả",
    salience={
        Salience.INCIDENTAL: "mọi bài có nhắc đến kết quả xếp hạng",
        Salience.SECONDARY: "bài có một phần nói về xếp hạng",
        Salience.MAIN: "chỉ bài viết chuyên về xếp hạng",
    },
    doubtful={False: "không gửi", True: "vẫn gửi, kèm lưu ý"},
    movements={
        Movement.ANY: "tăng, giảm hay giữ nguyên đều gửi",
        Movement.ROSE: "chỉ khi tăng hạng",
        Movement.FELL: "chỉ khi tụt hạng",
        Movement.CHANGED: "chỉ khi tăng hoặc tụt hạng",
    },
    rank_any="mọi thứ hạng",
    ranks={Side.BETTER: "hạng {rank} trở lên", Side.WORSE: "hạng {rank} trở xuống"},
    sides={Side.BETTER: "🔼 Tốp {rank}", Side.WORSE: "🔽 Từ hạng {rank}"},
    topics_all="tất cả",
    topics_without="trừ {topics}",
    topic_reform="Xếp hạng cải cách hành chính",
    muted_none="không có",
    muted_some="{count} nguồn",
    paces={
        Pace.AT_ONCE: "⚡ Ngay khi có tin",
        Pace.DAILY: "🗓 Mỗi ngày một lần",
        Pace.WEEKLY: "🗓 Mỗi tuần một lần",
    },
    times={
        Pace.AT_ONCE: "ngay khi có tin",
        Pace.DAILY: "mỗi ngày lúc {hour}",
        Pace.WEEKLY: "{weekday} hằng tuần lúc {hour}",
    },
    weekdays=("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    weekdays_short=("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    quiet_none="không đặt",
    quiet_span="từ {start} đến {end}",
)

ENGLISH = Choices(
    this_language="English",
    back="‹ Back",
    done="✅ Done",
    open_settings="⚙️ Settings",
    and_more="and {count} more",
    scopes={
        Area.COUNTRY: "🇻🇳 The whole country",
        Area.PROVINCES: "🗺 Some provinces and cities",
        Area.UNITS: "🏘 Some units (communes, former districts, ministries…)",
    },
    settings_title="⚙️ Settings",
    settings_hint="Tap what you would like to change.",
    lines={
        "lang": "🌐 Language: {value}",
        "area": "📍 Scope: {value}",
        "idx": "📊 Indices: {value}",
        "main": "🎯 Articles: {value}",
        "sure": "⚠️ Uncertain figures: {value}",
        "move": "↕️ Moves: {value}",
        "rank": "🏅 Ranks: {value}",
        "topic": "🏷 Topics: {value}",
        "mute": "🔇 Muted portals: {value}",
        "time": "🕘 When: {value}",
        "quiet": "🌙 Quiet hours: {value}",
    },
    buttons={
        "lang": "🌐 Language",
        "area": "📍 Scope",
        "idx": "📊 Indices",
        "main": "🎯 Articles",
        "sure": "⚠️ Uncertain",
        "move": "↕️ Moves",
        "rank": "🏅 Ranks",
        "topic": "🏷 Topics",
        "mute": "🔇 Muted",
        "time": "🕘 When",
        "quiet": "🌙 Quiet hours",
    },
    questions={
        "lang": "🌐 Which language would you like?",
        "area": "📍 Whose results would you like to follow?",
        "idx": "📊 Which indices interest you?\nTap to choose or leave out.",
        "main": "🎯 Which articles would you like to hear of?",
        "sure": "⚠️ In some articles the figures could not be read with certainty. Would you like those alerts too?",
        "move": "↕️ Which changes of rank would you like to hear of?",
        "rank": "🏅 Which ranks would you like to hear of?",
        "topic": "🏷 Which topics would you like to hear of?\nTap to choose or leave out.",
        "mute": "🔇 The portals that you have muted. Tap one to hear from it again.",
        "time": "🕘 When would you like to get the alerts?",
        "daily": "🗓 One digest a day: at what time?",
        "weekly": "🗓 One digest a week: on which day, at what time?",
        "quiet": "🌙 In the quiet hours I stay silent; alerts are kept and sent as soon as they end.",
    },
    areas={
        Area.COUNTRY: "the whole country",
        Area.PROVINCES: "everything in {places}",
        Area.UNITS: "only {places}",
    },
    index_names={
        Index.PAR: "PAR INDEX (administrative reform)",
        Index.SIPAS: "SIPAS (satisfaction)",
        Index.QD766: "Decision 766 (public service)",
        Index.PAPI: "PAPI (governance)",
        Index.PCI: "PCI (provincial competitiveness)",
        Index.DDCI: "DDCI (departments, districts)",
        Index.DTI: "DTI (digital transformation)",
        Index.ICT: "ICT Index (ICT readiness)",
    },
    indices_none="none",
    indices_reform="administrative reform (PAR INDEX, SIPAS, 766)",
    indices_all="all",
    salience={
        Salience.INCIDENTAL: "every article that mentions a ranking",
        Salience.SECONDARY: "articles that treat a ranking in part",
        Salience.MAIN: "only articles about a ranking",
    },
    doubtful={False: "not sent", True: "sent with a warning"},
    movements={
        Movement.ANY: "up, down or unchanged",
        Movement.ROSE: "only when a rank rose",
        Movement.FELL: "only when a rank fell",
        Movement.CHANGED: "only when a rank rose or fell",
    },
    rank_any="any rank",
    ranks={Side.BETTER: "rank {rank} or better", Side.WORSE: "rank {rank} or worse"},
    sides={Side.BETTER: "🔼 Top {rank}", Side.WORSE: "🔽 {rank} or worse"},
    topics_all="all",
    topics_without="all but {topics}",
    topic_reform="Administrative-reform rankings",
    muted_none="none",
    muted_some="{count}",
    paces={
        Pace.AT_ONCE: "⚡ At once",
        Pace.DAILY: "🗓 Once a day",
        Pace.WEEKLY: "🗓 Once a week",
    },
    times={
        Pace.AT_ONCE: "at once",
        Pace.DAILY: "every day at {hour}",
        Pace.WEEKLY: "every {weekday} at {hour}",
    },
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    quiet_none="none",
    quiet_span="{start} to {end}",
)

_BY_LANGUAGE = {Language.VI: VIETNAMESE, Language.EN: ENGLISH}


def choices(language: Language) -> Choices:
    """The settings in `language`."""
    return _BY_LANGUAGE[language]

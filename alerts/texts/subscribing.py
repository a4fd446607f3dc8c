"""What the bot says about subscribing: beginning, choosing, settings, stopping, privacy; once a language.

As in `alerts.texts`: no defaults, names in braces are filled by str.format, no markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parwatch_core.notice import Language
from parwatch_core.preferences import Area, Movement, Pace, Side
from parwatch_core.ranking import Index, Salience


@dataclass(frozen=True, slots=True)
class Subscribing:
    """The interface of subscribing in one language."""

    # everywhere
    this_language: str
    back: str
    done: str
    saved: str
    nothing_changed: str
    open_settings: str
    previous: str
    next: str
    page: str
    admins_only: str
    admins_unknown: str
    slow_down: str
    and_more: str
    full: str

    # beginning and ending
    greeting: str
    greeting_again: str
    already: str
    greeting_group: str
    ask_language: str
    ask_scope: str
    scopes: Mapping[Area, str]
    finished: str
    following: str
    finished_hint: str
    stopped: str
    come_back: str
    not_subscribed: str

    # provinces and units
    provinces_title: str
    provinces_hint: str
    units_title: str
    units_none: str
    units_prompt: str
    units_prompt_group: str
    units_found: str
    units_found_none: str
    units_replace: Mapping[Area, str]
    unit_added: str
    unit_became: str
    unit_became_watched: str
    unit_former: str
    unit_whole_province: str
    unit_province_only: str
    unit_removed: str
    unit_add_more: str
    back_to_country: str

    # settings
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

    # privacy
    privacy: str
    forget_ask: str
    forget_yes: str
    forget_no: str
    forgotten: str
    forget_nothing: str
    kept: str


VIETNAMESE = Subscribing(
    this_language="Tiếng Việt",
    back="‹ Quay lại",
    done="✅ Xong",
    saved="✅ Đã lưu",
    nothing_changed="Lựa chọn này không còn dùng được. Gửi /settings để mở lại.",
    open_settings="⚙️ Cài đặt",
    previous="‹ Trước",
    next="Sau ›",
    page="Trang {page}/{pages}",
    admins_only="Chỉ quản trị viên mới thay đổi được cài đặt ở đây.",
    admins_unknown="Chưa kiểm tra được quyền quản trị. Vui lòng thử lại sau ít phút.",
    slow_down="Bạn thao tác nhanh quá, tôi chưa theo kịp. Vui lòng đợi một phút rồi thử lại.",
    and_more="và {count} nơi khác",
    full="Mỗi cuộc trò chuyện theo dõi được nhiều nhất {count} nơi.",
    greeting=(
        "👋 Xin chào! Khi có cổng thông tin nhà nước đăng kết quả xếp hạng cải cách hành chính, tôi sẽ nhắn cho bạn: "
        "đơn vị nào, hạng mấy, tăng hay giảm, kèm đường dẫn đến bài gốc.\n\n"
        "Bạn đã được đăng ký nhận tin cả nước. Chỉ cần chọn thêm hai điều."
    ),
    greeting_again="👋 Mừng bạn trở lại! Tin sẽ lại được gửi đến đây, theo các lựa chọn trước của bạn.",
    already="👍 Tin vẫn đang được gửi đến đây.",
    greeting_group=(
        "👋 Chào cả nhà! Tôi báo tin khi có cổng thông tin nhà nước đăng kết quả xếp hạng cải cách hành chính.\n\n"
        "Để nhận tin tại đây, xin một quản trị viên chọn ngôn ngữ."
    ),
    ask_language="🌐 Bạn muốn nhận tin bằng ngôn ngữ nào?",
    ask_scope="📍 Bạn muốn theo dõi kết quả của nơi nào?",
    scopes={
        Area.COUNTRY: "🇻🇳 Cả nước",
        Area.PROVINCES: "🗺 Một số tỉnh, thành phố",
        Area.UNITS: "🏘 Một số đơn vị (xã, phường, huyện cũ, bộ…)",
    },
    finished="✅ Xong! Cảm ơn bạn.",
    following="📍 Bạn nhận tin về: {scope}.\n🕘 Thời điểm: {timing}.",
    finished_hint="Xem tin mới nhất: /latest · Thay đổi lựa chọn: /settings · Ngừng nhận tin: /stop",
    stopped=(
        "🔕 Đã ngừng gửi tin. Các lựa chọn của bạn vẫn được giữ: gửi /start bất cứ lúc nào để nhận tin trở lại.\n\n"
        "Muốn xóa toàn bộ dữ liệu: /forget"
    ),
    come_back="🔔 Nhận tin trở lại",
    not_subscribed="Hiện không có tin nào được gửi đến đây. Gửi /start để đăng ký.",
    provinces_title="🗺 Chọn các tỉnh, thành phố muốn theo dõi",
    provinces_hint="Tin về mọi đơn vị trong tỉnh, kể cả các đơn vị trước khi sáp nhập, đều được gửi.",
    units_title="🏘 Các đơn vị đang theo dõi",
    units_none="Chưa có đơn vị nào.",
    units_prompt=(
        "✍️ Nhắn cho tôi tên đơn vị muốn theo dõi, có dấu hay không dấu đều được. "
        "Ví dụ: huong son ha tinh, phường Ba Đình, Bộ Nội vụ."
    ),
    units_prompt_group=(
        "✍️ Hãy trả lời tin nhắn này bằng tên đơn vị muốn theo dõi, hoặc gõ /unit kèm tên đơn vị. "
        "Ví dụ: /unit huong son ha tinh"
    ),
    units_found="🔎 Bạn muốn theo dõi đơn vị nào?",
    units_found_none=(
        "🔎 Tôi chưa tìm thấy đơn vị nào tên là “{typed}”. Hãy thử viết đầy đủ hơn, kèm tên tỉnh. "
        "Ví dụ: huong son ha tinh\n\nXem tôi làm được những gì: /help"
    ),
    units_replace={
        Area.COUNTRY: "Khi chọn, bạn sẽ chỉ nhận tin về các đơn vị đã chọn thay vì tin cả nước.",
        Area.PROVINCES: "Khi chọn, danh sách này sẽ thay cho các tỉnh, thành phố đang theo dõi.",
    },
    unit_added="✅ Đang theo dõi: {unit}",
    unit_became="ℹ️ {unit} đã được sắp xếp lại, nay là: {heirs}.",
    unit_became_watched="Tin về các đơn vị mới này cũng sẽ được gửi cho bạn.",
    unit_former="{unit} (cũ)",
    unit_whole_province="{province}: mọi đơn vị trên địa bàn",
    unit_province_only="{province}: chỉ cấp tỉnh, thành phố",
    unit_removed="Đã bỏ theo dõi: {unit}",
    unit_add_more="Muốn thêm đơn vị, hãy gửi tên đơn vị đó.",
    back_to_country="Không còn nơi nào được chọn: từ giờ là tin cả nước.",
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
    privacy=(
        "🔒 Tôi chỉ lưu những gì cần để gửi tin:\n"
        "• mã số của cuộc trò chuyện này, ngôn ngữ và các lựa chọn của bạn;\n"
        "• ngày đăng ký, ngày ngừng nhận tin;\n"
        "• những tin đã gửi đến đây và phản hồi của bạn về các tin đó.\n\n"
        "Tôi không lưu tên, số điện thoại hay tin nhắn của bạn, và không chia sẻ dữ liệu cho ai.\n\n"
        "Xóa tất cả: /forget"
    ),
    forget_ask=(
        "🗑 Xóa tất cả những gì đã lưu về cuộc trò chuyện này: đăng ký, lựa chọn, danh sách tin đã gửi?\n"
        "Sau đó sẽ không còn tin nào được gửi đến đây. Việc này không hoàn tác được."
    ),
    forget_yes="🗑 Xóa tất cả",
    forget_no="Giữ lại",
    forgotten="🗑 Đã xóa tất cả. Cảm ơn bạn đã sử dụng! Khi cần, gửi /start để bắt đầu lại từ đầu.",
    forget_nothing="Không có dữ liệu nào của cuộc trò chuyện này được lưu.",
    kept="👍 Mọi thứ vẫn được giữ nguyên.",
)

ENGLISH = Subscribing(
    this_language="English",
    back="‹ Back",
    done="✅ Done",
    saved="✅ Saved",
    nothing_changed="This choice is no longer available. Send /settings to open them again.",
    open_settings="⚙️ Settings",
    previous="‹ Previous",
    next="Next ›",
    page="Page {page} of {pages}",
    admins_only="Only administrators can change the settings here.",
    admins_unknown="I could not check who is an administrator. Please try again in a few minutes.",
    slow_down="That is faster than I can follow. Please wait a minute and try again.",
    and_more="and {count} more",
    full="One chat can follow {count} places at most.",
    greeting=(
        "👋 Hello! When a government portal of Viet Nam publishes an administrative-reform ranking, I will write to "
        "you: which unit, its rank, up or down, with a link to the article.\n\n"
        "You are subscribed to the whole country. Just two choices more."
    ),
    greeting_again="👋 Welcome back! Alerts come here again, with the choices that you made before.",
    already="👍 Alerts are coming here already.",
    greeting_group=(
        "👋 Hello everybody! I write when a government portal of Viet Nam publishes an administrative-reform "
        "ranking.\n\nTo get the alerts here, an administrator chooses a language."
    ),
    ask_language="🌐 Which language would you like?",
    ask_scope="📍 Whose results would you like to follow?",
    scopes={
        Area.COUNTRY: "🇻🇳 The whole country",
        Area.PROVINCES: "🗺 Some provinces and cities",
        Area.UNITS: "🏘 Some units (communes, former districts, ministries…)",
    },
    finished="✅ Done, thank you!",
    following="📍 You hear of: {scope}.\n🕘 When: {timing}.",
    finished_hint="The latest alerts: /latest · Change your choices: /settings · Stop: /stop",
    stopped=(
        "🔕 No more alerts will be sent. Your choices are kept: send /start whenever you want the alerts again.\n\n"
        "To delete all data: /forget"
    ),
    come_back="🔔 Get alerts again",
    not_subscribed="No alerts are sent here at present. Send /start to subscribe.",
    provinces_title="🗺 Choose the provinces and cities to follow",
    provinces_hint="You will hear of every unit in them, also of units from before the mergers.",
    units_title="🏘 The units you follow",
    units_none="None yet.",
    units_prompt=(
        "✍️ Send me the name of a unit to follow, with or without Vietnamese marks. "
        "For example: huong son ha tinh, phường Ba Đình, Bộ Nội vụ."
    ),
    units_prompt_group=(
        "✍️ Reply to this message with the name of a unit to follow, or type /unit and the name. "
        "For example: /unit huong son ha tinh"
    ),
    units_found="🔎 Which unit would you like to follow?",
    units_found_none=(
        "🔎 I found no unit called “{typed}”. Please try a fuller name, with its province. "
        "For example: huong son ha tinh\n\nWhat I can do: /help"
    ),
    units_replace={
        Area.COUNTRY: "Once you choose one, you will hear of your units only instead of the whole country.",
        Area.PROVINCES: "Once you choose one, your units replace the provinces that you follow now.",
    },
    unit_added="✅ You follow: {unit}",
    unit_became="ℹ️ {unit} has been reorganised and is now: {heirs}.",
    unit_became_watched="You will hear of these new units too.",
    unit_former="{unit} (former)",
    unit_whole_province="{province}: every unit in it",
    unit_province_only="{province}: the province itself only",
    unit_removed="No longer followed: {unit}",
    unit_add_more="To add another unit, just send its name.",
    back_to_country="Nothing is chosen any more: alerts from the whole country from now on.",
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
    privacy=(
        "🔒 I keep only what sending alerts takes:\n"
        "• the number of this chat, its language and your choices;\n"
        "• when you subscribed and when you stopped;\n"
        "• which alerts were sent here, and your feedback on them.\n\n"
        "I keep no name, no phone number and none of your messages, and share nothing with anybody.\n\n"
        "Delete everything: /forget"
    ),
    forget_ask=(
        "🗑 Delete everything that is stored of this chat: the subscription, your choices, the list of alerts sent?\n"
        "No alert will come here afterwards. This cannot be undone."
    ),
    forget_yes="🗑 Delete everything",
    forget_no="Keep it",
    forgotten="🗑 Everything is deleted. Thank you for having used this! Send /start to begin anew at any time.",
    forget_nothing="Nothing is stored of this chat.",
    kept="👍 Everything stays as it is.",
)

_BY_LANGUAGE = {Language.VI: VIETNAMESE, Language.EN: ENGLISH}


def subscribing(language: Language) -> Subscribing:
    """The interface of subscribing in `language`."""
    return _BY_LANGUAGE[language]

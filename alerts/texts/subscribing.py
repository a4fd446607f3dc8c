"""What the bot says about subscribing: beginning, places, stopping, privacy; once a language.

As in `alerts.texts`: no defaults, names in braces are filled by str.format, no markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parwatch_core.notice import Language
from parwatch_core.preferences import Area


@dataclass(frozen=True, slots=True)
class Subscribing:
    """The interface of subscribing in one language."""

    # everywhere
    saved: str
    nothing_changed: str
    previous: str
    next: str
    page: str
    admins_only: str
    admins_unknown: str
    slow_down: str
    full: str

    # beginning and ending
    greeting: str
    greeting_again: str
    already: str
    greeting_group: str
    ask_language: str
    ask_scope: str
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

    # privacy
    privacy: str
    forget_ask: str
    forget_yes: str
    forget_no: str
    forgotten: str
    forget_nothing: str
    kept: str


VIETNAMESE = Subscribing(
    saved="✅ Đã lưu",
    nothing_changed="Lựa chọn này không còn dùng được. Gửi /settings để mở lại.",
    previous="‹ Trước",
    next="Sau ›",
    page="Trang {page}/{pages}",
    admins_only="Chỉ quản trị viên mới thay đổi được cài đặt ở đây.",
    admins_unknown="Chưa kiểm tra được quyền quản trị. Vui lòng thử lại sau ít phút.",
    slow_down="Bạn thao tác nhanh quá, tôi chưa theo kịp. Vui lòng đợi một phút rồi thử lại.",
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
    saved="✅ Saved",
    nothing_changed="This choice is no longer available. Send /settings to open them again.",
    previous="‹ Previous",
    next="Next ›",
    page="Page {page} of {pages}",
    admins_only="Only administrators can change the settings here.",
    admins_unknown="I could not check who is an administrator. Please try again in a few minutes.",
    slow_down="That is faster than I can follow. Please wait a minute and try again.",
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

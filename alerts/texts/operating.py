"""What the bot says to operators, once a language. Lines that the service itself writes (errors, reasons) stay English.

As in `alerts.texts`: no defaults, names in braces are filled by str.format, no markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parwatch_core.notice import Complaint, Language


@dataclass(frozen=True, slots=True)
class Operating:
    """The operators' interface in one language."""

    commands: Mapping[str, str]
    commands_title: str

    # /add
    add_usage: str
    looking: str
    busy: str
    found_title: str
    unit: str
    kinds: Mapping[str, str]
    sureness: Mapping[str, str]
    no_places: str
    newest: str
    example: str
    no_ranking: str
    no_article: str
    problems: str
    block: str
    add: str
    drop: str
    added: str
    dropped: str
    cannot_add: str

    # /pause, /resume
    pause_usage: str
    resume_usage: str
    none_paused: str
    paused: str
    resumed: str
    was_paused: str
    was_watched: str

    # /health
    well: str
    unwell: str
    bot_polled: str
    never: str
    watched: str
    paused_count: str
    failing: str
    queue: str
    queue_empty: str
    oldest: str
    dead: str
    subscribers: str
    more: str

    # /feedback
    feedback_title: str
    feedback_none: str
    complaints: Mapping[Complaint, str]
    by_chat: str
    handled: str
    previous: str
    next: str

    # /broadcast
    broadcast_usage: str
    broadcast_long: str
    preview: str
    send: str
    sent: str
    not_sent: str
    discarded: str

    # /invite
    invite_usage: str
    invitation: str
    invitation_open: str
    not_invited: str

    # alarms
    broke: str
    broke_many: str
    network: str
    mended: str
    mended_many: str


VIETNAMESE = Operating(
    commands={
        "add": "Thêm nguồn: /add địa chỉ",
        "pause": "Tạm dừng một nguồn",
        "resume": "Theo dõi lại một nguồn",
        "health": "Sức khỏe của dịch vụ",
        "feedback": "Các báo sai của người đọc",
        "broadcast": "Gửi thông báo cho mọi người",
        "invite": "Tạo đường dẫn mời",
    },
    commands_title="Dành cho người vận hành:",
    add_usage="Hãy gửi kèm địa chỉ của cổng thông tin, ví dụ: /add https://example.gov.vn",
    looking="🔎 Đang xem {url} …\nViệc này có thể mất một đến hai phút.",
    busy="Đang xem một địa chỉ khác. Vui lòng chờ xong rồi gửi lại.",
    found_title="Có thể theo dõi {name}",
    unit="Đơn vị: {unit}",
    kinds={"feed": "Nguồn tin RSS", "sitemap": "Sơ đồ trang", "list": "Trang danh sách"},
    sureness={"sure": "chắc chắn", "fairly sure": "khá chắc", "doubtful": "chưa chắc"},
    no_places="Không tìm thấy nơi nào liệt kê bài viết.",
    newest="Bài mới nhất",
    example="Ví dụ một bài, như sẽ được báo",
    no_ranking="Bài này không nêu kết quả xếp hạng nào:",
    no_article="Không đọc được bài viết nào.",
    problems="Điều cần lưu ý",
    block="Sẽ ghi vào sources.toml",
    add="✅ Thêm nguồn này",
    drop="✖ Bỏ qua",
    added="✅ Đã thêm {name}. Dịch vụ bắt đầu theo dõi trong vài giây.",
    dropped="Đã bỏ qua {name}; không có gì thay đổi.",
    cannot_add="Không thể thêm: {reason}",
    pause_usage="Hãy gửi kèm tên nguồn: /pause tên. Đang theo dõi:",
    resume_usage="Hãy gửi kèm tên nguồn: /resume tên. Đang tạm dừng:",
    none_paused="Không có nguồn nào đang tạm dừng.",
    paused="⏸ Đã tạm dừng {name}. Theo dõi lại: /resume {name}",
    resumed="▶️ Đã theo dõi lại {name}.",
    was_paused="{name} vốn đang tạm dừng.",
    was_watched="{name} vốn đang được theo dõi.",
    well="✅ Dịch vụ hoạt động bình thường",
    unwell="⚠️ Dịch vụ đang gặp sự cố",
    bot_polled="Bot nghe Telegram lần cuối: {moment}",
    never="chưa lần nào",
    watched="Nguồn đang theo dõi: {count}",
    paused_count="{count} nguồn tạm dừng",
    failing="Nguồn đang gặp lỗi: {count}",
    queue="Tin đang chờ gửi: {count}",
    queue_empty="Không có tin nào chờ gửi",
    oldest="lâu nhất từ {moment}",
    dead="Tin không gửi được, đã bỏ: {count}",
    subscribers="Nơi nhận tin: {count}",
    more="và {count} nguồn khác",
    feedback_title="Báo sai chưa xử lý: {count}",
    feedback_none="Không có báo sai nào chưa xử lý.",
    complaints={
        Complaint.UNIT: "sai đơn vị",
        Complaint.FIGURES: "sai số liệu",
        Complaint.NO_RANKING: "không phải tin xếp hạng",
        Complaint.OTHER: "lý do khác",
    },
    by_chat="cuộc trò chuyện {chat}, {moment}",
    handled="Đã xử lý",
    previous="◀ Trước",
    next="Sau ▶",
    broadcast_usage="Hãy gửi kèm nội dung: /broadcast nội dung thông báo",
    broadcast_long="Nội dung dài quá {limit} ký tự; hãy rút ngắn.",
    preview="Thông báo dưới đây sẽ được gửi đến {count} nơi nhận tin:",
    send="📣 Gửi cho {count} nơi",
    sent="📣 Đang gửi đến {count} nơi. Tiến độ: /health",
    not_sent="Thông báo này đã được gửi hoặc đã bỏ.",
    discarded="Đã bỏ thông báo; không gửi cho ai.",
    invite_usage="Hãy gửi số người được mời, từ 1 đến {most}, ví dụ: /invite 10",
    invitation="Đường dẫn mời, dùng được {uses} lần:",
    invitation_open="Lưu ý: dịch vụ đang mở cho mọi người (PARWATCH_CLOSED chưa bật), ai cũng đăng ký được.",
    not_invited="Bot này chỉ dành cho người được mời. Nếu bạn cần nhận tin, hãy xin đường dẫn mời từ người vận hành.",
    broke="🔴 Nguồn {name} không đọc được nữa",
    broke_many="🔴 {count} nguồn không đọc được nữa",
    network="🔴 {failing}/{watched} nguồn không đọc được: có thể do kết nối mạng của máy chủ",
    mended="🟢 Nguồn {name} đọc được trở lại",
    mended_many="🟢 {count} nguồn đọc được trở lại",
)

ENGLISH = Operating(
    commands={
        "add": "Add a source: /add address",
        "pause": "Pause a source",
        "resume": "Watch a source again",
        "health": "How the service is",
        "feedback": "Alerts that readers called wrong",
        "broadcast": "Send a text to everybody",
        "invite": "Make an invitation",
    },
    commands_title="For operators:",
    add_usage="Send a portal's address with it, such as /add https://example.gov.vn",
    looking="🔎 Looking at {url} …\nThis may take a minute or two.",
    busy="Another address is being looked at. Please send this again when that is done.",
    found_title="{name} can be watched",
    unit="Unit: {unit}",
    kinds={"feed": "Feed", "sitemap": "Sitemap", "list": "List page"},
    sureness={"sure": "sure", "fairly sure": "fairly sure", "doubtful": "doubtful"},
    no_places="Nothing was found that lists articles.",
    newest="The newest articles",
    example="One article as it would be told",
    no_ranking="This article claims no ranking:",
    no_article="No article could be read.",
    problems="What you should know",
    block="To be written into sources.toml",
    add="✅ Add this source",
    drop="✖ Leave it",
    added="✅ {name} was added. It is watched within seconds.",
    dropped="{name} was left; nothing has changed.",
    cannot_add="It cannot be added: {reason}",
    pause_usage="Send a source's name with it: /pause name. Watched now:",
    resume_usage="Send a source's name with it: /resume name. Paused now:",
    none_paused="No source is paused.",
    paused="⏸ {name} is paused. To watch it again: /resume {name}",
    resumed="▶️ {name} is watched again.",
    was_paused="{name} was paused already.",
    was_watched="{name} was watched already.",
    well="✅ The service is well",
    unwell="⚠️ The service is in trouble",
    bot_polled="The bot last heard from Telegram: {moment}",
    never="never",
    watched="Sources watched: {count}",
    paused_count="{count} paused",
    failing="Sources failing: {count}",
    queue="Messages waiting: {count}",
    queue_empty="No messages are waiting",
    oldest="the oldest since {moment}",
    dead="Messages given up: {count}",
    subscribers="Subscribers: {count}",
    more="and {count} more",
    feedback_title="Alerts called wrong, not handled yet: {count}",
    feedback_none="Nothing that was called wrong is waiting.",
    complaints={
        Complaint.UNIT: "wrong unit",
        Complaint.FIGURES: "wrong figures",
        Complaint.NO_RANKING: "no ranking at all",
        Complaint.OTHER: "another reason",
    },
    by_chat="chat {chat}, {moment}",
    handled="Handled",
    previous="◀ Back",
    next="Next ▶",
    broadcast_usage="Send the text with it: /broadcast your text",
    broadcast_long="The text is longer than {limit} characters; please shorten it.",
    preview="This text would go to {count} subscribers:",
    send="📣 Send it to {count}",
    sent="📣 On its way to {count}. Progress: /health",
    not_sent="This text was sent or thrown away before.",
    discarded="Thrown away; nobody was sent anything.",
    invite_usage="Say how many may come in by it, from 1 to {most}, such as /invite 10",
    invitation="An invitation for {uses}:",
    invitation_open="Note: the service is open to all (PARWATCH_CLOSED is not set); everybody may subscribe.",
    not_invited="This bot is for invited people only. Please ask its operator for an invitation.",
    broke="🔴 {name} cannot be read any more",
    broke_many="🔴 {count} sources cannot be read any more",
    network="🔴 {failing} of {watched} sources cannot be read: perhaps it is this machine's own connection",
    mended="🟢 {name} can be read again",
    mended_many="🟢 {count} sources can be read again",
)

_BY_LANGUAGE = {Language.VI: VIETNAMESE, Language.EN: ENGLISH}


def operating(language: Language) -> Operating:
    """The operators' interface in `language`."""
    return _BY_LANGUAGE[language]

"""The words on and about the buttons below an alert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parwatch_core.notice import Complaint, Language


@dataclass(frozen=True, slots=True)
class Buttons:
    """One language. Toasts stay below 200 UTF-16 units, labels are short enough for two in a row on a phone."""

    article: str
    history: str
    mute: str
    unmute: str
    wrong: str
    one_by_one: str
    back: str
    what_is_wrong: str
    complaints: Mapping[Complaint, str]
    thanks: str
    said_before: str
    muted: str
    heard_again: str
    not_subscribed: str
    admins_only: str
    not_asked: str
    cannot_mute: str
    unknown: str


VIETNAMESE = Buttons(
    article="📄 Bài viết",
    history="📈 Lịch sử thứ hạng",
    mute="🔕 Tắt nguồn này",
    unmute="🔔 Nhận lại nguồn này",
    wrong="⚠️ Báo sai",
    one_by_one="📖 Xem từng tin",
    back="‹ Quay lại",
    what_is_wrong="Tin này sai ở đâu?",
    complaints={
        Complaint.UNIT: "Sai đơn vị",
        Complaint.FIGURES: "Sai hạng hoặc năm",
        Complaint.NO_RANKING: "Không phải tin xếp hạng",
        Complaint.OTHER: "Lỗi khác",
    },
    thanks="Cảm ơn bạn! Chúng tôi sẽ xem lại tin này.",
    said_before="Tin này đã được báo sai rồi, cảm ơn bạn.",
    muted="Đã tắt tin từ nguồn này. Bấm lại để nhận tiếp.",
    heard_again="Sẽ tiếp tục gửi tin từ nguồn này.",
    not_subscribed="Cuộc trò chuyện này chưa đăng ký nhận tin. Gửi /start để đăng ký.",
    admins_only="Chỉ quản trị viên của nhóm mới tắt được nguồn.",
    not_asked="Chưa hỏi được Telegram bạn có phải quản trị viên không. Vui lòng thử lại.",
    cannot_mute="Đã tắt quá nhiều nguồn. Xem lại trong /settings.",
    unknown="Không còn thông tin về tin này.",
)

ENGLISH = Buttons(
    article="📄 Article",
    history="📈 Past ranks",
    mute="🔕 Mute this source",
    unmute="🔔 Unmute this source",
    wrong="⚠️ Report an error",
    one_by_one="📖 One by one",
    back="‹ Back",
    what_is_wrong="What is wrong with this alert?",
    complaints={
        Complaint.UNIT: "Wrong unit",
        Complaint.FIGURES: "Wrong rank or year",
        Complaint.NO_RANKING: "No ranking at all",
        Complaint.OTHER: "Something else",
    },
    thanks="Thank you! This alert will be looked at.",
    said_before="An error in this alert has been reported already, thank you.",
    muted="Nothing more from this source. Press again to undo.",
    heard_again="Alerts from this source come again.",
    not_subscribed="This chat is not subscribed. Send /start to subscribe.",
    admins_only="Only administrators of the group can mute a source.",
    not_asked="Telegram did not say whether you are an administrator. Please try again.",
    cannot_mute="Too many sources are muted. See /settings.",
    unknown="Nothing is known of this alert any more.",
)

_BY_LANGUAGE = {Language.VI: VIETNAMESE, Language.EN: ENGLISH}


def buttons(language: Language) -> Buttons:
    """The words of one language."""
    return _BY_LANGUAGE[language]

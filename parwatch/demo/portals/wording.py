"""Sentences for the generated portals: a small grammar of officials' news, drawn with the caller's randomness."""

from __future__ import annotations

import random
from dataclasses import dataclass

UNITS = (
    ("huyện Đức Linh", "Bình Thuận"),
    ("huyện Thạch Hà", "Hà Tĩnh"),
    ("huyện Châu Thành A", "Hậu Giang"),
    ("huyện Mai Sơn", "Sơn La"),
    ("huyện Tháp Mười", "Đồng Tháp"),
    ("huyện Đô Lương", "Nghệ An"),
    ("huyện Hòa Vang", "Đà Nẵng"),
    ("huyện Phú Bình", "Thái Nguyên"),
    ("huyện Gò Dầu", "Tây Ninh"),
    ("huyện Tiên Yên", "Quảng Ninh"),
)
MENU = (
    "Giới thiệu",
    "Bộ máy tổ chức",
    "Tin tức",
    "Văn bản",
    "Thủ tục hành chính",
    "Công dân hỏi",
    "Liên hệ",
    "Đăng nhập",
)

_WHO = (
    "Ủy ban nhân dân huyện", "Phòng Nội vụ", "Hội Liên hiệp Phụ nữ huyện", "Huyện đoàn", "Phòng Kinh tế và Hạ tầng",
    "Trung tâm Dịch vụ nông nghiệp", "Hội Nông dân huyện", "Ban Quản lý dự án",
    "Trung tâm Y tế huyện", "Hội Cựu chiến binh",
)  # fmt: skip
_DID = (
    "đã tổ chức hội nghị bàn về", "vừa ban hành kế hoạch triển khai", "đã kiểm tra thực tế việc thực hiện",
    "phối hợp với các xã, thị trấn đẩy mạnh", "đã nghe báo cáo tiến độ của", "mở lớp tập huấn cho cán bộ cơ sở về",
    "phát động phong trào thi đua trong", "tiếp tục tháo gỡ vướng mắc trong", "đã ký giao ước thực hiện",
)  # fmt: skip
_WHAT = (
    "công tác giải phóng mặt bằng", "việc khơi thông dòng chảy", "chương trình mỗi xã một sản phẩm",
    "công tác phòng, chống dịch bệnh trên đàn vật nuôi", "việc số hóa hồ sơ, giấy tờ", "tuyển sinh đầu cấp",
    "phong trào toàn dân đoàn kết xây dựng đời sống văn hóa", "công tác bảo vệ rừng mùa khô", "bảo hiểm y tế toàn dân",
    "việc tiếp công dân, giải quyết đơn thư", "chỉnh trang đô thị", "xây dựng đường giao thông nông thôn",
)  # fmt: skip
_WHY = (
    "nhằm phục vụ người dân ngày một tốt hơn", "với sự tham gia của đông đảo bà con", "theo đúng tiến độ đã đề ra",
    "trong bối cảnh nguồn lực còn hạn chế", "trước khi bước vào mùa mưa bão", "để kịp phục vụ Tết cổ truyền",
    "gắn với trách nhiệm của từng cá nhân", "bằng nhiều hình thức phong phú", "sau thời gian dài chuẩn bị",
)  # fmt: skip
_MORE = (
    "Bà con các thôn, ấp đã tích cực hưởng ứng và đóng góp nhiều ý kiến thiết thực.",
    "Nhiều hộ gia đình tự nguyện hiến đất, góp ngày công để công trình sớm hoàn thành.",
    "Kinh phí được huy động từ ngân sách và nguồn xã hội hóa, công khai đến từng hộ dân.",
    "Các ngành liên quan có trách nhiệm báo cáo kết quả vào cuối mỗi tháng.",
    "Qua kiểm tra, đoàn đã nhắc nhở một số đơn vị thực hiện còn chậm.",
    "Đây là năm đầu tiên hoạt động này được tổ chức đồng loạt ở tất cả các xã.",
    "Người dân mong muốn được thông tin sớm hơn và hướng dẫn cụ thể hơn.",
    "Những kinh nghiệm hay sẽ được tổng hợp, phổ biến trên hệ thống truyền thanh cơ sở.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A drawn rank and the sentence that states it."""

    sentence: str
    year: int
    rank: int
    of_total: int
    score: float


def phrase(draw: random.Random) -> str:
    """A few words, as menus and link lists hold them."""
    return f"{draw.choice(_WHAT).capitalize()} {draw.randint(1, 99)}"


def title(draw: random.Random) -> str:
    """A headline."""
    return f"{draw.choice(_WHO)} {draw.choice(_DID)} {draw.choice(_WHAT)} {_stamp(draw)}"


def sentence(draw: random.Random) -> str:
    """A sentence with a number of its own, so that no two texts are near copies by accident."""
    tail = f"{draw.choice(_WHY)}, huy động {draw.randint(12, 980)} lượt người tham gia"
    return f"{draw.choice(_WHO)} {draw.choice(_DID)} {draw.choice(_WHAT)} {tail}."


def paragraph(draw: random.Random) -> str:
    """Three to five sentences."""
    parts = [sentence(draw) if draw.random() < 0.7 else draw.choice(_MORE) for _ in range(draw.randint(3, 5))]
    return " ".join(parts)


def ranking(draw: random.Random, unit: str, province: str, year: int) -> tuple[str, str, Standing]:
    """A headline, a lead that states a rank, and the rank."""
    of_total = draw.randint(8, 15)
    rank, score = draw.randint(1, of_total), draw.randint(7000, 9500) / 100
    printed = f"{score:.2f}".replace(".", ",")
    lead = (
        f"Năm {year}, {unit} đạt {printed} điểm Chỉ số cải cách hành chính, "
        f"xếp thứ {rank}/{of_total} huyện, thành phố của tỉnh {province}."
    )
    headline = f"Kết quả Chỉ số cải cách hành chính năm {year} của {unit} {_stamp(draw)}"
    return headline, lead, Standing(lead, year, rank, of_total, score)


def _stamp(draw: random.Random) -> str:
    return f"(đợt {draw.randint(1, 9)}, tháng {draw.randint(1, 12)})"

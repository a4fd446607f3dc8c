"""Vietnamese office news made from parts, with ways in which it is copied and ways in which it only looks copied.

story(random)            an article: title, text
COPIES                   changes after which it is the same story: edits, bylines, cut tails, damage
OTHERS                   changes after which it is another story: next year, next month, another unit
notices(random)          short notices of one template, each of another month
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

UNITS = (
    "An Phú",
    "Sơn Kỳ",
    "Bình Lâm",
    "Trà Đông",
    "Vĩnh Hòa",
    "Tân Lập",
    "Phước Thọ",
    "Long Mỹ",
    "Đại An",
    "Hòa Khánh",
)
PEOPLE = ("Nguyễn Văn Thành", "Trần Thị Hoa", "Lê Quang Minh", "Phạm Hữu Đức", "Võ Thị Lan", "Đặng Công Bình")

SENTENCES = (
    "Ngày {day}/{month}/{year}, UBND xã {unit} tổ chức hội nghị tổng kết công tác cải cách hành chính năm {year}.",
    "Đồng chí {person}, Chủ tịch UBND xã, chủ trì hội nghị; tham dự có lãnh đạo các ban, ngành và trưởng các thôn.",
    "Theo báo cáo, trong năm {year} bộ phận một cửa đã tiếp nhận {n0} hồ sơ, trong đó hồ sơ trực tuyến chiếm {p0}%.",
    "Tỷ lệ giải quyết hồ sơ trước hạn và đúng hạn đạt {p1}%, cao hơn {p2} điểm phần trăm so với chỉ tiêu được giao.",
    "Chỉ số cải cách hành chính của xã đạt {p3} điểm, xếp thứ {rank}/{total} xã, phường trên địa bàn huyện.",
    "Xã đã rà soát, kiến nghị đơn giản hóa {n1} thủ tục và niêm yết công khai {n2} thủ tục bằng mã QR tại trụ sở.",
    "Tổ công nghệ số cộng đồng ở các thôn đã hướng dẫn hơn {n3} lượt người dân nộp hồ sơ qua mạng và cài định danh.",
    "Bên cạnh kết quả, hội nghị cũng chỉ ra một số hạn chế như số hóa hồ sơ còn chậm, trang thiết bị thiếu đồng bộ.",
    "Một số công chức còn lúng túng khi sử dụng phần mềm dùng chung, nhất là ở các lĩnh vực đất đai và hộ tịch.",
    "Phát biểu kết luận, đồng chí {person} yêu cầu các bộ phận nâng cao trách nhiệm, lấy sự hài lòng làm thước đo.",
    "Thời gian tới, xã phấn đấu {p4}% hồ sơ được trả kết quả điện tử và không để hồ sơ nào quá hạn do lỗi chủ quan.",
    "Dịp này, {n4} tập thể và {n5} cá nhân có thành tích xuất sắc được tặng giấy khen của Chủ tịch UBND xã.",
    "Mô hình trả kết quả tại nhà cho người cao tuổi, người khuyết tật tiếp tục được duy trì ở tất cả các thôn.",
    "Đoàn kiểm tra công vụ của huyện đánh giá cao việc chấp hành kỷ luật, kỷ cương của công chức trong giờ làm.",
    "Kết quả khảo sát mức độ hài lòng cho thấy {p5}% người được hỏi hài lòng với thái độ phục vụ của công chức.",
    "Ngân sách xã đã bố trí {n6} triệu đồng để nâng cấp đường truyền, máy quét và phòng chờ cho người dân.",
    "Việc lấy ý kiến người dân được thực hiện bằng phiếu giấy tại chỗ và bằng tin nhắn sau khi trả kết quả.",
    "Sau phần tham luận của các thôn, hội nghị thống nhất {n7} nhóm nhiệm vụ trọng tâm cho năm tiếp theo.",
    "Các đại biểu cũng thảo luận về việc sắp xếp lại tổ chức, tinh giản biên chế gắn với vị trí việc làm.",
    "Hệ thống phản ánh hiện trường đã tiếp nhận và xử lý xong {n8} kiến nghị của người dân trong vòng ba ngày.",
    "Nhiều hộ dân ở vùng xa cho biết nay không phải đi lại nhiều lần khi làm giấy khai sinh, chứng thực.",
    "Đài truyền thanh xã dành thời lượng hằng tuần để giới thiệu các thủ tục thiết yếu và trả lời thắc mắc của dân.",
    "Hội Liên hiệp Phụ nữ và Đoàn Thanh niên phối hợp mở các buổi hướng dẫn lưu động vào sáng thứ Bảy.",
    "Công tác cải cách thể chế được quan tâm, toàn bộ văn bản ban hành trong năm đều đúng thẩm quyền và trình tự.",
)
FILLERS = ("cụ thể", "đồng thời", "ngoài ra", "theo đó", "nhìn chung", "qua đó", "trên thực tế", "hiện nay")


@dataclass(frozen=True)
class Story:
    """An article with the parts that it was made of."""

    unit: str
    person: str
    year: int
    month: int
    day: int
    order: tuple[int, ...]
    figures: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def title(self) -> str:
        return f"Xã {self.unit} tổng kết công tác cải cách hành chính năm {self.year}"

    @property
    def text(self) -> str:
        values = {"unit": self.unit, "person": self.person, "year": self.year, "month": self.month, "day": self.day}
        return "\n".join(SENTENCES[at].format(**values, **self.figures) for at in self.order)

    @property
    def pair(self) -> tuple[str, str]:
        return self.title, self.text


def story(draw: random.Random) -> Story:
    """A new article of 10 to 16 sentences."""
    order = tuple(sorted(draw.sample(range(len(SENTENCES)), draw.randint(10, 16))))
    year, month, day = draw.randint(2019, 2026), draw.randint(1, 12), draw.randint(1, 28)
    return Story(draw.choice(UNITS), draw.choice(PEOPLE), year, month, day, order, _figures(draw))


def _figures(draw: random.Random) -> Mapping[str, str]:
    figures = {f"p{at}": f"{draw.randint(60, 99)},{draw.randint(1, 99):02d}" for at in range(6)}
    figures |= {f"n{at}": str(draw.randint(2, 4000)) for at in range(9)}
    total = draw.randint(9, 21)
    return {**figures, "rank": str(draw.randint(1, total)), "total": str(total)}


Change = Callable[[Story, random.Random], tuple[str, str]]


def edited(one: Story, draw: random.Random) -> tuple[str, str]:
    """An editor's hand: one word in twenty dropped or with a filler before it; numbers stay."""
    words = []
    for word in one.text.split(" "):
        lot = draw.random()
        if any(char.isdigit() for char in word) or lot > 0.05:
            words.append(word)
        elif lot > 0.025:
            words += [draw.choice(FILLERS), word]
    return one.title, " ".join(words)


def syndicated(one: Story, draw: random.Random) -> tuple[str, str]:
    """Another portal's copy: its own title, a lead of its own and a byline below."""
    lead = f"({draw.choice(['Cổng TTĐT', 'Trang tin', 'Báo tỉnh'])}) - Kết quả nổi bật của địa phương trong năm."
    title = f"Kết quả nổi bật trong cải cách hành chính ở {one.unit}"
    return title, f"{lead}\n{one.text}\nNguồn: Văn phòng UBND xã. Bài, ảnh: {draw.choice(PEOPLE)}"


def cut(one: Story, draw: random.Random) -> tuple[str, str]:
    """The last third is gone, as behind a "read more"."""
    lines = one.text.split("\n")
    return one.title, "\n".join(lines[: max(1, len(lines) * 2 // 3)])


def damaged(one: Story, draw: random.Random) -> tuple[str, str]:
    """Another spelling of the same letters: NFD, blanks, capitals, zero-width characters, tone marks."""
    damage = draw.choice(DAMAGES)
    return damage(one.title), damage(one.text)


def next_year(one: Story, draw: random.Random) -> tuple[str, str]:
    """Next year's report in the words of this year's."""
    return replace(one, year=one.year + 1, month=draw.randint(1, 12), figures=_figures(draw)).pair


def other_unit(one: Story, draw: random.Random) -> tuple[str, str]:
    """The neighbour's report in the same words."""
    unit = draw.choice([name for name in UNITS if name != one.unit])
    return replace(one, unit=unit, person=draw.choice(PEOPLE), figures=_figures(draw)).pair


def corrected_year(one: Story, draw: random.Random) -> tuple[str, str]:
    """The same report of another year whose figures were left as they were: still another report."""
    return replace(one, year=one.year - 1).pair


COPIES: tuple[Change, ...] = (edited, syndicated, cut, damaged)
OTHERS: tuple[Change, ...] = (next_year, other_unit, corrected_year)
DAMAGES: tuple[Callable[[str], str], ...] = (
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "  "),
    lambda text: re.sub(r"(?<=[^\W\d]) ", "\u200b ", text),
    lambda text: text.upper(),
    lambda text: text.replace("òa", "oà").replace("ủy", "uỷ"),
    lambda text: re.sub(r"(\d)/(\d)", r"\1 / \2", text),
    lambda text: re.sub(r"(\d),(\d)", r"\1.\2", text),
)


def notice(month: int, year: int, days: tuple[int, int, int]) -> tuple[str, str]:
    """A monthly notice: only the month and the days differ."""
    first, second, third = days
    return (
        f"Thông báo lịch tiếp công dân tháng {month}/{year}",
        f"UBND huyện thông báo lịch tiếp công dân định kỳ của Chủ tịch UBND huyện tháng {month} năm {year} vào các "
        f"ngày {first:02d}, {second:02d} và {third:02d}/{month:02d}/{year}. Thời gian: sáng từ 07 giờ 30 đến 11 giờ; "
        "chiều từ 13 giờ 30 đến 16 giờ 30. Địa điểm: Trụ sở Tiếp công dân huyện, số 12 đường Hùng Vương. Công dân mang "
        "theo căn cước và đơn, tài liệu liên quan.",
    )

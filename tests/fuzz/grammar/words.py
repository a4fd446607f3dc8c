"""Words, names and numbers of office news, of which the grammars make their sentences."""

from __future__ import annotations

import random

from fuzz.mutation import DATES, NUMBERS

UNITS = (
    *(
        "huyện Sông Trà",
        "xã Tân Lập",
        "tỉnh Quảng Ninh",
        "TP. Hà Nội",
        "Sở Nội vụ",
        "UBND thị xã Kỳ Anh",
        "Bộ Tài chính",
    ),
    *("HUYỆN HƯƠNG SƠN", "thành phố Cao Lãnh", "Hoà Bình", "H. Mộc Châu", "phường 1", "Đắk Lắk", "Bà Rịa - Vũng Tàu"),
)
INDICES = (
    *(
        "PAR INDEX",
        "chỉ số cải cách hành chính",
        "CCHC",
        "SIPAS",
        "chỉ số hài lòng",
        "766",
        "PAPI",
        "PCI",
        "DDCI",
        "DTI",
    ),
    *("bộ chỉ số phục vụ người dân và doanh nghiệp", "ICT Index", "par-index", "Chỉ số CCHC"),
)
RANKS = (
    *("xếp thứ {n}", "đứng thứ {n}/{m}", "xếp hạng {n}", "đứng đầu", "đội sổ", "áp chót", "á quân", "hạng {n}/{m}"),
    *("từ thứ {n} lên thứ {m}", "lần lượt xếp thứ {n}, {m} và {n}", "dẫn đầu cả nước", "vị trí thứ {n} trong {m}"),
    *("tăng {n} bậc", "giảm {n} bậc so với năm {y}", "đạt {n},{m} điểm", "đạt {n},{m}%", "trong tốp {n}", "nhất bảng"),
)
JOINTS = (", ", " và ", "; ", ". ", " - ", ": ", " (", ") ", "\n", " | ", " trong đó ", ", còn ", " nhưng ", "… ")
PLAIN = (
    "Sáng 12/3, UBND huyện tổ chức hội nghị sơ kết công tác cải cách hành chính quý I.",
    "Đồng chí Chủ tịch yêu cầu các đơn vị nâng cao chất lượng phục vụ người dân, doanh nghiệp.",
    "Phấn đấu năm tới nằm trong tốp 10 của tỉnh.",
    "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,5%.",
    "Lễ dâng hương có lãnh đạo các xã, thị trấn.",
)


def number(chance: random.Random) -> str:
    """Mostly a number that could be a rank; sometimes one that could not."""
    return chance.choice(NUMBERS) if chance.random() < 0.1 else str(chance.choice((1, 2, 3, 7, 12, 30, 63, 64, 705)))


def year(chance: random.Random) -> str:
    """Mostly a year of our time."""
    return number(chance) if chance.random() < 0.1 else str(chance.randint(2008, 2027))


def clause(chance: random.Random) -> str:
    """A unit, what happened to it, on which index, when; each part may be missing."""
    rank = chance.choice(RANKS).format(n=number(chance), m=number(chance), y=year(chance))
    parts = [chance.choice(UNITS), rank, f"về {chance.choice(INDICES)}", f"năm {year(chance)}"]
    chance.shuffle(parts) if chance.random() < 0.3 else None
    return " ".join(part for part in parts if chance.random() < 0.85)


def sentence(chance: random.Random) -> str:
    """Some clauses, or a plain sentence."""
    if chance.random() < 0.4:
        return chance.choice(PLAIN)
    return chance.choice(JOINTS).join(clause(chance) for _ in range(chance.randint(1, 5)))


def table(chance: random.Random) -> str:
    """A league table as extraction writes it: cells joined by " | "."""
    heads = chance.sample(
        ("TT", "Đơn vị", "Chỉ số", "Điểm", "Xếp hạng", "Hạng", f"Năm {year(chance)}"), chance.randint(1, 5)
    )
    rows = [
        [number(chance) if chance.random() < 0.6 else chance.choice(UNITS) for _ in heads]
        for _ in range(chance.randint(0, 8))
    ]
    return "\n".join(" | ".join(row) for row in (heads, *rows))


def text(chance: random.Random) -> str:
    """A body of sentences and tables."""
    parts = [table(chance) if chance.random() < 0.1 else sentence(chance) for _ in range(chance.choice((1, 2, 4, 10)))]
    return chance.choice((" ", "\n", "\n\n")).join(parts)


def date(chance: random.Random) -> str:
    """A date as portals write it, or one that cannot be."""
    if chance.random() < 0.25:
        return chance.choice(DATES)
    day, month = chance.randint(0, 32), chance.randint(0, 13)
    clock = f"{chance.randint(0, 25)}{chance.choice((':', 'h', ' giờ ', 'g'))}{chance.randint(0, 61):02}"
    zone = chance.choice(("Z", "+07:00", "", "+9999"))
    english = f"{chance.choice(('Mon', 'Chủ nhật', 'CN'))}, {day} {chance.choice(('Jan', 'Tháng Mười', 'Dec'))}"
    shapes = (
        f"{day:02}/{month:02}/{year(chance)} {clock}",
        f"Thứ {chance.choice(('Hai', 'Bảy', '9', 'Nhật'))}, ngày {day} tháng {month} năm {year(chance)}",
        f"{year(chance)}-{month:02}-{day:02}T{chance.randint(0, 25):02}:30:00{zone}",
        f"{clock} {chance.choice(('SA', 'CH', 'AM', 'p.m'))} {day}-{month}-{year(chance)}",
        f"{english} {year(chance)} {clock}:00 +0700",
        f"Được đăng: {day} Tháng {month} {year(chance)} | GMT {chance.choice('+-')}{chance.randint(0, 99)}",
    )
    return chance.choice(shapes)

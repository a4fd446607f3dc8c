"""Agencies: ministries and departments under the names that articles give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.words import split
from parwatch_core.ranking import UnitLevel

# Of all cabinets since 2011; "và" is also written "-" or left out.
MINISTRIES = """Bộ Quốc phòng; Bộ Công an; Bộ Ngoại giao; Bộ Nội vụ; Bộ Tư pháp; Bộ Kế hoạch và Đầu tư; Bộ Tài chính; Bộ Công Thương;
    Bộ Nông nghiệp và Phát triển nông thôn; Bộ Giao thông vận tải; Bộ Xây dựng; Bộ Tài nguyên và Môi trường; Bộ Thông tin và Truyền thông;
    Bộ Lao động - Thương binh và Xã hội; Bộ Văn hóa, Thể thao và Du lịch; Bộ Khoa học và Công nghệ; Bộ Giáo dục và Đào tạo; Bộ Y tế;
    Bộ Nông nghiệp và Môi trường; Bộ Dân tộc và Tôn giáo; Ngân hàng Nhà nước Việt Nam; Ngân hàng Nhà nước; Thanh tra Chính phủ;
    Ủy ban Dân tộc; Văn phòng Chính phủ; Bảo hiểm xã hội Việt Nam; Bộ Văn hóa - Thể thao và Du lịch; Bộ Lao động, Thương binh và Xã hội;
    Bộ Nông nghiệp; Bộ Môi trường; Bộ Giáo dục; Bộ Thông tin; Bộ Giao thông; Bộ Lao động; Bộ Văn hóa; Bộ Khoa học; Bộ Tài nguyên;
    Bộ NN và PTNT"""

MINISTRY_SHORT = {
    "Bộ TT&TT": "Bộ Thông tin và Truyền thông",
    "Bộ TTTT": "Bộ Thông tin và Truyền thông",
    "Bộ TN&MT": "Bộ Tài nguyên và Môi trường",
    "Bộ TNMT": "Bộ Tài nguyên và Môi trường",
    "Bộ NN&PTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "Bộ NN PTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "Bộ GD&ĐT": "Bộ Giáo dục và Đào tạo",
    "Bộ GDĐT": "Bộ Giáo dục và Đào tạo",
    "Bộ GTVT": "Bộ Giao thông vận tải",
    "Bộ KH&ĐT": "Bộ Kế hoạch và Đầu tư",
    "Bộ KHĐT": "Bộ Kế hoạch và Đầu tư",
    "Bộ KH&CN": "Bộ Khoa học và Công nghệ",
    "Bộ KHCN": "Bộ Khoa học và Công nghệ",
    "Bộ LĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "Bộ LĐ-TB&XH": "Bộ Lao động - Thương binh và Xã hội",
    "Bộ VHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "Bộ VH-TT&DL": "Bộ Văn hóa, Thể thao và Du lịch",
    "NHNN": "Ngân hàng Nhà nước",
    "NHNN Việt Nam": "Ngân hàng Nhà nước Việt Nam",
    "BHXH Việt Nam": "Bảo hiểm xã hội Việt Nam",
}

DEPARTMENTS = """Sở Nội vụ; Sở Tư pháp; Sở Tài chính; Sở Kế hoạch và Đầu tư; Sở Công Thương; Sở Nông nghiệp và Phát triển nông thôn;
    Sở Nông nghiệp và Môi trường; Sở Nông nghiệp; Sở Giao thông vận tải; Sở Xây dựng; Sở Tài nguyên và Môi trường; Sở Thông tin và Truyền thông;
    Sở Lao động - Thương binh và Xã hội; Sở Văn hóa, Thể thao và Du lịch; Sở Văn hóa và Thể thao; Sở Du lịch; Sở Khoa học và Công nghệ;
    Sở Giáo dục và Đào tạo; Sở Y tế; Sở Ngoại vụ; Sở Dân tộc và Tôn giáo; Sở Quy hoạch - Kiến trúc; Sở Văn hóa; Thanh tra tỉnh; Thanh tra thành phố;
    Văn phòng UBND tỉnh; Văn phòng Ủy ban nhân dân tỉnh; Văn phòng UBND thành phố; Ban Dân tộc; Ban Quản lý các khu công nghiệp; Ban Quản lý khu kinh tế;
    Ban Quản lý Khu kinh tế; Ban Quản lý các khu chế xuất và công nghiệp; Công an tỉnh; Cục Thuế tỉnh; Bảo hiểm xã hội tỉnh; Kho bạc Nhà nước tỉnh"""

DEPARTMENT_SHORT = {
    "Sở TT&TT": "Sở Thông tin và Truyền thông",
    "Sở TTTT": "Sở Thông tin và Truyền thông",
    "Sở TN&MT": "Sở Tài nguyên và Môi trường",
    "Sở TNMT": "Sở Tài nguyên và Môi trường",
    "Sở NN&PTNT": "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở GD&ĐT": "Sở Giáo dục và Đào tạo",
    "Sở GDĐT": "Sở Giáo dục và Đào tạo",
    "Sở GTVT": "Sở Giao thông vận tải",
    "Sở KH&ĐT": "Sở Kế hoạch và Đầu tư",
    "Sở KHĐT": "Sở Kế hoạch và Đầu tư",
    "Sở KH&CN": "Sở Khoa học và Công nghệ",
    "Sở KHCN": "Sở Khoa học và Công nghệ",
    "Sở LĐTBXH": "Sở Lao động - Thương binh và Xã hội",
    "Sở LĐ-TB&XH": "Sở Lao động - Thương binh và Xã hội",
    "Sở VHTTDL": "Sở Văn hóa, Thể thao và Du lịch",
    "Sở VH-TT&DL": "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Tài nguyên - Môi trường": "Sở Tài nguyên và Môi trường",
}


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency by the name that the text gives it; abbreviations are written out."""

    name: str
    level: UnitLevel


@cache
def agencies(*, without_marks: bool = False) -> dict[str, list[tuple[tuple[str, ...], Agency]]]:
    """Names by their first word, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], Agency]]] = {}
    for spelling, agency in _spellings():
        words = split(key(spelling))
        words = tuple(bare(word) for word in words) if without_marks else words
        by_first.setdefault(words[0], []).append((words, agency))
    for names in by_first.values():
        names.sort(key=lambda entry: -len(entry[0]))
    return by_first


def _spellings() -> Iterator[tuple[str, Agency]]:
    for table, short, level in (
        (MINISTRIES, MINISTRY_SHORT, UnitLevel.MINISTRY),
        (DEPARTMENTS, DEPARTMENT_SHORT, UnitLevel.DEPARTMENT),
    ):
        for name in (" ".join(part.split()) for part in table.split(";")):
            for variant in _variants(name):
                yield variant, Agency(variant, level)
        for spelling, name in short.items():
            yield spelling, Agency(name, level)


def _variants(name: str) -> Iterator[str]:
    yield name
    if " và " in name:
        yield name.replace(" và ", " - ")
        yield name.replace(" và ", " ")
        yield name.replace(" và ", ", ")

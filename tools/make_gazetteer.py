"""Write parwatch_core/analysis/data/places.txt: the administrative divisions of Viet Nam, before and after July 2025.

Run with Python 3.12 or newer in an environment that has the package vietnam-provinces (it is needed here only, never
at run time):

    python tools/make_gazetteer.py parwatch_core/analysis/data/places.txt

Only facts are taken: names, kinds, what became of what on 1 July 2025. The package has the state of 30 June 2025;
districts that were merged or renamed in the ten years before are still named by older articles and are supplied in
ABOLISHED below, each with the district that took it in (resolutions of the National Assembly's Standing Committee).
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from vietnam_provinces import Province, Ward
from vietnam_provinces import _ward_conversion_2025 as ward_conversion
from vietnam_provinces.legacy import District
from vietnam_provinces.legacy import Province as OldProvince

HEADER = """\
# Administrative divisions of Viet Nam. Made by tools/make_gazetteer.py; do not edit by hand.
# [now]       province since July 2025: kind name = its communes "kind name", in the order that [districts] counts them
# [before]    province until June 2025: kind name > the province that it belongs to now
# [districts] by province of before: kind name > numbers of the communes of now on its ground
# [abolished] by province of before: kind name > the district that took it in
"""

# Province of before -> "kind name > successor".
ABOLISHED = {
    "Bắc Giang": ["huyện Yên Dũng > thành phố Bắc Giang"],
    "Nam Định": ["huyện Mỹ Lộc > thành phố Nam Định"],
    "Ninh Bình": ["thành phố Ninh Bình > thành phố Hoa Lư", "huyện Hoa Lư > thành phố Hoa Lư"],
    "Thanh Hóa": [
        "huyện Đông Sơn > thành phố Thanh Hóa",
        "huyện Tĩnh Gia > thị xã Nghi Sơn",
    ],
    "Nghệ An": ["thị xã Cửa Lò > thành phố Vinh"],
    "Hà Tĩnh": ["huyện Lộc Hà > huyện Thạch Hà"],
    "Huế": [
        "huyện Nam Đông > huyện Phú Lộc",
        "thành phố Huế > quận Thuận Hóa",
    ],
    "Quảng Nam": ["huyện Nông Sơn > huyện Quế Sơn"],
    "Lâm Đồng": ["huyện Đạ Tẻh > huyện Đạ Huoai", "huyện Cát Tiên > huyện Đạ Huoai"],
    "Bà Rịa - Vũng Tàu": [
        "huyện Long Điền > huyện Long Đất",
        "huyện Đất Đỏ > huyện Long Đất",
        "huyện Tân Thành > thị xã Phú Mỹ",
    ],
    "Hồ Chí Minh": ["quận 2 > thành phố Thủ Đức", "quận 9 > thành phố Thủ Đức", "quận Thủ Đức > thành phố Thủ Đức"],
    "Quảng Ninh": ["huyện Hoành Bồ > thành phố Hạ Long"],
    "Cao Bằng": [
        "huyện Thông Nông > huyện Hà Quảng",
        "huyện Trà Lĩnh > huyện Trùng Khánh",
        "huyện Quảng Uyên > huyện Quảng Hòa",
        "huyện Phục Hòa > huyện Quảng Hòa",
    ],
    "Hoà Bình": ["huyện Kỳ Sơn > thành phố Hòa Bình"],
    "Quảng Ngãi": ["huyện Tây Trà > huyện Trà Bồng"],
    "Hà Nội": ["huyện Từ Liêm > quận Nam Từ Liêm"],
    "Thái Nguyên": ["huyện Phổ Yên > thành phố Phổ Yên"],
    "Hải Phòng": ["huyện Thủy Nguyên > thành phố Thủy Nguyên", "huyện An Dương > quận An Dương"],
    "Hải Dương": ["huyện Chí Linh > thành phố Chí Linh", "huyện Kinh Môn > thị xã Kinh Môn"],
    "Sóc Trăng": ["huyện Vĩnh Châu > thị xã Vĩnh Châu", "huyện Ngã Năm > thị xã Ngã Năm"],
    "Bình Dương": ["huyện Bến Cát > thành phố Bến Cát", "huyện Tân Uyên > thành phố Tân Uyên"],
    "Kiên Giang": ["huyện Phú Quốc > thành phố Phú Quốc"],
}  # fmt: skip

KINDS = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "phường", "xã")


def kind_of(name: str) -> str:
    """`Thành phố Cao Lãnh` -> `thành phố`. One commune of the package begins with a small letter."""
    return next(kind for kind in KINDS if name.lower().startswith(f"{kind} "))


def bare(name: str) -> str:
    """The name without its kind."""
    return name[len(kind_of(name)) + 1 :]


def split_kind(name: str) -> str:
    """`Thành phố Cao Lãnh` -> `thành phố Cao Lãnh`: the kind in lower case, as running text has it."""
    return f"{kind_of(name)} {bare(name)}"


def successors() -> dict[int, list[int]]:
    """Codes of the communes of now by code of the district of before, in order of first mention."""
    homes = {province.code.value: home_of_most_wards(province) for province in OldProvince.iter_all()}
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for entry in ward_conversion.OLD_TO_NEW.values():
        home = homes[entry.old_ward.province_code]
        found[entry.old_ward.district_code] |= {
            ward.code: None for ward in entry.new_wards if ward.province_code == home
        }
    return {district: list(wards) for district, wards in found.items()}


def now_section() -> tuple[list[str], dict[int, int]]:
    """Lines of [now], and the number of each commune within its province."""
    lines, numbers = [], {}
    for province in Province.iter_all():
        wards = list(Ward.iter_by_province(province.code))
        numbers.update({ward.code.value: number for number, ward in enumerate(wards)})
        lines.append(f"{split_kind(province.name)} = {'; '.join(split_kind(ward.name) for ward in wards)}")
    return lines, numbers


def home_of_most_wards(province: OldProvince) -> int:
    """Code of the province of now. Single wards may cross the border; a province goes where most went."""
    wards = [
        entry for entry in ward_conversion.OLD_TO_NEW.values() if entry.old_ward.province_code == province.code.value
    ]
    return Counter(new.province_code for entry in wards for new in entry.new_wards).most_common(1)[0][0]


def before_section() -> list[str]:
    """Lines of [before]."""
    now = {province.code.value: bare(province.name) for province in Province.iter_all()}
    return [f"{split_kind(province.name)} > {now[home_of_most_wards(province)]}" for province in OldProvince.iter_all()]


def district_section(numbers: dict[int, int]) -> list[str]:
    """Lines of [districts]."""
    wards = successors()
    lines = []
    for province in OldProvince.iter_all():
        entries = []
        for district in District.iter_by_province(province.code):
            heirs = ",".join(str(numbers[ward]) for ward in wards.get(district.code.value, ()))
            entries.append(f"{split_kind(district.name)} > {heirs}")
        lines.append(f"{bare(province.name)} = {'; '.join(entries)}")
    return lines


def abolished_section() -> list[str]:
    """Lines of [abolished]; an entry that the package has after all is left out."""
    lines = []
    for province in OldProvince.iter_all():
        present = {split_kind(district.name) for district in District.iter_by_province(province.code)}
        entries = [entry for entry in ABOLISHED.get(bare(province.name), []) if entry.split(" > ")[0] not in present]
        if entries:
            lines.append(f"{bare(province.name)} = {'; '.join(entries)}")
    return lines


def document() -> str:
    """The whole data file."""
    now, numbers = now_section()
    sections = {
        "now": now,
        "before": before_section(),
        "districts": district_section(numbers),
        "abolished": abolished_section(),
    }
    return HEADER + "".join(f"\n[{name}]\n" + "\n".join(lines) + "\n" for name, lines in sections.items())


def main() -> None:
    """Write the file that the command line names."""
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()

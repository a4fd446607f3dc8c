from __future__ import annotations

import pytest

from scraper.discover.owner import guess, province_in, unit_in
from scraper.discover.reading import parse


@pytest.mark.parametrize(
    ("line", "unit", "province"),
    [
        ("Cổng thông tin điện tử huyện Sông Trà, tỉnh Trà Giang", "huyện Sông Trà", "Trà Giang"),
        ("CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN SÔNG TRÀ TỈNH TRÀ GIANG", "huyện Sông Trà", "Trà Giang"),
        ("UBND xã An Phú, huyện Sông Trà, tỉnh Trà Giang", "xã An Phú", "Trà Giang"),
        ("Uỷ ban nhân dân thị xã Hồng Lĩnh tỉnh Hà Tĩnh", "thị xã Hồng Lĩnh", "Hà Tĩnh"),
        ("Trang thông tin điện tử Phường 12, Quận 3, TP. Hồ Chí Minh", "phường 12", "Hồ Chí Minh"),
        ("Trang tin điện tử đặc khu Lý Sơn - tỉnh Quảng Ngãi", "đặc khu Lý Sơn", "Quảng Ngãi"),
        ("Cổng thông tin điện tử thành phố Cao Lãnh", "thành phố Cao Lãnh", None),
        ("Cổng TTĐT tỉnh Bà Rịa - Vũng Tàu", "tỉnh Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Sở Thông tin và Truyền thông thành phố Hà Nội", "Sở Thông tin và Truyền thông", "Hà Nội"),
        ("Cổng thông tin điện tử Bộ Nội vụ", "Bộ Nội vụ", None),
        ("Trang chủ", None, None),
        ("Văn hóa xã hội, kinh tế huyện nhà", None, None),
    ],
)
def test_a_line_names_its_unit_and_province(line: str, unit: str | None, province: str | None) -> None:
    """The level and the capitals after it are enough; no list of places is used."""
    assert (unit_in(line), province_in(line)) == (unit, province)


def test_the_front_page_speaks_for_itself() -> None:
    """The title says only "Trang chủ": the header names the unit and the footer the province, without running on."""
    tree = parse(
        "<title>Trang chủ</title><header><h1>Cổng thông tin huyện Sông Trà</h1></header><footer>"
        "<p>UBND huyện Sông Trà, tỉnh Trà Giang</p><p>Địa chỉ: 12 Hùng Vương</p></footer>"
    )
    assert tree is not None
    owner = guess(tree)
    assert (owner.site_name, owner.unit, owner.province) == (
        "Cổng thông tin huyện Sông Trà",
        "huyện Sông Trà",
        "Trà Giang",
    )

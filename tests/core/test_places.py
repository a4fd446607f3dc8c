"""Lookups of units: what people type, what became of what, where it lies."""

from __future__ import annotations

import pytest

from parwatch_core import places
from parwatch_core.analysis import analyse
from parwatch_core.analysis.places import places as everything
from parwatch_core.ranking import UnitLevel

# What is typed -> the first suggestion.
TYPED = {
    "Hương Sơn, Hà Tĩnh": "xã Hương Sơn, Hà Tĩnh",
    "huong son ha tinh": "xã Hương Sơn, Hà Tĩnh",
    "xa huong son tinh ha tinh": "xã Hương Sơn, Hà Tĩnh",
    "huyện hương sơn": "huyện Hương Sơn, Hà Tĩnh",
    "HƯƠNG SƠN": "xã Hương Sơn, Hà Nội",
    "cao lanh": "phường Cao Lãnh, Đồng Tháp",
    "TP. Cao Lãnh": "thành phố Cao Lãnh, Đồng Tháp",
    "H. Phụng Hiệp": "huyện Phụng Hiệp, Hậu Giang",
    "phụng hiêp": "xã Phụng Hiệp, Cần Thơ",
    "phugn hiep": "xã Phụng Hiệp, Cần Thơ",
    "hamthuanbac": "xã Hàm Thuận Bắc, Lâm Đồng",
    "ham thaun bca": "xã Hàm Thuận Bắc, Lâm Đồng",
    "UBND thị xã Cửa Lò": "thị xã Cửa Lò, Nghệ An",
    "ubnd tx cua lo": "thị xã Cửa Lò, Nghệ An",
    "q1": "quận 1, Hồ Chí Minh",
    "Quận 12": "quận 12, Hồ Chí Minh",
    "hcm": "Hồ Chí Minh",
    "sai gon": "Hồ Chí Minh",
    "danang": "Đà Nẵng",
    "nghe": "Nghệ An",
    "ha gian": "Hà Giang",
    "Hoà Bình": "Hoà Bình",
    "hòa bình": "Hoà Bình",
    "thua thien hue": "Huế",
    "Bà Rịa Vũng Tàu": "Bà Rịa - Vũng Tàu",
    "bo van hoa the thao du lich": "Bộ Văn hóa, Thể thao và Du lịch",
    "bo noi vu": "Bộ Nội vụ",
    "Bộ Y tế": "Bộ Y tế",
    "ngan hang nha nuoc": "Ngân hàng Nhà nước Việt Nam",
}


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_finds_the_unit_first(typed: str) -> None:
    """Marks, kinds, abbreviations, the province behind the name and slips of the finger are all understood."""
    assert places.label(places.suggest(typed)[0]) == TYPED[typed]


def test_namesakes_are_all_offered_and_told_apart() -> None:
    """A name that several units bear is offered with each of them, what exists now first."""
    labels = [places.label(place) for place in places.suggest("hương sơn")]
    assert labels == ["xã Hương Sơn, Hà Nội", "xã Hương Sơn, Hà Tĩnh", "huyện Hương Sơn, Hà Tĩnh"]


def test_a_province_narrows_the_suggestions() -> None:
    """A province of now or of before keeps what lies on its ground."""
    for province in ("Hà Tĩnh", "ha tinh"):
        assert {place.province for place in places.suggest("hương sơn", province=province)} == {"Hà Tĩnh"}
    assert places.label(places.suggest("phụng hiệp", province="Hậu Giang")[0]) == "xã Phụng Hiệp, Cần Thơ"


def test_the_limit_is_kept() -> None:
    """No more suggestions come than are asked for."""
    assert len(places.suggest("tân", limit=3)) == 3


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "🙂", "zzzzzz", "x" * 100_000, "1" * 5000, "\x00"])
def test_nonsense_finds_nothing(text: str) -> None:
    """Text that is no name gives no suggestion, and no error."""
    assert places.suggest(text) == ()
    assert places.find(text) == ()


def test_finding_tolerates_no_other_name() -> None:
    """`find` answers with exactly the name, of the kind that was typed."""
    assert [place.full for place in places.find("phung hiep")] == ["xã Phụng Hiệp", "huyện Phụng Hiệp"]
    assert [place.full for place in places.find("huyện Phụng Hiệp")] == ["huyện Phụng Hiệp"]
    assert places.find("phung hie") == ()


def test_a_district_points_to_the_communes_on_its_ground_and_they_point_back() -> None:
    """History is kept both ways."""
    (district,) = places.find("huyện Hương Sơn")
    heirs = places.successors(district)
    assert {heir.full for heir in heirs} >= {"xã Hương Sơn", "xã Sơn Kim 1"}
    assert all(district in places.predecessors(heir) for heir in heirs)


def test_every_unit_that_ended_has_living_successors() -> None:
    """No successor is only a name: each is a unit of the gazetteer; heirs of heirs exist now."""
    for place in everything():
        heirs = places.successors(place)
        assert len(heirs) == len(place.successors), place
        assert place.current or heirs, place
        assert all(heir.current or places.successors(heir) for heir in heirs), place


def test_thirty_four_provinces_were_sixty_three() -> None:
    """Both lists are whole, and every province of before leads to one of now."""
    now, before = places.provinces(), places.former_provinces()
    assert (len(now), len(before)) == (34, 63)
    assert {places.present_province(place.name) for place in before} == set(now)


@pytest.mark.parametrize(
    ("name", "now"), [("Hà Giang", "Tuyên Quang"), ("long an", "Tây Ninh"), ("Sài Gòn", "Hồ Chí Minh"), ("Huế", "Huế")]
)
def test_a_province_of_before_leads_to_the_one_of_now(name: str, now: str) -> None:
    """With or without marks, under any of its names."""
    found = places.present_province(name)
    assert found is not None
    assert found.name == now


def test_the_province_of_a_unit_is_the_one_of_now() -> None:
    """A district of Hậu Giang lies in Cần Thơ; a ministry lies in no province."""
    home = places.province_of(places.find("huyện Phụng Hiệp")[0])
    assert home is not None
    assert home.name == "Cần Thơ"
    assert places.present_province("Atlantis") is None
    assert places.province_of(places.find("Bộ Y tế")[0]) is None


def test_ministries_are_listed_under_their_whole_names_only() -> None:
    """No short form stands beside the name that it shortens."""
    named = [place.full for place in places.suggest("bộ", limit=50) if place.level is UnitLevel.MINISTRY]
    assert "Bộ Tài nguyên và Môi trường" in named
    assert not {"Bộ Môi trường", "Bộ Giáo dục", "Bộ Tài nguyên"} & set(named)


# A name as an article writes it, the portal's province -> the unit that is claimed, and its province.
WRITTEN = [
    ("huyện Hương Sơn", None, "huyện Hương Sơn", "Hà Tĩnh"),
    ("xã Hương Sơn", "Hà Nội", "xã Hương Sơn", "Hà Nội"),
    ("xã Hương Sơn", "Hà Tĩnh", "xã Hương Sơn", "Hà Tĩnh"),
    ("xã Hương Sơn", None, "xã Hương Sơn", None),
    ("H. Hương Sơn", None, "huyện Hương Sơn", "Hà Tĩnh"),
    ("UBND huyện Hương Sơn", None, "huyện Hương Sơn", "Hà Tĩnh"),
    ("HUYỆN HƯƠNG SƠN", None, "huyện Hương Sơn", "Hà Tĩnh"),
    ("TP. Cao Lãnh", None, "thành phố Cao Lãnh", "Đồng Tháp"),
    ("huyện Cao Lãnh", None, "huyện Cao Lãnh", "Đồng Tháp"),
    ("thành phố Cao Lãnh", None, "thành phố Cao Lãnh", "Đồng Tháp"),
    ("phường Cao Lãnh", None, "phường Cao Lãnh", "Đồng Tháp"),
    ("TX. Cửa Lò", None, "thị xã Cửa Lò", "Nghệ An"),
    ("TX Cửa Lò", None, "thị xã Cửa Lò", "Nghệ An"),
    ("Q.12", None, "quận 12", "Hồ Chí Minh"),
    ("Quận 12", None, "quận 12", "Hồ Chí Minh"),
    ("huyện Châu Thành", "Bến Tre", "huyện Châu Thành", "Bến Tre"),
    ("huyện Châu Thành", "Trà Vinh", "huyện Châu Thành", "Trà Vinh"),
    ("huyện Châu Thành (Long An)", None, "huyện Châu Thành", "Long An"),
    ("huyện Châu Thành, tỉnh Tiền Giang", None, "huyện Châu Thành", "Tiền Giang"),
    ("tỉnh Hoà Bình", None, "Hoà Bình", "Hoà Bình"),
    ("tỉnh Hòa Bình", None, "Hoà Bình", "Hoà Bình"),
    ("thành phố Hòa Bình", None, "thành phố Hòa Bình", "Hoà Bình"),
    ("TP.HCM", None, "Hồ Chí Minh", "Hồ Chí Minh"),
    ("TPHCM", None, "Hồ Chí Minh", "Hồ Chí Minh"),
    ("Tp Hồ Chí Minh", None, "Hồ Chí Minh", "Hồ Chí Minh"),
    ("TP Thủ Đức", None, "thành phố Thủ Đức", "Hồ Chí Minh"),
    ("TP. Đà Nẵng", None, "Đà Nẵng", "Đà Nẵng"),
    ("Bà Rịa - Vũng Tàu", None, "Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"),
    ("Thừa Thiên Huế", None, "Huế", "Huế"),
    ("huyện M'Đrắk", None, "huyện M'Đrắk", "Đắk Lắk"),
    ("huyện Ea H’leo", None, "huyện Ea H'leo", "Đắk Lắk"),
    ("đặc khu Phú Quốc", None, "đặc khu Phú Quốc", "An Giang"),
]


@pytest.mark.parametrize(("written", "province", "unit", "lies_in"), WRITTEN)
def test_units_are_read_as_articles_write_them(written: str, province: str | None, unit: str, lies_in: str) -> None:
    """Kinds, abbreviations, capitals, both tone placements; namesakes by the portal's province and the text."""
    text = f"Năm 2021, {written} xếp thứ 3 về chỉ số CCHC."
    (claim,) = analyse("", text, portal_province=province).claims
    assert (claim.unit, claim.province) == (unit, lies_in)


@pytest.mark.parametrize(
    ("written", "unit"),
    [("Huyen Huong Son", "huyện Hương Sơn"), ("thi xa Cua Lo", "thị xã Cửa Lò"), ("tinh Ha Tinh", "Hà Tĩnh")],
)
def test_units_are_read_without_marks(written: str, unit: str) -> None:
    """A text that is typed without diacritics names the same units."""
    (claim,) = analyse("", f"Nam 2021, {written} xep thu 3 ve chi so CCHC.").claims
    assert claim.unit == unit

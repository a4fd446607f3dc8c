"""The learned wrapper: five pages of an unknown template teach where the article is and what is not part of it."""

from __future__ import annotations

import json

import pytest

from parwatch_core.errors import ParwatchError
from parwatch_core.page import PageKind
from scraper.extract import Wrapper, batch, extract
from scraper.extract.article import parsed
from scraper.extract.wrapper import MIN_PAGES, learn

HOST = "https://thanhlam.example.gov.vn"
PLACES = ("Phú Hòa", "Sơn Trạch", "Hòa Khê", "Vĩnh Xuân", "Lâm Trạch", "Bình Ninh")
TOPICS = ("cải cách hành chính", "chuyển đổi số", "giải ngân vốn đầu tư công", "xây dựng nông thôn mới")
RANDOM = (
    "Quỹ Vì người nghèo huyện tiếp nhận ủng hộ của các tổ chức, cá nhân; đóng góp xin gửi về Mặt trận huyện.",
    "Huyện mời gọi nhà đầu tư vào cụm công nghiệp phía tây với nhiều ưu đãi về tiền thuê đất và thuế.",
    "Người dân nộp hồ sơ trực tuyến được giảm một nửa lệ phí, nhận kết quả tại nhà qua dịch vụ bưu chính công ích.",
)


def story(number: int) -> list[str]:
    place, topic = PLACES[number % len(PLACES)], TOPICS[number % len(TOPICS)]
    return [
        f"Ngày {number + 3}/5, đoàn công tác của huyện làm việc với xã {place} về {topic}.",
        f"Qua {number + 2} tháng triển khai, xã {place} đạt {40 + number}% kế hoạch {topic}, cao hơn năm trước.",
        f"Đoàn đề nghị xã {place} tập trung tháo gỡ vướng mắc về {topic}, báo cáo trước ngày {number + 10} hằng tháng.",
    ]


def page(number: int, counter: int = 0) -> bytes:
    """A page of a made-up template: names that mean nothing, a random box, counters, a byline field."""
    lines = story(number)
    title = f"Xã {PLACES[number % len(PLACES)]} đẩy mạnh {TOPICS[number % len(TOPICS)]} đợt {number + 1}"
    return f"""<html><head><title>{title}</title></head>
<body><div class="k0"><div class="q1">Kênh của huyện</div>
<div class="z{number}"><div class="m7"><h2>{title}</h2><i>0{number % 9 + 1}/05/2024 08:00</i>
<u>Xem {counter + number}</u>
<div class="y8"><p>{"</p><p>".join(lines)}</p></div>
<div class="v2">Người nhập tin số {number}</div></div>
<div class="x3"><p>{RANDOM[(number + counter) % 3]}</p>
<p>Hôm nay có {counter * 7 + number} người ghé thăm trang.</p></div></div>
</div></body></html>""".encode()


def learned(count: int = 8) -> Wrapper:
    documents = [parsed(page(number), f"{HOST}/{number}") for number in range(count)]
    wrapper = learn([document for document in documents if document is not None])
    assert wrapper is not None
    return wrapper


def test_the_article_is_found_and_the_rest_is_left_out():
    """Neither the random box, nor the counter, nor the field under the text is part of any page."""
    wrapper = learned()
    for number in range(12):  # four of them were not learned from
        found = extract(page(number), f"{HOST}/{number}", wrapper=wrapper, cms=False)
        assert (found.kind, found.method) == (PageKind.ARTICLE, "wrapper")
        assert found.text.split("\n") == story(number)


def test_a_short_last_line_is_kept():
    """What holds the prose is one element around all paragraphs, not the path that the paragraphs share."""
    last = "Đoàn về lúc 17 giờ."
    markup = page(9).replace(b'</p></div>\n<div class="v2">', f'</p><p>{last}</p></div>\n<div class="v2">'.encode())
    found = extract(markup, f"{HOST}/9", wrapper=learned(), cms=False)
    assert (found.method, found.text.split("\n")) == ("wrapper", [*story(9), last])


def test_counters_do_not_change_what_is_found():
    wrapper = learned()
    first, second = (extract(page(3, counter), f"{HOST}/3", wrapper=wrapper) for counter in (0, 901))
    assert first == second


def test_a_wrapper_survives_json():
    wrapper = learned()
    assert Wrapper.from_json(wrapper.to_json()) == wrapper
    assert Wrapper.from_json(json.dumps(json.loads(wrapper.to_json()))) == wrapper


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 2, "container": 4}', "null"])
def test_what_is_no_wrapper_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Wrapper.from_json(text)


@pytest.mark.parametrize(
    ("part", "value"), [("container", [["x"]]), ("fields", [["a", 1]]), ("template", [{}]), ("pages", float("inf"))]
)
def test_a_damaged_part_makes_no_wrapper(part, value):
    written = json.loads(learned().to_json()) | {part: value}
    with pytest.raises(ValueError, match="not a wrapper"):
        Wrapper.from_json(json.dumps(written))


def test_too_few_pages_teach_nothing():
    documents = [document for n in range(MIN_PAGES - 1) if (document := parsed(page(n), HOST)) is not None]
    assert learn(documents) is None


def test_second_copies_do_not_make_template_of_an_article():
    """A story found at three addresses still is a story."""
    documents = [parsed(page(number), HOST) for number in (0, 0, 0, 1, 2, 3, 4, 5)]
    wrapper = learn([document for document in documents if document is not None])
    assert wrapper is not None
    assert extract(page(0), f"{HOST}/0", wrapper=wrapper, cms=False).text.split("\n") == story(0)


def test_another_layout_is_read_without_the_wrapper():
    text = "Sáng 12/3, UBND huyện Thanh Lâm công bố kết quả xếp hạng Chỉ số cải cách hành chính năm 2023 của các xã. "
    other = f"<html><title>Kết quả xếp hạng các xã, thị trấn</title><body><section><p>{text * 8}</p></section>"
    assert extract(other, f"{HOST}/x", wrapper=learned(), cms=False).method == "generic"


def test_a_batch_learns_per_host_and_keeps_the_order():
    files = {f"{number}.html": page(number) for number in range(7)} | {"alone.html": page(2)}
    items = [{"id": name, "url": f"{HOST}/{name}", "file": name} for name in files]
    items[-1]["url"] = "https://mot.example.gov.vn/tin/1"
    lines = list(batch.run(items, cms=False, learn=True, read=files.__getitem__))
    assert [line["id"] for line in lines] == list(files)
    assert set(lines[0]) == {"id", "kind", "title", "date", "author", "text"}
    assert [str(line["text"]).split("\n") for line in lines[:7]] == [story(number) for number in range(7)]
    assert lines[0]["date"] == "2024-05-01"
    assert lines[-1]["kind"] == "article"


def test_a_batch_without_learning_streams():
    """The first line is there before the second file is read."""
    reads: list[str] = []

    def read(path: str) -> bytes:
        reads.append(path)
        return page(len(reads))

    lines = batch.run(({"id": n, "url": HOST, "file": str(n)} for n in range(3)), read=read)
    assert next(lines)["id"] == 0
    assert reads == ["0"]


def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path):
    with pytest.raises(ParwatchError, match=r"nirgends\.html: cannot be read"):
        list(batch.run([{"id": "1", "url": HOST, "file": str(tmp_path / "nirgends.html")}]))

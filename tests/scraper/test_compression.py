"""Decoders: the same bytes whatever the chunks, and never more than the limit."""

import contextlib
import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch import compression

PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}


def unpack(name: str, packed: bytes, step: int, limit: int) -> tuple[bytes, bool]:
    layer = compression.decoder(name, packed[:step], limit)
    out = b"".join(layer.feed(packed[start : start + step]) for start in range(0, len(packed), step))
    return out, layer.complete()


@given(st.sampled_from(sorted(PACKERS)), st.binary(max_size=5_000), st.integers(4, 3_000))
def test_any_body_in_any_chunks_comes_back_whole(name, body, step):
    assert unpack(name, PACKERS[name](body), step, len(body)) == (body, True)


@given(st.sampled_from(sorted(PACKERS)), st.binary(min_size=1, max_size=5_000), st.integers(4, 3_000))
def test_one_byte_beyond_the_limit_is_too_large(name, body, step):
    with pytest.raises(compression.TooLargeError):
        unpack(name, PACKERS[name](body), step, len(body) - 1)


@given(st.sampled_from(sorted(PACKERS)), st.binary(max_size=2_000))
def test_noise_is_corrupt_or_passed_through_and_nothing_else(name, noise):
    with contextlib.suppress(compression.CorruptError, compression.TooLargeError):
        unpack(name, noise, 100, 10_000_000)


def test_many_gzip_members_are_read_but_not_thousands():
    body = gzip.compress(b"a") * 50
    for step in range(2, 70):
        assert unpack("gzip", body, step, 100) == (b"a" * 50, True)
    with pytest.raises(compression.CorruptError):
        unpack("gzip", gzip.compress(b"") * 5_000, 65_536, 100)


def test_more_layers_than_two_are_refused():
    with pytest.raises(compression.CorruptError):
        compression.decoder("gzip, gzip, gzip", b"\x1f\x8b", 100)


def test_a_gzip_file_that_is_cut_is_corrupt():
    with pytest.raises(compression.CorruptError):
        compression.gunzip(gzip.compress(b"x" * 1_000)[:-6], 10_000)

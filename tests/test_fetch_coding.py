"""Packed bodies, without a network."""

from __future__ import annotations

import gzip
import random
import time
import zlib
from collections.abc import Callable, Iterator

import pytest

from articlegrab import errors
from articlegrab.fetch import coding
from articlegrab.fetch.coding import CODEC_ERRORS, codings, unpacked

NOISE = random.Random(7).randbytes(150_000) + bytes(150_000)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def brotli(data: bytes) -> bytes:
    packed: bytes = pytest.importorskip("brotli").compress(data)
    return packed


def zstd(data: bytes) -> bytes:
    packed: bytes = pytest.importorskip("zstandard").compress(data)
    return packed


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "deflate": zlib.compress, "raw deflate": raw_deflate, "br": brotli, "zstd": zstd,
}


def unpack(packed: bytes, header: str, limit: int = 2**20) -> bytes:
    return b"".join(unpacked(packed, codings(header), limit=limit))


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("data", [b"", b"a", b"news " * 50_000, NOISE], ids=["empty", "one", "dense", "noise"])
def test_what_was_packed_comes_back(name: str, data: bytes) -> None:
    """Every coding gives back exactly what went in, small or large, dense or noisy."""
    assert unpack(PACKERS[name](data), name.removeprefix("raw ")) == data


@pytest.mark.parametrize("name", PACKERS)
def test_no_cut_goes_unnoticed(name: str) -> None:
    """Packed data cut at any of 300 places gives an error, never a shorter text."""
    packed = PACKERS[name](NOISE[:3000] + b"news " * 400)
    for cut in range(1, len(packed), max(1, len(packed) // 300)):
        with pytest.raises((errors.IncompleteBody, *CODEC_ERRORS)):
            unpack(packed[:cut], name.removeprefix("raw "))


@pytest.mark.parametrize("name", PACKERS)
def test_the_limit_is_exact(name: str) -> None:
    """A body of just the limit passes, a byte more does not."""
    packed = PACKERS[name](bytes(100_000))
    assert len(unpack(packed, name.removeprefix("raw "), limit=100_000)) == 100_000
    with pytest.raises(errors.ResponseTooLarge):
        unpack(packed, name.removeprefix("raw "), limit=99_999)


@pytest.mark.parametrize("name", PACKERS)
def test_it_stops_close_behind_the_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a bomb no more is unpacked than the limit and 64 KB; zstd, which cannot be told to stop, 4 MB."""
    kind, unpacked_bytes = name.removeprefix("raw "), 0
    unpack_one = coding._UNPACK[kind]

    def counted(pieces: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal unpacked_bytes
        for piece in unpack_one(pieces):
            unpacked_bytes += len(piece)
            yield piece

    packed = PACKERS[name](bytes(64 * 2**20))
    monkeypatch.setitem(coding._UNPACK, kind, counted)
    with pytest.raises(errors.ResponseTooLarge):
        unpack(packed, kind, limit=2**20)
    assert 2**20 < unpacked_bytes <= 2**20 + (2**22 if kind == "zstd" else 2**16)


def test_codings_are_undone_in_reverse() -> None:
    """The last one applied is the first one undone."""
    assert unpack(zlib.compress(gzip.compress(b"news")), "gzip, deflate") == b"news"


def test_gzip_members_are_read_one_after_the_other() -> None:
    """Several members are one text; padding behind them is left out."""
    assert unpack(gzip.compress(b"old ") + gzip.compress(b"news") + bytes(512), "gzip") == b"old news"


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_a_flood_of_empty_members_is_refused_fast(pack: Callable[[bytes], bytes]) -> None:
    """200,000 empty members cost nothing."""
    packed = pack(b"") * 200_000
    worked = time.process_time()
    with pytest.raises(errors.ProtocolError):
        unpack(packed, "gzip" if pack is gzip.compress else "zstd")
    assert time.process_time() - worked < 0.2


def test_zstd_with_a_huge_window_is_refused() -> None:
    """A frame that asks for 128 MB of memory does not get it."""
    zstandard = pytest.importorskip("zstandard")
    settings = zstandard.ZstdCompressionParameters(window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=settings).compressobj()
    packed = packer.compress(NOISE) + packer.flush()
    with pytest.raises(CODEC_ERRORS):
        unpack(packed, "zstd")


def test_large_bodies_unpack_in_linear_time() -> None:
    """20 MB that hardly shrink are unpacked in well under a second or two."""
    data = random.Random(1).randbytes(20 * 2**20)
    for name in ("gzip", "zstd"):
        packed = PACKERS[name](data)
        worked = time.process_time()
        assert len(unpack(packed, name, limit=2**25)) == len(data)
        assert time.process_time() - worked < 3


@pytest.mark.parametrize(
    ("header", "names"),
    [(None, []), ("", []), ("identity", []), ("GZIP", ["gzip"]), ("x-gzip", ["gzip"]), (" , gzip ,", ["gzip"])],
)
def test_headers_as_servers_write_them(header: str | None, names: list[str]) -> None:
    """Case, blanks, empty items and the old name do not matter."""
    assert codings(header) == names


@pytest.mark.parametrize("header", ["compress", "sdch", "gzip;q=1", "utf-8", "gzip, gzip, gzip"])
def test_unknown_codings_are_refused(header: str) -> None:
    """What cannot be undone is not handed out as text."""
    with pytest.raises(errors.UnsupportedEncoding):
        codings(header)

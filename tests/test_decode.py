"""Which encoding a page is read in, and that no page can make it raise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from articlegrab.decode import declared, decode, encoding_name, utf8
from tests.report import report

VECTORS = Path(__file__).parents[2] / "shared" / "vectors"

STORIES = {
    "windows-1252": ("cp1252", "Der Bürgermeister öffnete die Brücke – „endlich“, wie er sagte."),
    "iso-8859-2": ("iso8859_2", "Nowy most zostanie ukończony później, niż zakładano."),
    "windows-1251": ("cp1251", "Новый мост будет достроен позже, чем предполагалось."),
    "koi8-r": ("koi8_r", "Новый мост будет достроен позже, чем предполагалось."),
    "shift_jis": ("cp932", "昨夜、市は新しい橋の完成が遅れると①発表した。"),
    "euc-jp": ("euc_jp", "昨夜、市は新しい橋の完成が遅れると発表した。"),
    "gb2312": ("gb18030", "昨晚，市政府宣布新桥的完工时间将晚于预期。镕"),
    "big5": ("big5", "昨晚，市政府宣布新橋的完工時間將晚於預期。"),
    "euc-kr": ("cp949", "어젯밤 시 당국은 새 다리의 완공이 늦어진다고 발표했다. 똠"),
}


@pytest.mark.parametrize("label", STORIES)
@pytest.mark.parametrize("place", ["header", "meta", "http-equiv"])
def test_declared_encodings_are_read_exactly(label: str, place: str) -> None:
    """A story in any of nine encodings comes out letter for letter, wherever the encoding is declared."""
    codec, story = STORIES[label]
    head = {
        "header": "",
        "meta": f"<meta charset='{label}'>",
        "http-equiv": f'<META content="text/html; charset={label.upper()}" http-equiv=Content-Type>',
    }[place]
    page = f"<!doctype html><html><head>{head}<title>t</title><body><p>{story}"
    text, charset = decode(page.encode(codec), f"text/html; charset={label}" if place == "header" else None)
    assert text == page
    assert charset.name == encoding_name(label)
    assert charset.source == ("header" if place == "header" else "meta")
    assert utf8(page.encode(codec), f"text/html; charset={label}" if place == "header" else None)[0] == page.encode()


@pytest.mark.parametrize("label", STORIES)
def test_undeclared_encodings_are_guessed(label: str) -> None:
    """An ordinary run of text in the same encodings is read right without any declaration."""
    codec, story = STORIES[label]
    page = f"<html><body><p>{story * 5}"
    assert decode(page.encode(codec))[0] == page


@pytest.mark.parametrize("label", ["utf-7", "cp037", "base64", "rot13", "punycode", "unicode_escape", "idna", "hex"])
def test_encodings_of_python_alone_are_ignored(label: str) -> None:
    """A page cannot choose a codec that is not of the web, such as utf-7, which hides mark-up from filters."""
    page = f"<meta charset={label}><p>+ADw-script+AD4- \\u003cb\\u003e naïve"
    for content_type in (None, f"text/html; charset={label}"):
        text, charset = decode(page.encode(), content_type)
        assert (text, charset.name, charset.source) == (page, "utf-8", "detected")


def test_byte_order_marks_win_over_every_declaration() -> None:
    """A page that opens with a byte order mark is in that encoding, and the mark is not part of the text."""
    page = "<meta charset=koi8-r><p>Zürich žluťoučký"
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16le"),
        (b"\xfe\xff", "utf-16-be", "utf-16be"),
    ):
        text, charset = decode(mark + page.encode(codec), "text/html; charset=windows-1251")
        assert (text, charset.name, charset.source) == (page, name, "bom")
        assert utf8(mark + page.encode(codec))[0] == page.encode()


def test_utf16_without_a_mark_is_recognised() -> None:
    """UTF-16 is read by the header's word or by how its first tag looks."""
    page = "<html><p>Новый мост"
    for codec in ("utf-16-le", "utf-16-be"):
        assert decode(page.encode(codec))[0] == page
        assert decode(page.encode(codec), f"text/html; charset={codec.replace('16-', '16')}")[1].source == "header"


def test_utf16_declared_on_a_plain_page_is_not_believed() -> None:
    """A header that says UTF-16 over a page of single bytes would turn the story into nonsense."""
    assert decode(b"<p>The bridge is open.", "text/html; charset=utf-16le")[0] == "<p>The bridge is open."


def test_utf8_that_is_declared_as_something_else_is_still_utf8() -> None:
    """Pages that declare Latin-1 or a multi-byte encoding and are UTF-8 are read without mojibake."""
    for label in ("iso-8859-1", "windows-1251", "gb2312", "euc-kr"):
        page = f"<meta charset={label}><p>Größe und Übermaß: „schön“, naïve, señor, 橋が完成した"
        text, charset = decode(page.encode())
        assert (text, charset.name, charset.source) == (page, "utf-8", "detected")


def test_latin1_that_is_declared_as_utf8_is_not_full_of_replacements() -> None:
    """A page whose UTF-8 declaration fits none of its letters is read by what they look like."""
    page = "<meta charset=utf-8><p>" + "Die Bürger hätten das Gesetz längst für überfällig gehalten, sagte er. " * 3
    text, charset = decode(page.encode("cp1252"))
    assert (text, charset.name, charset.source) == (page, "windows-1252", "detected")


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    """One bad byte in a UTF-8 page becomes one U+FFFD and the rest stays as it is."""
    body = "<meta charset=utf-8><p>Größe und Übermaß sind schön".encode() + b"\xff."
    assert decode(body)[0].endswith("sind schön\ufffd.")
    assert utf8(body)[0].endswith("sind schön\ufffd.".encode())
    assert decode(body)[1].source == "meta"


def test_a_declaration_late_in_the_head_is_found() -> None:
    """Scripts before the declaration neither hide it nor declare anything themselves."""
    script = "<script>document.write('<meta charset=koi8-r>')</script>"
    before = "<!-- banner -->" * 100 + script + "<link rel=x>" * 900
    page = f"<html><head>{before}<meta charset=windows-1251><body>Новый мост"
    assert decode(page.encode("cp1251"))[0] == page


def test_a_declaration_in_the_body_does_not_count_when_it_is_late() -> None:
    """A page about encodings may print a meta element far down without being in that encoding."""
    page = f"<html><head><title>t</title></head><body>{'<p>word</p>' * 200}<meta charset=koi8-r>"
    assert list(declared(page.encode())) == []


def test_an_xml_declaration_counts() -> None:
    """XHTML names its encoding on its first line."""
    page = '<?xml version="1.0" encoding="iso-8859-2"?><html><p>Nowy most zostanie ukończony później'
    assert decode(page.encode("iso8859_2"))[0] == page


def test_ascii_and_empty_pages() -> None:
    """Nothing to decide: the declared name is kept, else UTF-8."""
    assert decode(b"")[0] == ""
    assert decode(b"<p>plain")[1].name == "utf-8"
    assert decode(b"<p>plain", "text/html; charset=ISO-8859-1")[1].name == "windows-1252"


@pytest.mark.parametrize("body", [
    b"<meta " * 20_000, b"<meta charset=" * 9_000, b"<!--" * 30_000, b"<" * 100_000, b"<meta a='" * 9_000,
    b"<meta" + b" " * 100_000 + b"charset=x", b"<script>" * 9_000, b"</" * 50_000, b"\xe9" * 100_000,
    b"<?xml" + b" encoding" * 9_000, bytes(range(256)) * 400, b"\x1b$B" * 30_000, b"<a b=c " * 14_000,
])
def test_hostile_bytes_end_quickly(body: bytes) -> None:
    """No run of half-made declarations takes more than a moment, and none raises."""
    from time import process_time

    start = process_time()
    text, _ = decode(body, "text/html; charset=" + "x" * 10_000)
    assert text
    assert process_time() - start < 3


@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors are not here")
def test_every_label_of_the_standard_is_known() -> None:
    """All 228 labels lead to their encoding, but for those that the standard itself decodes to nothing."""
    labels = json.loads((VECTORS / "labels.json").read_text())
    assert len(labels) == 228
    for label, name in labels.items():
        expected = None if name in ("replacement", "x-user-defined") else name.lower()
        assert encoding_name(label) == expected, label
        assert decode(b"<p>plain \xe9 text", f"text/html; charset={label}")[0].startswith("<p>plain "), label
    report(f"P5 encodings: {len(labels)} of {len(labels)} labels of the standard")


@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors are not here")
@pytest.mark.parametrize("name", ["tests1.dat", "tests2.dat"])
def test_declarations_are_found_as_the_standard_finds_them(name: str) -> None:
    """html5lib's cases of declarations, well formed and not, give the encoding that they should."""
    cases = [case for case in (VECTORS / name).read_bytes().split(b"#data\n") if b"#encoding\n" in case]
    assert len(cases) > 20
    for case in cases:
        data, _, encoding = case.partition(b"#encoding\n")
        data = data.removesuffix(b"\n")
        expected = encoding_name(encoding.split(b"\n")[0].decode())
        if data.startswith(b"\xef\xbb\xbf"):
            assert decode(data)[1].name == expected
        else:
            assert next((found.name for found in declared(data)), "windows-1252") == expected, data[:200]
    report(f"P5 encodings: {len(cases)} of {len(cases)} declarations of {name}")

"""The article's pictures: their files, captions and credits, and the one that leads."""

from __future__ import annotations

from typing import Any

import pytest

import articlegrab
from articlegrab.document import Document
from articlegrab.fields import images
from articlegrab.fields.images import makers
from articlegrab.models import Image
from articlegrab.reading import Reading
from tests.field_cases import cases, look


def _agrees(found: dict[str, Any] | None, expected: dict[str, Any]) -> None:
    assert found is not None
    Image.model_validate(found)
    for name, value in expected.items():
        assert found.get(name) == (value if value != "" else None), name


@pytest.mark.parametrize("case", cases("images"))
def test_images(case: dict[str, Any]) -> None:
    """A picture of the article has its best file, its caption without the credit, and the credit without its label."""
    found = images.find(look(case["html"], case.get("url")))
    if "images" in case["expect"]:
        values = found["images"].value
        assert len(values) == len(case["expect"]["images"])
        for value, expected in zip(values, case["expect"]["images"], strict=True):
            _agrees(value, expected)
    if lead := case["expect"].get("lead"):
        _agrees(found["lead_image"].value, lead)
        assert found["lead_image"].value in found["images"].value
    elif "lead" in case["expect"]:
        assert found["lead_image"].value is None


def test_emblem_has_no_caption() -> None:
    """What stands beside a drawing, such as the emblem of an agency, is no caption and may be the byline."""
    text = "<p>" + "The river rose by two metres in the night, and the lower streets stood under water. " * 3 + "</p>"
    emblem = "<div class=round><img src=/dummy/placeholder.gif data-src=/i/afp.svg alt=' Source'></div>"
    info = f"<div>{emblem}<div><span>AFP</span></div></div><div>Published: 3 March 2031, 10:20</div>"
    assert articlegrab.extract(f"<h1>Velden under water</h1>{info}{text * 3}").byline == "AFP"


def test_rejected_pictures_say_why() -> None:
    """A picture that is none of the article's stays among the candidates, with the reason."""
    html = (
        '<h1>Velden under water</h1><p>The river rose by two metres in the night.</p><img class="logo" src="/i/a.png">'
    )
    candidates = images.find(look(html, "https://velden.example/a"))["images"].candidates
    assert [candidate.rejected_because for candidate in candidates] == ["named as site furniture"]


def test_captions_are_marked_before_the_story_is_known() -> None:
    """Captions and credits are marked for the body to leave out, paragraphs are not."""
    reading: Reading = look(
        "<h1>Velden</h1><figure><img src=/i/a.jpg><figcaption>Main Street <span class=credit>Rolf Lund</span>"
        "</figcaption></figure><p>The river rose by two metres in the night, and the streets were under water.</p>"
    )
    reading.marks.by_node.clear()
    images.mark_captions(reading)
    document = reading.document
    (caption,) = document.all("figcaption")
    (paragraph,) = document.all("p")
    assert reading.marks.by_node[caption].role == "caption"
    assert "credit" in {mark.role for mark in reading.marks.by_node.values()}
    assert reading.marks.covering(paragraph) is None


@pytest.mark.parametrize(
    ("credit", "photographer", "agency"),
    [
        ("Rolf Lund/Reuters", "Rolf Lund", "Reuters"),
        ("Rolf Lund for The Velden Post", None, None),
        ("picture alliance/dpa | Rolf Lund", "Rolf Lund", "picture alliance/dpa"),
        ("Velden City Museum", None, None),
    ],
)
def test_credit_is_parted(credit: str, photographer: str | None, agency: str | None) -> None:
    """A photographer is a person's name in the credit; agencies are known by name."""
    assert makers.parts(credit)[1] == agency
    if photographer:
        assert makers.parts(credit)[0] == photographer


def test_many_pictures_are_read_in_linear_time() -> None:
    """A page of two thousand pictures is read, the first of them kept."""
    html = "<h1>Velden under water</h1><p>The river rose by two metres.</p>" + "".join(
        f"<figure><img src=/i/p{n}x.jpg><figcaption>Street {n}</figcaption></figure>" for n in range(2000)
    )
    found = images.find(look(html + "<p>Nobody was hurt, the mayor said.</p>", "https://velden.example/a"))
    assert len(found["images"].value) == images.MAX_IMAGES


_TEXT = (
    "<p>The river rose by two metres in the night, and the lower streets of Velden were under water before "
    "the bells rang.</p><p>By noon the fire brigade had carried forty people out of their houses in boats lent by "
    "the rowing club of the town.</p><p>Nobody was hurt, the mayor said, but the mill and its new wheel are lost, "
    "and the bridge will stay closed until May.</p>"
)


def test_printed_picture_leads_before_another_cut_of_it() -> None:
    """Where the head declares a file that the page shows nowhere, a captioned picture over the text leads."""
    article = articlegrab.extract(
        '<meta property="og:image" content="https://velden.example/i/409960903.jpg"><main><article>'
        "<h1>Velden under water</h1><figure><img src=https://velden.example/i/409960902.jpg><figcaption>The mill."
        f"</figcaption></figure>{_TEXT}</article></main>"
    )
    assert [image.caption for image in article.images] == ["The mill."]
    assert article.lead_image == article.images[0]


def test_lines_of_credit_leave_the_body() -> None:
    """A paragraph that only says who took the picture is no text."""
    line = "<p>(Foto: Rolf Lund)</p>"
    article = articlegrab.extract(
        f"<main><article><h1>Velden under water</h1>{line}{_TEXT}<p>Fotos: Rolf Lund</p></article></main>"
    )
    assert "Lund" not in "".join(block.text or "" for block in article.body)


def test_caption_in_a_paragraph_takes_no_text_with_it() -> None:
    """A paragraph that has picture and caption in its midst stays."""
    article = articlegrab.extract(
        "<main><article><h1>Velden under water</h1>"
        + _TEXT.replace("<p>By noon", "<p><img src=/i/a.jpg><span class=caption>The boats.</span> By noon")
        + "</article></main>"
    )
    assert any("By noon the fire brigade" in (block.text or "") for block in article.body)


def test_cut_of_the_declared_picture_leads() -> None:
    """Where the page prints another cut of the declared picture first, that leads, not the next that is declared."""
    text = "<p>The river rose by two metres in the night, and the lower streets of Velden were under water.</p>" * 2
    html = (
        '<head><meta property="og:image" content="https://velden.example/i/51634582.jpg">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Velden under water",'
        ' "image": ["https://velden.example/i/71657434.png"]}</script></head><h1>Velden under water</h1>'
        '<figure><img src="/i/51634584.jpg"><figcaption>Main Street at dawn. Photo: Mia Berg</figcaption></figure>'
        f'{text}<figure><img src="/i/71657434.png"><figcaption>The river in metres.</figcaption></figure>{text}'
    )
    lead = articlegrab.extract(html, url="https://velden.example/news/2024/velden-under-water").lead_image
    assert lead is not None
    assert lead.url == "https://velden.example/i/51634584.jpg"


def test_printed_picture_leads_before_a_cut_for_sharing() -> None:
    """Where the declared file says that it was cut for social networks, the picture that opens the story is it."""
    article = articlegrab.extract(
        '<meta property="og:image" content="https://velden.example/facebookPicture/36/b7885e.jpg"><main><article>'
        "<h1>Velden under water</h1><figure><img src=https://velden.example/detailPicture/08/24dc12.jpg></figure>"
        f"{_TEXT}</article></main>"
    )
    assert [image.url for image in article.images] == ["https://velden.example/detailPicture/08/24dc12.jpg"]
    assert article.lead_image == article.images[0]


def test_gallery_that_closes_the_story_is_its_own() -> None:
    """Pictures that open their large files in a gallery after the last words are the article's."""
    files = ("harbour-flood", "mill-wheel")
    gallery = "".join(f"<p><a href=/i/{file}.jpg><img src=/i/{file}-300x200.jpg width=300></a></p>" for file in files)
    article = articlegrab.extract(
        f"<main><article><h1>Velden under water</h1>{_TEXT}<div class=gallery>{gallery}</div></article></main>",
        url="https://velden.example/news/2024/velden-under-water",
    )
    assert [image.url.rpartition("/")[2] for image in article.images] == [f"{file}-300x200.jpg" for file in files]


def test_picture_right_below_the_last_paragraph_is_the_article_s() -> None:
    """A picture beside the last paragraph closes the story; a button, a counter and what follows a line do not."""
    below = (
        "<p><img src=/i/mill-wheel.jpg width=600></p><p><a href='#'><img src=/i/print-friendly.png></a></p>"
        "<p><img src=https://count.example/na/5e0c></p><p>Share</p><figure><img src=/i/bridge.jpg></figure>"
    )
    article = articlegrab.extract(
        f"<main><article><h1>Velden under water</h1><div>{_TEXT}{below}</div></article></main>",
        url="https://velden.example/news/2024/velden-under-water",
    )
    assert [image.url.rpartition("/")[2] for image in article.images] == ["mill-wheel.jpg"]


def _below(markup: str) -> articlegrab.Article:
    """A story of a site whose name the page tells, by Mia Berg, with something below its last paragraph."""
    head = "<title>Velden under water - The Lowland Post</title><a href='/'>The Lowland Post</a>"
    byline = "<p class=byline>By <a rel=author href=/by/mia>Mia Berg</a></p>"
    return articlegrab.extract(
        f"{head}<main><article><h1>Velden under water</h1>{byline}<div>{_TEXT}{markup}</div></article></main>",
        url="https://velden.example/news/2024/velden-under-water",
    )


def test_picture_below_the_last_paragraph_leads_nothing() -> None:
    """What closes a story does not open it, though it be its only picture."""
    article = _below("<p><img src=/i/mill.jpg></p>")
    assert (len(article.images), article.lead_image) == (1, None)


@pytest.mark.parametrize(
    "markup",
    [
        "<p><img src=/i/signature-m.png width=220 height=120></p>",
        "<p><img src=/i/wc-2.jpg alt=扫描二维码></p>",
        "<p><img src=/i/a-line.png width=600 height=40></p>",
        "<p><img src=https://i.creativecommons.org/l/by/4.0/88x31.png></p>",
        "<div><img src=/i/lp-600x200.png alt='The Lowland Post'></div>",
        "<div><img src=/i/m-150x150.jpg width=150 height=150 alt='Mia Berg'></div>",
        "<div><img src=/i/mia_berg_2.jpg width=150 height=150></div>",
    ],
)
def test_sign_below_the_last_paragraph_is_no_picture(markup: str) -> None:
    """Signatures, codes, rules, licences, the site's emblem and the author's face show nothing of the story."""
    assert _below(markup).images == []


def test_row_of_pictures_below_the_last_paragraph() -> None:
    """A row of them is partners or other stories, unless each opens its large file."""
    files = ("a", "b", "c")
    assert _below("".join(f"<p><img src=/i/{file}.jpg></p>" for file in files)).images == []
    assert _below(f"<div>{''.join(f'<div><img src=/i/{file}.jpg></div>' for file in files)}</div>").images == []
    linked = (f"<p><a href=/i/{file}-2.jpg><img src=/i/{file}.jpg width=200></a></p>" for file in files)
    assert len(_below("".join(linked)).images) == len(files)


def test_file_shown_outside_the_story_is_no_picture_of_it() -> None:
    """An icon by the date that the page's foot has, too, is not the story's, but what the head declares or a caption
    tells of is."""
    page = (
        "{head}<main><article><h1>Velden under water</h1><div>3 March 2031 <img src=/i/1.png> {more}</div>"
        f"<div>{_TEXT}</div></article></main><div><a href=/quay><img src=/i/1.png></a></div>"
    )
    url = "https://velden.example/news/2024/velden-under-water"
    assert articlegrab.extract(page.format(head="", more=""), url=url).images == []
    declared = "<meta property=og:image content=/i/1.png>"
    assert len(articlegrab.extract(page.format(head=declared, more=""), url=url).images) == 1
    told = page.replace("<img src=/i/1.png> ", "<figure><img src=/i/1.png><figcaption>The mill.</figcaption></figure>")
    assert len(articlegrab.extract(told.format(head="", more=""), url=url).images) == 1


@pytest.mark.parametrize(
    ("head", "alt", "files"),
    [
        ("<meta property=og:image content=/i/flood.jpg>", "", ["flood"]),
        ("<meta property=og:image content=/i/flood.jpg>", "The mill in the flood", ["mill", "flood"]),
        ("", "", ["mill", "flood"]),
    ],
)
def test_wordless_picture_over_the_headline(head: str, alt: str, files: list[str]) -> None:
    """A site's banner stands over the headline, says nothing to the blind, and the declared picture stands below."""
    article = articlegrab.extract(
        f"{head}<main><div><img src=/i/mill.jpg alt='{alt}'><h1>Velden under water</h1></div>"
        f"<p><img src=/i/flood.jpg></p>{_TEXT}</main>",
        url="https://velden.example/news/2024/velden-under-water",
    )
    assert [image.url for image in article.images] == [f"https://velden.example/i/{file}.jpg" for file in files]


@pytest.mark.parametrize(
    ("declared", "printed"),
    [
        (
            "https://i.velden.example/0a1b=/1200x630/https%3A%2F%2Ff.velden.example%2Fget%3Fid%3D7",
            "https://i.velden.example/2c3d=/640x480/https%3A%2F%2Ff.velden.example%2Fget%3Fid%3D7",
        ),
        ("/IMG/arton16445.jpg", "/local/cache-vignettes/L653xH368/arton16445-41776.jpg?1578028017"),
    ],
)
def test_declared_picture_found_again_under_another_address(declared: str, printed: str) -> None:
    """A picture that a service fetches from a script, or that a program names anew, has the caption that is printed."""
    article = articlegrab.extract(
        f"<meta property=og:image content='{declared}'><article><header><div class=img><img src='{printed}'><p>"
        f"The mill. (Photo: Rolf Lund)</p></div></header><section><h1>Velden under water</h1>{_TEXT}</section>",
        url="https://velden.example/news/2024/velden-under-water",
    )
    assert [image.credit for image in article.images] == ["Rolf Lund"]
    assert article.images[0].url.endswith(declared)


@pytest.mark.parametrize(
    ("declared", "told", "caption", "files"),
    [
        ("/i/91827_142x85.jpg", "", "The mill.", ["mill"]),
        ("/i/91827_142x85.jpg", "", "", ["91827_142x85", "mill"]),
        ("/media/thumbnails/67263860.jpg", "", "The mill.", ["67263860", "mill"]),
        ("/preview/2024/91827.jpg", "", "", ["91827", "mill"]),
        ("/i/91827.jpg", "The mill in the flood", "", ["91827"]),
        ("/i/91827.jpg", "", "", ["91827", "mill"]),
    ],
)
def test_declared_picture_shown_nowhere(declared: str, told: str, caption: str, files: list[str]) -> None:
    """One with a caption, alone between headline and first paragraph, leads in the place of what is said to be narrow,
    and one is what the same words tell of; of others nothing is known, and both are told."""
    article = articlegrab.extract(
        f"<meta property=og:image content={declared}><meta property=og:image:alt content='{told}'><article>"
        "<h1>Velden under water</h1><figure><img src=/i/mill.jpg width=640 alt='The mill in the flood'>"
        f"<figcaption>{caption}</figcaption></figure>{_TEXT}</article>",
        url="https://velden.example/news/2024/velden-under-water",
    )
    assert [image.url.rpartition("/")[2].partition(".")[0] for image in article.images] == files


@pytest.mark.parametrize("caption", ["", "<figcaption>The harbour master.</figcaption>"])
@pytest.mark.parametrize(
    ("declared", "printed"),
    [
        ("/2019/harbour.jpg", "/2024/harbour-master-interview.jpg"),
        ("/2019/velden-harbour.jpg", "/2024/velden-harbourmaster.jpg"),
        ("/2019/velden-harbour-2022.jpg", "/2024/velden-harbour-2022-master-at-his-desk.jpg"),
        ("/i/thumbnails/91827.jpg", "/i/advert.jpg"),
    ],
)
def test_declared_picture_is_no_other_of_the_page(declared: str, printed: str, caption: str) -> None:
    """A name that begins alike, and a folder of small files, make no two pictures one."""
    opening, others = _TEXT[: _TEXT.index("</p>") + 4], _TEXT[_TEXT.index("</p>") + 4 :]
    article = articlegrab.extract(
        f"<meta property=og:image content={declared}><article><h1>Velden under water</h1>{opening}"
        f"<figure><img src={printed} width=800 height=500>{caption}</figure>{others}</article>",
        url="https://velden.example/news/2024/velden-under-water",
    )
    assert [image.url.removeprefix("https://velden.example") for image in article.images] == [declared, printed]
    assert [image.is_lead for image in article.images] == [True, False]


def test_cut_for_sharing_of_the_picture_below_the_opening() -> None:
    """The first picture may stand below the paragraph that opens the story, and is what a cut for sharing shows."""
    opening, others = _TEXT[: _TEXT.index("</p>") + 4], _TEXT[_TEXT.index("</p>") + 4 :]
    article = articlegrab.extract(
        f"<meta property=og:image content=/facebookPicture/91827.jpg><article><h1>Velden under water</h1>{opening}"
        f"<figure><img src=/i/mill.jpg><figcaption>The mill.</figcaption></figure>{others}</article>",
        url="https://velden.example/news/2024/velden-under-water",
    )
    assert [image.caption for image in article.images] == ["The mill."]


def test_cut_named_as_the_picture_but_for_an_ending() -> None:
    """The declared file of the one picture over the story may have its name and more."""
    article = articlegrab.extract(
        "<meta property=og:image content=/i/velden-mill_wm_ad.jpg><article><h1>Velden under water</h1>"
        f"<figure><img src=/i/velden-mill.a47e5624.jpg><figcaption>The mill.</figcaption></figure>{_TEXT}</article>",
        url="https://velden.example/news/2024/velden-under-water",
    )
    assert [image.caption for image in article.images] == ["The mill."]


@pytest.mark.parametrize(
    ("picture", "elsewhere", "is_kept"),
    [
        ("<img src=/i/mill.jpg>", "<section><a href=/news/ferry><img src=/i/mill.jpg>Ferry sold</a></section>", True),
        ("<img src=/i/mill.jpg width=90>", "<img src=/i/mill.jpg>", False),
        ("<span><img src=/i/sign.jpg>Join in</span>", "<span><img src=/i/sign.jpg>Join in</span>", False),
        ("<img src=/i/shop.jpg width=400 height=100>", "<img src=/i/shop.jpg>", False),
        ("<img src=/i/mill.jpg width=400 height=200>", "<img src=/i/mill.jpg>", True),
        ("<a href=https://shop.example/app><img src=/i/app.jpg></a>", "<img src=/i/app.jpg>", False),
        ("<img src=/i/mill.png alt='The mill'>", "<div class=zoom-modal><img src=/i/mill.png></div>", True),
        ("<img src=/i/mill.png alt='The mill'>", "<a href=/news/flood><img src=/i/mill.png></a>", True),
        ("<img src=/i/mill.png alt='The mill'>", "<div class=sharing><img src=/i/mill.png></div>", False),
    ],
)
def test_picture_that_the_page_shows_again(picture: str, elsewhere: str, is_kept: bool) -> None:
    """Buttons and faces come twice; so do photographs in cards, in the list of posts, in what enlarges them."""
    article = articlegrab.extract(
        f"<main><article><h1>Velden under water</h1>{_TEXT}<p>{picture}</p>{_TEXT}</article></main>{elsewhere}",
        url="https://velden.example/news/flood",
    )
    assert len(article.images) == is_kept


@pytest.mark.parametrize("place", ["over", "within", "below"])
def test_chart_with_a_caption(place: str) -> None:
    """A drawing in a figure is a picture by its caption, in whatever language, and at the edges of the story too."""
    chart = "<figure><img src=/i/may.svg><figcaption>Vannstanden i mai, av Rolf Lund</figcaption></figure>"
    sign = "<figure><img src=/i/follow.svg alt='Follow our channel on a phone'><figcaption>Follow</figcaption></figure>"
    opening, others = _TEXT[: _TEXT.index("</p>") + 4], _TEXT[_TEXT.index("</p>") + 4 :]
    body = {"over": chart + opening + others, "within": opening + chart + others, "below": opening + others + chart}
    article = articlegrab.extract(
        f"<main><article><h1>Velden under water</h1>{sign}{body[place]}</article></main>",
        url="https://velden.example/news/flood",
    )
    assert [image.url for image in article.images] == ["https://velden.example/i/may.svg"]


def test_signs_among_words_of_a_large_element_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many drawings in one element do not have its text read once for each of them."""
    page = "<main><h1>Velden under water</h1><div>" + "".join(f"<img src=/i/{n}.gif>river " for n in range(50))
    reading = look(page + "water " * 1_000 + "</div></main>", "https://velden.example/a")
    read, plain = [0], Document.text

    def counted(document: Document, start: int, end: int | None = None) -> str:
        text = plain(document, start, end)
        read[0] += len(text) > len("water " * 500)
        return text

    monkeypatch.setattr(Document, "text", counted)
    images.find(reading)
    assert read[0] < 50

"""Lines that are the page's and not the story's, told by what they say and by what other fields know."""

from __future__ import annotations

import json

import pytest

import articlegrab as ag

PROSE = [
    "The lighthouse at Varn Head went dark on Tuesday for the first time in a hundred and nine years, and nobody came.",
    "Its last keeper, who had left in 1988, said from his garden that the sea had looked after itself well enough.",
    "A ship's pilot, asked whether he would miss the light, took out his telephone and pointed at the map on it.",
    "The building will be sold in spring, with its lens, its stairs and the rabbits that live in the oil store.",
]


def page(*lines: str, data: dict[str, object] | None = None, before: str = "") -> str:
    """A story with these lines in the middle of it, and these ones under its headline."""
    story = [f"<p>{PROSE[0]}</p>", f"<p>{PROSE[1]}</p>", *lines, f"<p>{PROSE[2]}</p>", f"<p>{PROSE[3]}</p>"]
    stated = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    return (
        f"<html><head><title>A light goes out</title>{stated}</head><body><article><h1>A light goes out</h1>"
        f"{before}<div class='text'>{''.join(story)}</div></article></body></html>"
    )


@pytest.mark.parametrize(
    "line",
    [
        "© Varn Press Agency, vpa:230428-99-483045/5",
        "Copyright: Varn Syndicate, 2025",
        "Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.",
        "Um diesen Artikel zu lesen, melden Sie sich bitte an.",
        "Lee también",
        ">> Read also:",
        "All rights reserved. This material may not be reproduced.",
        "免责声明：文章仅供参考。",
        "A light goes out, 5.5 out of 6 based on 12 ratings",
        "Rating: 4,5/5 (1 vote cast)",
        "5 / 5 ( 12 votes )",
        "Every Sunday evening the keeper's letters can be heard on our WhatsApp channel, which costs nothing at all.",
        "Was vor der Küste geschieht, wenn das Licht ausgeht, erzählt unser Newsletter an jedem Sonntag im Winter.",
        "Ce que la mer fait des phares qui s'éteignent, notre newsletter le raconte chaque dimanche soir de l'hiver.",
        "Todo lo que pasa en la costa cuando se apaga la luz te lo contamos cada tarde en nuestro canal de WhatsApp.",
        "Tudo sobre a costa, as marés e os faróis que se apagam: participe do grupo dos leitores no seu telefone.",
        "Tutto sulla costa, sulle maree e sui fari che si spengono: scarica la nostra app e leggi senza limiti.",
        "Alles over de kust, de getijden en de vuurtorens die doven staat elke zondag in onze nieuwsbrief voor u.",
        "Все новости побережья, приливы и погасшие маяки первыми узнают те, кто есть в нашем телеграм-канале.",
        "Kıyıdaki bütün gelişmeleri, gelgitleri ve sönen fenerleri öğrenmek için bizi her gün takip edin.",
    ],
)
def test_lines_of_the_page_stay_out(line: str) -> None:
    """Rights, paywalls, votes and announcements of other stories are not the story's text, wherever they stand."""
    assert ag.extract(page(f"<p>{line}</p>")).text.split("\n\n") == PROSE


def test_votes_behind_a_long_headline() -> None:
    """Before the votes may stand what the page is called, however long."""
    name = "A light goes out, and with it the clock by which the whole of Varn has gone to bed"
    told = page(f"<p>{name}, 5.5 out of 6 based on 12 ratings</p>").replace("<h1>A light goes out", f"<h1>{name}")
    assert ag.extract(told).text.split("\n\n") == PROSE


@pytest.mark.parametrize("line", [
    "The council gave the plan for the lamp, which the town had drawn up over two long years, 3/5 (12 votes)",
    "On the pilots' own list of the coast the old light of Varn scored, it turns out, 4.5 out of 5 based on 12 ratings",
])
def test_votes_that_the_story_counts(line: str) -> None:
    """A sentence of the story may end in what some people gave something."""
    assert ag.extract(page(f"<p>{line}</p>")).text.split("\n\n") == [*PROSE[:2], line, *PROSE[2:]]


@pytest.mark.parametrize("line", [
    "Hinweis: Beim Abspielen erfolgt eine Datenübertragung an den Anbieter, auf die wir nicht einwirken.",
    "Sobald Sie das Video starten, erfolgt eine Datenübertragung an YouTube. Näheres steht in unserer Erklärung.",
    "Durch einen Klick auf das Bild erfolgt eine Datenübertragung an YouTube in den USA.",
    "Datenschutzhinweis: Beim Abspielen erfolgt eine Datenübertragung an YouTube.",
    "* Hinweis: Mit dem Start erfolgt eine Datenübertragung an Google.",
    "Attention : en chargeant la vidéo, vous acceptez la politique de confidentialité de YouTube.",
    "Este contenido es de YouTube. Al cargar el vídeo, aceptas su política de privacidad.",
    "Content from X. By loading the tweet, you agree to the privacy policy of X and its partners.",
])
def test_what_a_frame_sends_is_no_note(line: str) -> None:
    """What is said of the data that a film sends is no line of the story, and no note of its editors."""
    article = ag.extract(page(f"<address>{line}</address>"))
    assert article.text.split("\n\n") == PROSE
    assert article.corrections == []


@pytest.mark.parametrize("line", [
    "Wer die Seite der Stadt aufruft, weiß oft nicht: Dabei erfolgt eine Datenübertragung an Dritte, sagt sie.",
    "The court found that by loading the video, you agree to nothing: consent has to be given freely, they wrote.",
])
def test_what_the_story_says_of_frames(line: str) -> None:
    """A story may report of what frames send; it does not begin with it."""
    assert ag.extract(page(f"<p>{line}</p>")).text.split("\n\n") == [*PROSE[:2], line, *PROSE[2:]]


def test_what_a_sound_says_to_old_browsers() -> None:
    """What stands in a sound for browsers that cannot play it is nobody's caption and no line of the story."""
    sound = "<audio src=/lamp.mp3>Fetch a Lamp Player to hear it.</audio>"
    figure = f"<div><img src=/lamp.jpg width=900 height=600 alt='The lamp'>{sound}</div>"
    article = ag.extract(page(figure), url="https://varn.example/lamp")
    assert [image.caption for image in article.images] == [None]
    assert article.text.split("\n\n") == PROSE


@pytest.mark.parametrize("player", [
    "<p>The keeper speaks: <audio src=/a.mp3>Your browser does not support the audio element.</audio></p>",
    "<div><span>The keeper speaks</span><audio><source src=/a.mp3>Ваш браузер не играет звук.</audio></div>",
    "<div><p>The keeper speaks</p><audio src=/a.mp3><p>Tu navegador no lee <a href=/a.mp3>audio</a>.</p></audio></div>",
    f"<figure><audio src=/a.mp3>{'To listen, please find a web browser that supports HTML5. ' * 4}</audio></figure>",
    "<div><p>The keeper speaks</p><audio><source src='/a.mp3?_=1'><p>Or <a href=/a.mp3>Fetch it</a></p></audio></div>",
])
def test_closed_sound_at_the_end_of_its_box(player: str) -> None:
    """What a sound says to old browsers is no line of the story behind other words either, nor in a paragraph."""
    text = ag.extract(page(player), url="https://varn.example/lamp").text.replace("The keeper speaks", "").split("\n\n")
    assert [line for line in text if line.strip(" :")] == PROSE


@pytest.mark.parametrize("sound", ["<audio controls src=/lamp.mp3 />", "<audio controls><source src=/lamp.mp3>"])
def test_sound_left_open(sound: str) -> None:
    """A sound that nothing closes holds the story below it, or the end of a line, and is in the body with it."""
    for place in (0, 1, len(PROSE) - 1):
        told = page().replace(f"<p>{PROSE[place]}", f"{sound}<p>{PROSE[place]}")
        article = ag.extract(told, url="https://varn.example/lamp")
        assert [block.text for block in article.body if block.type == "paragraph"] == PROSE
        assert [block.type for block in article.body].count("audio") == 1
    hums = "The lamp of the lighthouse hums in its tower all night long, and the whole town hears it."
    assert hums in ag.extract(page(f"<p>Whoever listens may well hear it: {sound} {hums}</p>")).text
    said = "<audio src=/lamp.mp3><p>The keeper speaks, and the wind with him.</p><p>The lamp turns.</p></audio>"
    assert "The lamp turns." in ag.extract(page(f"<div>{said}</div>")).text


def test_lines_of_the_story_stay_in() -> None:
    """A sentence that begins with such a word is the story's, and so is a heading that leads in to no link."""
    line = "Copyright law was older than the lamp, he said, and it too had outlived its keepers by far."
    said = ag.extract(page("<h2>Zum Interview</h2>", f"<p>{line}</p>")).text
    assert f"Zum Interview\n\n{line}" in said


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("灯塔位于港口入口处，由市政府出资修缮，预计明年春天重新开放。<a href=/><b>返回搜狐，查看更多</b></a>", 30),
        ("关注灯塔新闻。<a href=/><b>返回搜狐，查看更多</b></a>", 0),
        ("灯塔位于港口<a href=/w>入口处</a>，由市政府出资修缮，预计明年春天重新开放。<a href=/>返回搜狐</a>", 0),
        ("The best of the coast, free of charge, in a letter each Friday. <a href=/l>Sign up for our letter</a>", 0),
        ("You have read all your free stories, and we hope you liked them. <a href=/l>Subscribe now</a>", 0),
    ],
)
def test_call_behind_prose(line: str, kept: int) -> None:
    """A link that leads back goes without the sentences it stands behind, unless these are but a few words or links;
    what stands before another call goes with it."""
    said = ag.extract(page(f"<p>{line}</p>")).text.split("\n\n")
    assert said == [*PROSE[:2], *[line[:kept]] * bool(kept), *PROSE[2:]]


def test_call_at_the_end_of_the_page() -> None:
    """A page may end in the link that leads back."""
    cut = page().partition(PROSE[3])[0]
    assert ag.extract(f"{cut}{PROSE[3]} <a href=/l>返回搜狐").text.split("\n\n") == PROSE


def test_words_out_of_sight_in_a_heading() -> None:
    """What a reader does not see in a heading, or in a label over it, is not read; a sentence or a stated value is."""
    unseen = '<span style="color: red; display: none">and its <b>nine</b> rabbits</span>'
    kept = '<span style="display:none">It burnt oil.</span> <span hidden itemprop="name">Varn</span> <i hidden>2</i>'
    line = f"<h2>The crane {unseen} of Ostvik {kept}</h2>"
    assert "The crane of Ostvik It burnt oil. Varn 2" in ag.extract(page(line)).text
    title = "A light goes out in Varn <i hidden>Coast</i>"
    assert ag.extract(page().replace("A light goes out", title)).title == "A light goes out in Varn"
    kicker = "<div class=kicker>Sea <span hidden>and Weather</span></div><h1>"
    assert ag.extract(page().replace("<h1>", kicker)).kicker == "Sea"
    assert ag.extract(page().replace("<h1>", kicker).replace("h1>", "h2>")).kicker == "Sea"


def test_words_out_of_sight_elsewhere() -> None:
    """In other lines they may be a fact for programs, or what a script shows to those who ask for it."""
    meta = (
        '<div class=meta><span>Posted in <a href=/n>News</a></span> <span class="vcard author" style="display:none">'
        '<span class=fn>Ana Berg</span></span> <span class=updated style="display:none">2024-05-03</span></div>'
    )
    for made in (page(before=meta), page().replace("<h1>", f"{meta}<h1>")):
        article = ag.extract(made)
        assert [author.name for author in article.authors] == ["Ana Berg"]
        assert str(article.published).startswith("2024-05-03")
    answer = 'It was <span class=more style="display: none">the keeper of the rabbits</span>, they say.'
    assert "the keeper of the rabbits, they say." in ag.extract(page(f"<p>{answer} {PROSE[0]}</p>")).text


def test_line_that_files_a_blog_entry() -> None:
    """Where an entry is filed and how to respond to it is no text of it; a category in a sentence is."""
    filed = 'This entry was written on a Tuesday and is filed under <a rel="category tag" href=/c/sea>Sea</a>. '
    follow = "You can follow what others say about it through the <a href=/2/feed/>RSS 2.0</a> of this blog."
    assert ag.extract(page(f"<p>{filed}{follow}</p>")).text.split("\n\n") == PROSE
    assert len(ag.extract(page(f"<p>{filed}{PROSE[0]}</p>")).text.split("\n\n")) > len(PROSE)
    response = '<a rel="category tag" href=/c/sea>Sea</a> | <a href=/2/#respond>3 comments</a>'
    assert ag.extract(page(f"<p>Posted in {response}</p>")).text.split("\n\n") == PROSE
    entry = "The rabbits of the oil store have been counted again by the children of the harbour, and they are nine."
    assert entry in ag.extract(page(f"<p>{entry}<br>Posted in {response}</p>")).text
    picture = '<p>{} <a href=/2/#respond>3 comments</a></p><a rel="category tag" href=/c/sea><img src=/sea.jpg></a>'
    assert entry in ag.extract(page(picture.format(entry))).text
    with pytest.raises(ag.NoArticle):
        ag.extract('<a rel="category tag" href=/c/sea><img src=/sea.jpg></a>')


def test_byline_of_others_than_the_page_states() -> None:
    """A line that says "By" and names people is a byline, though structured data names somebody else."""
    stated = {"@type": "NewsArticle", "author": {"@type": "Person", "name": "Inga Sorrel"}}
    article = ag.extract(page(data=stated, before="<p>By Tom Aldous and Mette Krag / Staff Writers</p>"))
    assert article.text.split("\n\n") == PROSE


def test_printed_date_that_is_known_already() -> None:
    """A line by the headline that prints the stated day once more is left out."""
    stated = {"@type": "NewsArticle", "datePublished": "2024-10-13T17:41:47+09:00"}
    article = ag.extract(page(data=stated, before="<p>17:41 JST, October 13, 2024</p>"))
    assert article.text.split("\n\n") == PROSE


def test_standfirst_of_a_newsroom() -> None:
    """On a page that calls itself a piece of news, a standfirst set apart is the dek and no text."""
    dek = "After a hundred and nine years the lamp on the coast's last cape is switched off, and sold with its rabbits"
    lead = f'<p class="intro"><b>{dek}</b></p>'
    stated = {"@type": "NewsArticle", "headline": "A light goes out", "description": dek}
    article = ag.extract(page(data=stated, before=lead))
    assert article.dek == dek
    assert article.text.split("\n\n") == PROSE


def test_anchors_that_bear_names_are_no_links() -> None:
    """A text inside an `<a name=…>` that was never closed is text."""
    html = page().replace("<article>", '<article><a name="top">')
    assert ag.extract(html).text.split("\n\n") == PROSE


def test_names_are_no_standfirst() -> None:
    """A line under the headline that names the authors is their byline, however it is set."""
    stated = {"@type": "NewsArticle", "author": [{"name": "Tom Aldous"}, {"name": "Mette Krag"}]}
    article = ag.extract(page(data=stated, before='<h2 class="subtitle">Tom Aldous and Mette Krag</h2>'))
    assert article.dek is None
    assert article.byline == "Tom Aldous and Mette Krag"
    assert article.text.split("\n\n") == PROSE


@pytest.mark.parametrize(
    "line", ["Posted on 3 May 2024, filed by Tom Aldous of the Varn office", "Tom Aldous has written about lamps"]
)
def test_words_about_the_author_are_no_standfirst(line: str) -> None:
    """A line with the author and the day, or one that goes on from the author's name, is no standfirst."""
    stated = {"@type": "NewsArticle", "author": {"name": "Tom Aldous"}}
    assert ag.extract(page(data=stated, before=f"<div>{line}</div>")).dek is None


def test_first_paragraph_is_no_standfirst() -> None:
    """What the text begins with is not given a second time as the dek."""
    html = page().replace("<div class='text'>", "<div>").replace(f"<p>{PROSE[0]}</p>", "")
    article = ag.extract(html.replace("</h1>", f"</h1><p>{PROSE[0]}</p>"))
    assert article.text.split("\n\n") == PROSE
    assert article.dek is None


def test_standfirst_that_the_text_begins_with() -> None:
    """A heading between headline and text is the dek and no text; a paragraph there is text and no dek, though the page
    describes itself with it."""
    line = "After a hundred and nine years the lamp on the coast's last cape is switched off and sold."
    about = f'<meta name="description" content="{line}">'
    headed = ag.extract(about + page().replace("<div class='text'>", f"<div class='text'><h3>{line}</h3>"))
    assert (headed.dek, headed.text.split("\n\n")) == (line, PROSE)
    plain = ag.extract(about + page().replace("<div class='text'>", f"<div class='text'><p>{line}</p>"))
    assert (plain.dek, plain.text.split("\n\n")) == (None, [line, *PROSE])


def test_standfirst_that_is_the_whole_story() -> None:
    """What is named a summary and is longer than all the rest is the story."""
    html = (
        f"<title>A light goes out</title><h1>A light goes out</h1><div class='summary'>{' '.join(PROSE[:3])}</div>"
        "<div class='date'>3 May 2024</div><div class='foot'>The lens and the stairs are for sale by the town.</div>"
    )
    article = ag.extract(html)
    assert article.text == " ".join(PROSE[:3])
    assert article.dek is None

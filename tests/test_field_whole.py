"""Tables and quotations that are nearly the whole story, told from those that only arrange or indent it."""

from __future__ import annotations

from tests.test_blocks import PARAGRAPH, kinds


def test_table_that_is_nearly_the_whole_story() -> None:
    """A long table of short cells stays a table, however little stands around it; one that arranges text does not."""
    rows = [("Day", "Given", "By"), *((f"{day} May", f"{day * 20} crowns", f"Boat no. {day}") for day in range(60))]
    grid = "".join("<tr><td>" + "<td>".join(row) for row in rows)
    assert kinds(f"<table>{grid}</table>") == ["table"]
    prose = "".join(f"<tr><td>{PARAGRAPH.format(day)}<td>{PARAGRAPH.format(day + 60)}" for day in range(40, 50))
    assert kinds(f"<table>{prose}</table>") == ["paragraph"] * 20


def test_table_whose_cells_hold_several_lines() -> None:
    """Short lines set in two columns, some to a cell, are no table of data, however regular."""
    answers = "".join(f"<tr><td><p>Who has seen no. {n}?</p><p>We all have.</p><td><p>Not I.</p>" for n in range(40))
    assert kinds(f"<table>{answers}</table>") == ["paragraph"] * 120
    rows = "".join(f"<tr><td>{n} May<td>Varn no. {n}{{}}<td>Rovers {n} against United" for n in range(40))
    for second in ("", "<br><br>The old harbour hall"):
        assert kinds(f"<table>{rows.format(*[second] * 40)}</table>") == ["table"]
    assert kinds(f"<table>{rows.format('<p>Moved from Port.</p>', *[''] * 39)}</table>") == ["table"]
    assert kinds(f"<table><caption><p>All</p><p>of May</p></caption>{rows.format(*[''] * 40)}</table>") == ["table"]


def test_quotation_that_is_nearly_the_whole_story() -> None:
    """What is quoted at length behind a line that announces it is a quotation, as is what has a source or stands in
    quotation marks; a theme's box around the text is none, nor is what is but indented below a lede."""
    told = "".join(map(PARAGRAPH.format, range(40, 55)))
    marked = f"<p>“{told.removeprefix('<p>').removesuffix('</p>')}”</p>"
    assert kinds(f"<p>The fund wrote to the council:</p><blockquote>{told}</blockquote>") == ["paragraph", "quote"]
    assert kinds(f"<blockquote cite=https://fund.example/>{told}</blockquote>") == ["quote"]
    assert kinds(f"<blockquote>{marked}</blockquote>") == ["quote"]
    french = marked.replace("“", "« ").replace("”", " ».")
    assert kinds(f"<blockquote>{french}</blockquote>") == ["quote"]
    assert kinds(f"<blockquote>{french.replace('« ', chr(39)).replace(' ».', chr(39))}</blockquote>") == ["quote"]
    assert kinds(f"<blockquote>{marked}<p>— Ada Brook, keeper</p></blockquote>") == ["quote"]
    for lead in ("The fund wrote …", "The fund wrote —", "The fund wrote «"):
        assert kinds(f"<p>{lead}</p><blockquote>{told}</blockquote>") == ["paragraph", "quote"]
    assert kinds(f"<blockquote>{told}</blockquote>") == ["paragraph"] * 15
    assert kinds(f"<div><blockquote>{told}</blockquote></div>") == ["paragraph"] * 15

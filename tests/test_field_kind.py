"""What sort of piece it is."""

from __future__ import annotations

from typing import Any

import pytest

from articlegrab import extract
from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("kind"))
def test_kind(case: dict[str, Any]) -> None:
    """A page is news unless its type, labels, address or headline say otherwise."""
    check(case)


def test_two_speakers_who_take_turns_are_an_interview() -> None:
    """Paragraphs that begin with the names of two speakers in turn are an interview, though none is a bare question."""
    turns = (
        "How high did the river stand when the bells rang in the night?",
        "Two metres over the quay, and it went on rising until the morning came.",
        "The mill is lost, as the mayor said this morning in the town hall.",
        "The mill and the new wheel, which stood there for only two summers.",
    )
    names = ("Ada Brook", "Bo Lind") * 2
    text = "".join(f"<p><b>{name}:</b> {turn}</p>" for name, turn in zip(names * 2, turns * 2, strict=True))
    assert extract(f"<h1>Velden under water</h1>{text}").kind == "interview"


def test_headings_that_one_name_answers_are_an_interview() -> None:
    """Paragraphs that one name opens, each under a heading that asks, are an interview."""
    asked = ("How high did it stand", "Who lost the mill", "Will the bridge be shut", "Who lent the boats")
    answer = "Two metres over the quay, and the water went on rising until the morning came, as all of us could see."
    text = "".join(f"<h3>:: {question}? Tell us</h3><p>Ada: {answer} {question}.</p>" for question in asked)
    assert extract(f"<h1>Velden under water</h1><p>{answer}</p>{text}").kind == "interview"
    assert extract(f"<h1>Velden under water</h1><p>{answer}</p>{text.replace('Ada: ', '')}").kind == "news"

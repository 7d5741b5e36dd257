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


_ASKED = ("How high did it stand", "Who lost the mill", "Will the bridge be shut", "Who lent the boats")
_ANSWER = "Two metres over the quay, and the water went on rising until the morning came, as we could see from here."
_TOLD = "Nobody was hurt when the river rose, the mayor said, but the mill and its new wheel are lost to the town."


def _kind_of_questions(answer: str, begun: str, title: str = "Velden under water") -> str:
    text = "".join(f"<h3>:: {question}? Tell us</h3><p>{answer} {question}.</p>" for question in _ASKED)
    return extract(f"<h1>{title}</h1>{begun}{text}").kind


def test_headings_that_one_name_answers_are_an_interview() -> None:
    """Paragraphs that one name opens, each under a heading that asks, are an interview where the name is told."""
    assert _kind_of_questions(f"Ada: {_ANSWER}", f"<p>We met Ada Brook at the quay. {_TOLD}</p>") == "interview"
    assert _kind_of_questions(f"Ada Brook: {_ANSWER}", f"<p>{_TOLD}</p>", "Brook on the river") == "interview"
    assert _kind_of_questions(_ANSWER, f"<p>We met Ada Brook at the quay. {_TOLD}</p>") == "news"


@pytest.mark.parametrize("label", ["Note", "Short Answer", "Our Verdict", "Die Antwort", "New York", "Velden Post"])
def test_labels_of_answers_are_no_speakers(label: str) -> None:
    """What opens the answers and is the name of nobody told, or says nothing of itself, makes no interview."""
    assert _kind_of_questions(f"{label}: {_ANSWER}", f"<p>{_TOLD}</p>") == "news"
    assert _kind_of_questions(f"{label}: {_TOLD}", f"<p>{_TOLD} {label} said so.</p>") == "news"


def test_questions_at_the_end_of_a_report_are_no_interview() -> None:
    """A few questions to an expert below a longer report leave it a report."""
    report = "".join(f"<p>On day {day} Ada Brook went to the quay. {_TOLD}</p>" for day in range(2, 12))
    assert _kind_of_questions(f"Ada Brook: {_ANSWER}", report) == "news"

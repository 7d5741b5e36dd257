"""From pages to figures: what is measured on one page of each kind of gold set, and how the pages make one figure."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks import metrics
from benchmarks.metrics import Counted

Prediction = Mapping[str, Any]
Gold = Mapping[str, Any]


@dataclass
class PageScore:
    """One page: `means` are averaged over the pages that have them, `counts` added up."""

    means: dict[str, float] = field(default_factory=dict)
    counts: dict[str, Counted] = field(default_factory=dict)

    def add(self, name: str, counted: Counted) -> None:
        """Count something, beside what was counted under the name already."""
        self.counts[name] = self.counts[name] + counted if name in self.counts else counted

    def flat(self) -> dict[str, float]:
        """A value for each figure, to set two runs of one page side by side."""
        values = dict(self.means)
        if "body_r" in values:
            values["body_f1"] = metrics.harmonic(values.get("body_p", 0.0), values["body_r"])
        return values | {f"{name}_f1": counted.f1 for name, counted in self.counts.items()}


Judge = Callable[[Gold, Prediction], PageScore]


def judge_gold(gold: Gold, prediction: Prediction) -> PageScore:
    """A page of a set in our own form, field by field; what was not annotated is not judged."""
    score = PageScore()
    body = prediction.get("body") or ""
    _judge_body(score, gold, body)
    _judge_ends(score, gold, body)
    _judge_line_fields(score, gold, prediction)
    _judge_lists(score, gold, prediction)
    _judge_pictures(score, gold, prediction.get("images") or [])
    if "teasers" in gold:
        score.add("teasers", _teasers(gold, prediction.get("teasers") or []))
    return score


def _judge_body(score: PageScore, gold: Gold, body: str) -> None:
    if gold.get("body"):
        _judge_text(score, metrics.tokens(gold["body"]), metrics.tokens(body))
    if "with" in gold:
        score.add("segments", _segments(gold, metrics.normalised(body), metrics.normalised))
    if "not_in_body" in gold:
        score.means["leaks"] = float(_leaks(gold["not_in_body"], body))


def _judge_text(score: PageScore, gold: Sequence[str], predicted: Sequence[str]) -> None:
    """Shingle precision and recall; an empty text has no precision, and none is averaged."""
    overlap = metrics.shingle_overlap(gold, predicted)
    if overlap.predicted:
        score.means["body_p"] = overlap.precision
    score.means["body_r"] = overlap.recall
    score.means["body_exact"] = float(gold == predicted)


def _segments(gold: Gold, body: str, form: Callable[[str], str]) -> Counted:
    found = sum(form(passage) in body for passage in gold["with"])
    leaked = sum(form(passage) in body for passage in gold["without"])
    return Counted(found, len(gold["with"]), found + leaked)


def _leaks(unwanted: Iterable[str], body: str) -> int:
    """Unwanted passages in the body; one of under five words could be part of a sentence and must be a line."""
    text = metrics.normalised(body)
    lines = {metrics.normalised(line) for line in body.splitlines()}
    return sum(
        metrics.normalised(passage) in (text if len(metrics.tokens(passage)) >= 5 else lines) for passage in unwanted
    )


def _judge_ends(score: PageScore, gold: Gold, body: str) -> None:
    whole = metrics.joined(body)
    for key in ("first_words", "body_first"):
        if gold.get(key):
            score.means["first"] = float(whole.startswith(metrics.joined(gold[key])))
    if gold.get("body_last"):
        score.means["last"] = float(whole.endswith(metrics.joined(gold["body_last"])))


def _judge_line_fields(score: PageScore, gold: Gold, prediction: Prediction) -> None:
    for name in ("title", "dek"):
        if gold.get(name):
            given = prediction.get(name)
            score.means[f"{name}_exact"] = float(metrics.words(gold[name]) == metrics.words(given))
            score.means[f"{name}_f1"] = metrics.word_f1(gold[name], given)
    if "dek" in gold and not gold["dek"]:
        score.means["dek_none"] = float(not prediction.get("dek"))
    if gold.get("date"):
        score.means["date_day"] = float(metrics.same_day(gold["date"], prediction.get("date")))
    if gold.get("lead_image"):
        given = metrics.file_key(prediction.get("lead_image"))
        score.means["lead_image"] = float(metrics.file_key(gold["lead_image"]) == given)
    if "kicker" in gold:
        score.means["kicker"] = float(metrics.words(gold["kicker"]) == metrics.words(prediction.get("kicker")))


def _judge_lists(score: PageScore, gold: Gold, prediction: Prediction) -> None:
    if "authors" in gold:
        score.add("authors", metrics.common(_name_keys(gold["authors"]), _name_keys(prediction.get("authors"))))
    if gold.get("tags"):
        wanted, given = ({tag.casefold() for tag in tags} for tags in (gold["tags"], prediction.get("tags") or []))
        score.add("tags", metrics.common(wanted, given))


def _name_keys(names: Iterable[str] | None) -> set[str]:
    return {metrics.name_key(name) for name in names or ()} - {""}


def _judge_pictures(score: PageScore, gold: Gold, given: Sequence[Mapping[str, Any]]) -> None:
    captions = _captions(given)
    if "images" in gold:
        score.add("captions", metrics.paired(_captions(gold["images"]), captions, metrics.alike))
        score.add("credits", metrics.paired(_credits(gold["images"]), _credits(given), metrics.alike))
    if "captions" in gold:
        score.add("captions", metrics.paired(gold["captions"], captions, metrics.alike))


def _captions(images: Iterable[Mapping[str, Any]]) -> list[str]:
    return [image["caption"] for image in images if image.get("caption")]


def _credits(images: Iterable[Mapping[str, Any]]) -> list[str]:
    """The credit lines; gold has one or a list for a picture."""
    lines: list[str] = []
    for image in images:
        credit = image.get("credit")
        lines += [line for line in (credit if isinstance(credit, list) else [credit]) if line]
    return lines


def _teasers(gold: Gold, given: Sequence[Mapping[str, Any]]) -> Counted:
    """Teasers by address or title; one that gold lists as optional counts neither way."""

    def same(wanted: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        same_address = metrics.address_key(wanted["url"]) == metrics.address_key(other.get("url"))
        return same_address or metrics.alike(wanted["title"], other.get("title"))

    def counts(teaser: Mapping[str, Any]) -> bool:
        optional = any(same(wanted, teaser) for wanted in gold.get("optional_teasers") or [])
        return not optional or any(same(wanted, teaser) for wanted in gold["teasers"])

    return metrics.paired(gold["teasers"], [teaser for teaser in given if counts(teaser)], same)


def judge_scrapinghub(gold: Gold, prediction: Prediction) -> PageScore:
    """A page of article-extraction-benchmark: shingles over `\\w+`, and whether the text is exact."""
    score = PageScore()
    _judge_text(score, metrics.plain_tokens(gold["body"]), metrics.plain_tokens(prediction.get("body")))
    return score


def judge_fundus(gold: Gold, prediction: Prediction) -> PageScore:
    """A page of fundus-evaluation: ROUGE-L, averaged over pages, and shingles as everywhere."""
    score = PageScore()
    rouge = metrics.rouge_l(gold["body"], prediction.get("body"))
    score.means |= {"rouge_p": rouge.precision, "rouge_r": rouge.recall, "rouge_f1": rouge.f1}
    _judge_text(score, metrics.tokens(gold["body"]), metrics.tokens(prediction.get("body")))
    return score


def judge_trafilatura(gold: Gold, prediction: Prediction) -> PageScore:
    """A page of trafilatura's evaluation: passages found and leaked, as raw substrings (their definition) and with
    white space made equal."""
    score = PageScore()
    body = prediction.get("body") or ""
    score.add("segments", _segments(gold, body, str))
    score.add("normalised", _segments(gold, metrics.normalised(body), metrics.normalised))
    return score


JUDGES: dict[str, Judge] = {
    "gold": judge_gold,
    "scrapinghub": judge_scrapinghub,
    "fundus": judge_fundus,
    "trafilatura": judge_trafilatura,
}


def body_f1(pages: Sequence[PageScore]) -> float:
    """F1 of the mean precision (of pages with any text) and the mean recall."""
    precision = [page.means["body_p"] for page in pages if "body_p" in page.means]
    recall = [page.means["body_r"] for page in pages if "body_r" in page.means]
    return metrics.harmonic(statistics.mean(precision or [0.0]), statistics.mean(recall or [0.0]))


def figures(pages: Sequence[PageScore]) -> dict[str, float]:
    """One value for each figure that any of the pages has."""
    found: dict[str, float] = {}
    if any("body_r" in page.means for page in pages):
        found["body_f1"] = body_f1(pages)
        found["body_p"] = 0.0  # stays where no page had any text
    for name in dict.fromkeys(name for page in pages for name in page.means):
        found[name] = statistics.mean(page.means[name] for page in pages if name in page.means)
    for name in dict.fromkeys(name for page in pages for name in page.counts):
        total = sum((page.counts[name] for page in pages if name in page.counts), Counted(0, 0, 0))
        found |= {f"{name}_f1": total.f1, f"{name}_p": total.precision, f"{name}_r": total.recall}
    return found

"""What the judge reaches on sites it has not learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from articlegrab import confidence
from benchmarks.metrics import harmonic, normalised, shingle_overlap, tokens
from training.fit import Sample

SETS = ("fundus", "newspaper", "daniel", "segments")
READ = ("segments", "postlight", "dates")
"""Sets whose pages are labelled by what readers chose."""


def body_of(sample: Sample) -> str:
    """The text that the second judgements keep."""
    texts = sample.page.reading.document.passage_texts
    return "\n\n".join(texts[index] for index in sample.story().passages)


def report(samples: Sequence[Sample]) -> None:
    """Print precision, recall, F1 and exact matches a set."""
    for name in SETS:
        chosen = [sample for sample in samples if sample.page.set == name]
        line = _fragments(chosen) if name == "segments" else _bodies(chosen)
        print(f"{name:10} {line}")
    for name in READ:
        print(f"{name:10} {_choices([sample for sample in samples if sample.page.set == name])}")


def reliability(samples: Sequence[Sample]) -> None:
    """Print, for ten bins of rising confidence, its mean and the mean F1 reached."""
    pairs = sorted((_confidence(sample), _f1(sample)) for sample in samples if sample.page.gold.get("body"))
    for place in range(10):
        held = pairs[len(pairs) * place // 10 : len(pairs) * (place + 1) // 10]
        print(f"{mean(c for c, _ in held):.3f} promised, {mean(f for _, f in held):.3f} reached, {len(held)} pages")


def _confidence(sample: Sample) -> float:
    sample.page.reading.story = sample.story()
    return confidence.of_body(sample.page.reading)


def _f1(sample: Sample) -> float:
    return shingle_overlap(tokens(str(sample.page.gold["body"])), tokens(body_of(sample))).f1


def _bodies(samples: Sequence[Sample]) -> str:
    precisions, recalls, exact = [], [], []
    for sample in samples:
        gold, body = tokens(str(sample.page.gold["body"])), tokens(body_of(sample))
        overlap = shingle_overlap(gold, body)
        if overlap.predicted:
            precisions.append(overlap.precision)
        recalls.append(overlap.recall)
        exact.append(gold == body)
    p, r = mean(precisions), mean(recalls)
    return f"F1 {harmonic(p, r):.4f}  precision {p:.4f}  recall {r:.4f}  exact {mean(exact):.3f}"


def _choices(samples: Sequence[Sample]) -> str:
    """How much of the readers' text is kept, where they were not in doubt, and on how many pages nothing else is."""
    found, exact = [], []
    for sample in samples:
        texts, labels = sample.page.reading.document.passage_texts, sample.page.labels
        wanted = {index for index, label in enumerate(labels) if label.value and label.weight}
        kept = {index for index in sample.story().passages if labels[index].weight}
        both = sum(len(texts[index]) for index in wanted & kept)
        found.append(2 * both / (sum(len(texts[index]) for index in (*wanted, *kept)) or 1))
        exact.append(wanted == kept)
    return f"F1 of chosen text {mean(found):.4f}  exact {mean(exact):.3f}  {len(samples)} pages"


def _fragments(samples: Sequence[Sample]) -> str:
    found = leaked = missed = 0
    for sample in samples:
        body = normalised(body_of(sample))
        wanted, unwanted = sample.page.gold["with"], sample.page.gold["without"]
        hits = sum(normalised(fragment) in body for fragment in wanted)  # type: ignore[attr-defined]
        found, missed = found + hits, missed + len(wanted) - hits  # type: ignore[arg-type]
        leaked += sum(normalised(fragment) in body for fragment in unwanted)  # type: ignore[attr-defined]
    p, r = found / (found + leaked), found / (found + missed)
    return f"F1 {harmonic(p, r):.4f}  precision {p:.4f}  recall {r:.4f}"

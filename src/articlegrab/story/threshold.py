"""How likely a passage must be to be kept: one half, less on pages of which the judge is unsure as a whole."""

from __future__ import annotations

from collections.abc import Sequence

_HALF, _LEAST = 0.5, 0.2
_SURE = 0.9
"""The F1 to expect from which on a page is judged by the half."""


def of(scores: Sequence[float], texts: Sequence[str]) -> float:
    """The probability from which on a page's passages are kept.

    The F1 to expect is highest where what is kept is likelier than half of that F1 (Lipton, Elkan and Naryanaswamy,
    *Optimal Thresholding of Classifiers to Maximize F1 Measure*, 2014). On most pages that is the half; where every
    passage is in doubt, as in a make the judge has not met, the half would keep next to nothing of a story.
    """
    expected = _best_f1(scores, texts)
    return _HALF if expected >= _SURE else max(_LEAST, expected / 2)


def _best_f1(scores: Sequence[float], texts: Sequence[str]) -> float:
    """The highest F1 to expect, by characters, of the passages over any one threshold."""
    judged = sorted(((score, len(text)) for score, text in zip(scores, texts, strict=True) if score), reverse=True)
    wanted = sum(score * size for score, size in judged)
    best = found = kept = 0.0
    for score, size in judged:
        found, kept = found + score * size, kept + size
        best = max(best, 2 * found / (kept + wanted))
    return best


__all__ = ["of"]

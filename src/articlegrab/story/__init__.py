"""Finding the story among all the passages of a page."""

from __future__ import annotations

from articlegrab.reading import Reading, Story


def find(reading: Reading) -> Story:
    document = reading.document
    weight: dict[int, float] = {}
    good: list[int] = []
    for index, passage in enumerate(document.passages):
        text = document.passage_texts[index]
        plain = len(text) - passage.link_chars
        if plain < 60 or passage.link_chars > plain or reading.marks.covering(passage.container):
            continue
        good.append(index)
        node, share = passage.container, float(plain)
        for _ in range(3):
            node = document.parents[node]
            if node < 0:
                break
            weight[node] = weight.get(node, 0) + share
            share *= 0.8
    if not good:
        return Story([], [0.0] * len(document.passages), 0, 0, 0)
    container = max(weight, key=lambda n: weight[n]) if weight else 0
    kept = [i for i in good if document.contains(container, document.passages[i].start)]
    return Story(kept, [float(i in kept) for i in range(len(document.passages))], document.passages[kept[0]].start, document.passages[kept[-1]].end, container)

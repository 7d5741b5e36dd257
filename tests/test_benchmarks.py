"""The benchmarks: toy sets of each published layout, judged with predictions that are passed in."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))  # benchmarks are not part of the package

from benchmarks import compare, corpus, floors, folds, metrics  # noqa: E402
from benchmarks.contenders import decoded  # noqa: E402
from benchmarks.goldsets import NotAGoldSet, open_goldset  # noqa: E402
from benchmarks.run import predict_all, run_contender  # noqa: E402
from benchmarks.score import judge_pages, offered, score_predictions, table, timed, worst_pages  # noqa: E402

STORY = "The ferry left the harbour at dawn with forty goats on board and returned without any of them."
OTHER = "A choir of plumbers will sing in the old waterworks on Friday, the town council announced."


def put(file: Path, text: str, *, packed: bool = False) -> None:
    """Write a file of a toy set."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode()) if packed else text.encode())


def page(text: str) -> str:
    """A page that holds nothing but the text."""
    return f"<html><body><p>{text}</p></body></html>"


def make_gold(folder: Path, golds: dict[str, dict[str, Any]]) -> Path:
    """A set in our own form."""
    rows = [{"id": name, "url": f"https://{name}/story", "lang": "en", "gold": gold} for name, gold in golds.items()]
    put(folder / "gold.jsonl", "\n".join(json.dumps(row) for row in rows))
    for name, gold in golds.items():
        put(folder / "pages" / f"{name}.html.gz", page(gold.get("body", STORY)), packed=True)
    return folder


def strip_tags(raw: bytes, url: str | None) -> dict[str, Any]:
    """The stub predictor: the text of a toy page."""
    return {"body": raw.decode().removeprefix("<html><body><p>").removesuffix("</p></body></html>")}


def scored(folder: Path) -> dict[str, float]:
    """The stub's figures on a set."""
    goldset = open_goldset(folder)
    return score_predictions(goldset, {row["id"]: row for row in predict_all(goldset.pages, strip_tags)})


def test_scrapinghub_layout(tmp_path: Path) -> None:
    """A set laid out as article-extraction-benchmark is scored by shingles, with a deviation and exact texts."""
    truth = {"a": {"articleBody": STORY, "url": "http://a.example"}, "b": {"articleBody": OTHER, "url": "http://b.example"}}
    put(tmp_path / "ground-truth.json", json.dumps(truth))
    put(tmp_path / "html/a.html.gz", page(STORY), packed=True)
    put(tmp_path / "html/b.html.gz", page(STORY), packed=True)
    found = scored(tmp_path)
    assert (found["body_f1"], found["body_exact"]) == (0.5, 0.5)
    assert 0.2 < found["body_f1_std"] < 0.5


def test_fundus_layout(tmp_path: Path) -> None:
    """A set laid out as fundus-evaluation is scored by ROUGE-L, whether its pages are packed or not."""
    truth = {name: {"body": [STORY, OTHER], "url": "http://a.example"} for name in ("a.html", "b.html.gz")}
    put(tmp_path / "dataset/ground_truth.json", json.dumps(truth))
    put(tmp_path / "dataset/html/a.html", page(f"{STORY} {OTHER}"))
    put(tmp_path / "dataset/html/b.html.gz", page(STORY), packed=True)
    found = scored(tmp_path)
    share = len(STORY.split()) / len(f"{STORY} {OTHER}".split())
    assert found["rouge_p"] == 1.0
    assert found["rouge_r"] == pytest.approx((1 + share) / 2)
    assert found["body_exact"] == 0.5


def test_trafilatura_layout(tmp_path: Path) -> None:
    """A set laid out as trafilatura's evaluation counts passages found and leaked, over both page folders."""
    rows = {
        "https://a.example/1": {"file": "a.html", "with": ["forty goats", "choir of plumbers"], "without": ["at dawn"]},
        "https://b.example/2": {"file": "b.html", "with": ["the old  waterworks"], "without": ["goats"]},
    }
    put(tmp_path / "tests/evaldata.json", json.dumps(rows))
    put(tmp_path / "tests/cache/a.html", page(STORY))
    put(tmp_path / "tests/eval/b.html", page(OTHER))
    found = scored(tmp_path)
    assert (found["segments_p"], found["segments_r"]) == (0.5, pytest.approx(1 / 3))
    assert found["normalised_r"] == pytest.approx(2 / 3)


def test_gold_layout_judges_every_field(tmp_path: Path) -> None:
    """In our own form each annotated field is judged, and a perfect prediction has perfect figures."""
    picture = {"url": "https://img.example/w300/boat.jpg", "caption": "The ferry at noon", "credit": "Ada Moor"}
    teaser = {"title": "Goats found in the dunes", "url": "https://paper.example/goats"}
    gold = {
        "title": "Ferry returns empty", "kicker": "Harbour", "dek": None, "body": STORY, "date": "2024-05-06",
        "authors": ["Ann-Marie Oat"], "tags": ["Goats"], "lead_image": "https://img.example/w900/boat.jpg",
        "images": [picture], "teasers": [teaser], "optional_teasers": [{"title": "Tides", "url": "/tides"}],
        "not_in_body": ["Share this"], "first_words": "The ferry left", "body_last": "any of them",
    }
    goldset = open_goldset(make_gold(tmp_path, {"paper.example": gold}))
    given = {
        **{name: gold[name] for name in ("kicker", "body", "tags", "lead_image", "images")},
        "title": "Ferry Returns Empty", "date": "2024-05-06T23:59:00+09:00", "authors": ["Ann Marie Oat"],
        "teasers": [{"title": "Tides", "url": "/tides"}, {"title": "x", "url": "https://www.paper.example/goats/"}],
    }
    found = score_predictions(goldset, {"paper.example": given})
    assert {figure: value for figure, value in found.items() if value != 1.0} == {"leaks": 0.0, "missing": 0.0}
    worse = score_predictions(goldset, {"paper.example": given | {"body": f"Share this\n{STORY}", "images": []}})
    assert (worse["leaks"], worse["first"], worse["last"], worse["captions_f1"]) == (1.0, 0.0, 1.0, 0.0)


def test_an_error_scores_zero_and_is_counted(tmp_path: Path) -> None:
    """A page on which the contender failed stays in every average and is listed among the worst."""
    goldset = open_goldset(make_gold(tmp_path, {"a.example": {"body": STORY}, "b.example": {"body": STORY}}))

    def fails(raw: bytes, url: str | None) -> dict[str, Any]:
        if url == "https://b.example/story":
            raise ValueError("no story here")
        return strip_tags(raw, url)

    predictions = {row["id"]: row for row in predict_all(goldset.pages, fails)}
    found = score_predictions(goldset, predictions)
    assert (found["missing"], found["body_r"], found["body_exact"]) == (1.0, 0.5, 0.5)
    assert worst_pages(goldset, predictions, 1) == [(0.0, "b.example", "ValueError: no story here")]


def test_annotated_pages_that_are_not_there_are_told(tmp_path: Path) -> None:
    """An incomplete copy of a set names the pages it lacks."""
    folder = make_gold(tmp_path, {"a.example": {"body": STORY}, "b.example": {"body": STORY}})
    (folder / "pages/b.example.html.gz").unlink()
    goldset = open_goldset(folder)
    assert ([kept.id for kept in goldset.pages], goldset.absent) == (["a.example"], ["b.example"])


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    """A folder of no known layout is refused with what was looked for."""
    with pytest.raises(NotAGoldSet, match=r"gold\.jsonl, ground-truth\.json"):
        open_goldset(tmp_path)


def test_fields_a_contender_never_gives_are_left_out() -> None:
    """A tool that knows no dek is neither praised for giving none nor blamed."""
    found = {"body_f1": 0.9, "leaks": 1.0, "dek_none": 1.0, "captions_f1": 0.0, "missing": 0.0}
    shown = offered(found, {"a": {"id": "a", "body": "text", "ms": 1.0}})
    assert shown == {"body_f1": 0.9, "leaks": 1.0, "missing": 0.0}
    rows = [line.split() for line in table({"silent": shown, "full": found}).splitlines()]
    assert ["dek_none", "-", "1.0000"] in rows


def test_a_contender_runs_in_its_own_processes(tmp_path: Path) -> None:
    """The bare parse over a toy set, in two processes, gives every page's time and the peak of memory."""
    folder = make_gold(tmp_path / "toy", {f"p{i}.example": {"body": STORY} for i in range(5)})
    run = run_contender("lexbor", folder, tmp_path / "out.jsonl", jobs=2)
    assert run.failed is None
    assert sorted(run.predictions) == [f"p{i}.example" for i in range(5)]
    assert run.peak_mb > 5
    assert timed(run, run.predictions)["parses"] == pytest.approx(1.0)


def test_a_run_that_takes_too_long_is_ended_and_told(tmp_path: Path) -> None:
    """A contender over its time is killed, and the run says so."""
    folder = make_gold(tmp_path / "toy", {"a.example": {"body": STORY}})
    run = run_contender("lexbor", folder, tmp_path / "out.jsonl", limit=0.001)
    assert run.failed is not None
    assert "not done within" in run.failed


def test_longest_common_subsequence_agrees_with_the_textbook() -> None:
    """The bitwise length is the one of the usual table, on texts with many repeats."""
    texts = ["a b a c a b b a", "b a a b c c a", "", "c", "a a a a a a", "x y z", "a b c " * 30, "c b a " * 25]
    for one in map(str.split, texts):
        for two in map(str.split, texts):
            row = [0] * (len(two) + 1)
            for token in one:
                above = row[:]
                for i, other in enumerate(two):
                    row[i + 1] = above[i] + 1 if token == other else max(above[i + 1], row[i])
            assert metrics.longest_common(one, two) == row[-1]


def test_floors_only_rise_and_survive_the_file(tmp_path: Path) -> None:
    """Raising keeps what was better, writes what is new, and the file reads back the same."""
    reached = {"body_f1": 0.9, "leaks": 0.1004, "title_exact": 0.84, "body_p": 1.0}
    pinned = floors.raised({"body_f1": 0.95, "leaks": 0.2}, reached)
    assert pinned == {"body_f1": 0.95, "leaks": 0.101, "title_exact": 0.84}
    floors.write_floors({"toy": pinned}, tmp_path / "floors.toml")
    assert floors.read_floors(tmp_path / "floors.toml") == {"toy": pinned}
    assert floors.fallen(pinned, {"body_f1": 0.96, "leaks": 0.3}) == [
        "leaks 0.3000, ceiling 0.101", "title_exact not measured, floor 0.84",
    ]


def test_compare_lists_losses_and_gains(tmp_path: Path) -> None:
    """Two runs of one set are set side by side, losses first, and fewer leaks are a gain."""
    gold = {"body": STORY, "not_in_body": ["Subscribe"]}
    goldset = open_goldset(make_gold(tmp_path, {"a.example": gold, "b.example": gold}))
    before = judge_pages(goldset, {"a.example": {"body": STORY}, "b.example": {"body": f"{STORY}\nSubscribe"}})
    after = judge_pages(goldset, {"a.example": {"body": ""}, "b.example": {"body": STORY}})
    moved = compare.changes(before, after)
    assert (moved[0].page, moved[0].gain) == ("a.example", -1.0)
    assert any(change.figure == "leaks" and change.gain == 1.0 for change in moved)
    assert "worse: 1 pages" in compare.report("toy", before, after, pages=5)


def test_sites_of_one_name_share_a_fold() -> None:
    """A paper's country editions and subdomains stand in one fold, so none is judged by what its sister taught."""
    editions = ["https://www.paper.com/a", "https://paper.co.uk/b", "https://sport.paper.de/c", "hard::paper.com-x"]
    assert len({folds.fold_of(folds.site_of(name)) for name in editions}) == 1
    spread = {folds.fold_of(folds.site_of(f"https://site{i}.org/")) for i in range(60)}
    assert spread == set(range(folds.FOLDS))


def test_without_a_corpus_commands_end_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no corpus is, the commands stop with exit code 0 and name the variable to set."""
    monkeypatch.setenv(corpus.VARIABLE, str(tmp_path))
    with pytest.raises(SystemExit) as ending:
        floors.main(["check"])
    assert ending.value.code == 0
    assert "ARTICLEGRAB_CORPUS" in capsys.readouterr().err


def test_declared_charsets_are_read() -> None:
    """Peers that take text get it by the page's own charset, and by a guess where that is a lie."""
    assert decoded('<meta charset="windows-1251">Паром'.encode("windows-1251")).endswith("Паром")
    assert decoded('<meta charset="utf-8">café'.encode("cp1252")).endswith("café")

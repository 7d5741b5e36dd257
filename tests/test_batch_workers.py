"""Worker processes: what a page can do to one, it does to nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from articlegrab.errors import NoArticle, WorkerCrashed
from articlegrab.workers import Workers
from tests import crashing, hostile

linux = pytest.mark.skipif(sys.platform != "linux", reason="the signals and limits of Linux")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers[[str], str]]:
    with Workers(crashing.echo, count=2, deadline=1.0) as running:
        yield running


def alive(process: int) -> bool:
    """Whether there is such a process, other than one that waits to be cleared up."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def gone_within(seconds: float, process: int) -> bool:
    """Whether a process ends in that time."""
    until = time.monotonic() + seconds
    while alive(process) and time.monotonic() < until:
        time.sleep(0.01)
    return not alive(process)


def test_calls_are_answered_by_other_processes() -> None:
    """Results come back, from at most as many processes as asked for, none of them ours."""
    with Workers(crashing.number_of_process, count=2) as workers, ThreadPoolExecutor(8) as threads:
        numbers = set(threads.map(workers.run, range(40)))
    assert 1 <= len(numbers) <= 2
    assert os.getpid() not in numbers


@linux
@pytest.mark.parametrize(
    ("end", "cause", "says"),
    [("segfault", "signal", "SIGSEGV"), ("leave", "exit", "3"), ("hoard", "memory", "memory"),
     ("hang", "deadline", "1 seconds"), ("nap", "deadline", "1 seconds")],
)
def test_a_lost_process_is_a_named_error(workers: Workers[[str], str], end: str, cause: str, says: str) -> None:
    """However a process ends, the call raises WorkerCrashed with the cause, and the next call is answered."""
    with pytest.raises(WorkerCrashed, match=says) as caught:
        workers.run(end)
    assert (caught.value.cause, caught.value.code, caught.value.retryable) == (cause, "worker_crashed", False)
    assert workers.run("well") == "well"


def test_errors_travel(workers: Workers[[str], str]) -> None:
    """What the task raises is raised at the caller's, with all it carries."""
    with pytest.raises(NoArticle) as caught:
        workers.run("refuse")
    assert (caught.value.reason, caught.value.url) == ("empty", "https://news.example/")
    with pytest.raises(ZeroDivisionError, match="by zero"):
        workers.run("err")
    with Workers(crashing.unspeakable, count=1) as others, pytest.raises(TypeError, match="pickle"):
        others.run()


@linux
def test_several_calls_at_once(workers: Workers[[str], str]) -> None:
    """They are answered in order; those that end badly cost themselves only, wherever they stand."""
    words = ["one", "segfault", "two", "refuse", "hoard", "leave", "three", "hang", "four"]
    ends = [end if isinstance(end, str) else type(end).__name__ for end in workers.run_each((word,) for word in words)]
    crashed = "WorkerCrashed"
    assert ends == ["one", crashed, "two", "NoArticle", crashed, crashed, "three", crashed, "four"]
    with Workers(crashing.number_of_process, count=1, recycle=3) as others:
        numbers = list(others.run_each((word,) for word in words))
    assert [numbers.count(number) for number in dict.fromkeys(numbers)] == [3, 3, 3]


def test_a_hang_in_c_ends_at_its_deadline(workers: Workers[[str], str]) -> None:
    """A call that nothing can interrupt is over soon after its deadline, and its process with it."""
    started = time.monotonic()
    with pytest.raises(WorkerCrashed):
        workers.run("hang")
    assert time.monotonic() - started < 1.0 + 0.5


def test_one_crash_in_fifty_loses_nothing_else() -> None:
    """Of 1,000 calls 20 crash: 980 results and 20 errors, each its own, come back."""
    words = ["segfault" if number % 50 == 7 else str(number) for number in range(1_000)]

    def outcome(word: str) -> str:
        try:
            return workers.run(word)
        except WorkerCrashed:
            return "crashed"

    with Workers(crashing.echo, count=2) as workers, ThreadPoolExecutor(2) as threads:
        found = list(threads.map(outcome, words))
    assert found == ["crashed" if word == "segfault" else word for word in words]
    assert found.count("crashed") == 20


def test_processes_are_recycled() -> None:
    """After so many calls a process makes room for a fresh one."""
    with Workers(crashing.number_of_process, count=1, recycle=10) as workers:
        numbers = [workers.run() for _ in range(30)]
    assert [len(set(numbers[start : start + 10])) for start in (0, 10, 20)] == [1, 1, 1]
    assert len(set(numbers)) == 3


@linux
def test_closing_ends_calls_under_way() -> None:
    """Who closes does not wait for what hangs; the caller is told that the work was given up."""
    workers = Workers(crashing.echo, count=1, deadline=60.0)
    errors: list[WorkerCrashed] = []

    def call() -> None:
        try:
            workers.run("hang")
        except WorkerCrashed as error:
            errors.append(error)

    caller = threading.Thread(target=call)
    caller.start()
    time.sleep(0.3)
    workers.close()
    caller.join(5)
    assert [error.cause for error in errors] == ["stopped"]
    with pytest.raises(WorkerCrashed, match="closed"):
        workers.run("well")


SCRIPT = """
import sys
from articlegrab.workers import Workers
from tests import crashing
print(Workers(crashing.number_of_process, count=1).run(), flush=True)
workers = Workers(crashing.echo, count=1, deadline=1.0)
if sys.argv[1] == "wait":
    workers.run("hang")
"""


def script(tmp_path: Path, how: str) -> subprocess.Popen[str]:
    """Start a program that has no guard round its main part and never closes its workers."""
    file = tmp_path / "script.py"
    file.write_text(SCRIPT)
    root = str(Path(__file__).parents[1])
    paths = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, str(file), how], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths},
    )


@linux
def test_programs_need_no_guard_and_no_goodbye(tmp_path: Path) -> None:
    """A script that does everything at its top level runs once, and ends without waiting for its workers."""
    with script(tmp_path, "end") as program:
        printed, _ = program.communicate(timeout=30)
    assert program.returncode == 0
    assert len(printed.split()) == 1
    assert gone_within(5, int(printed))


@linux
def test_no_process_outlives_a_killed_program(tmp_path: Path) -> None:
    """After kill -9 of the program its idle worker leaves at once, and the hanging one soon after its deadline."""
    with script(tmp_path, "wait") as program:
        assert program.stdout is not None
        idle = int(program.stdout.readline())
        time.sleep(0.5)
        program.kill()
        assert gone_within(5, idle)
        program.stdout.read()  # its pipe is closed when the last process that has it is gone


@linux
def test_signals_to_the_group_do_not_cost_a_page(workers: Workers[[str], str]) -> None:
    """Ctrl-C and SIGTERM reach the whole group; workers leave it to their parent to stop."""
    with Workers(crashing.number_of_process, count=1) as others:
        process = others.run()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(process, number)
        assert others.run() == process


@linux
@pytest.mark.parametrize(
    "shape", ["divs open", "lists", "details", pytest.param(None, marks=pytest.mark.slow, id="every shape")]
)
def test_the_parser_itself_is_stopped_in_time(shape: str | None) -> None:
    """Pages that keep the bare parser busy for minutes cost their deadline, not more; others are read."""
    deadline, endings = 1.5, set[str]()
    with Workers(crashing.parse, count=1, deadline=deadline) as workers:
        workers.run("divs open", 100)  # the process is there
        for name in [shape] if shape else hostile.SHAPES:
            for size in (20_000, 1_000_000) if shape else (20_000, 1_000_000, 20_000_000):
                ending = "read"
                started = time.monotonic()
                try:
                    workers.run(name, size)
                except WorkerCrashed as error:
                    ending = error.cause
                endings.add(ending)
                # Building a shape of 20 MB takes its time too, in the same process and under the same deadline.
                assert time.monotonic() - started < deadline + 0.5, f"{name} of {size:,} bytes"
    assert {"read", "deadline"} <= endings

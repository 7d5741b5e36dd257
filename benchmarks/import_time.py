"""What `import articlegrab` costs beside pydantic, which it is built on: `python -m benchmarks.import_time`.

Processor time of fresh processes, the least of several, so that a busy machine hardly matters.
"""

from __future__ import annotations

import resource
import subprocess
import sys

ROUNDS = 9
PROGRAMS = {
    "python": "pass",
    "pydantic": "from pydantic import BaseModel, Field\nclass Model(BaseModel): pass",
    "articlegrab": "import articlegrab",
}
"""What is run; pydantic with one model, as it loads most of itself only then."""


def milliseconds(program: str) -> float:
    """Processor time of a fresh process that runs it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def measured(rounds: int = ROUNDS) -> dict[str, float]:
    """The least time of each program over some rounds, taken in turn."""
    taken = [{name: milliseconds(program) for name, program in PROGRAMS.items()} for _ in range(rounds)]
    return {name: min(one[name] for one in taken) for name in PROGRAMS}


if __name__ == "__main__":
    least = measured()
    for name, time in least.items():
        print(f"{name:12} {time:6.0f} ms")
    print(f"articlegrab's own part: {least['articlegrab'] - least['pydantic']:.0f} ms more than pydantic's")

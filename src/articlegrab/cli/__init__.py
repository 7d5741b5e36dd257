"""The command line: `articlegrab URL|FILE|-`, and its other commands, one file each.

Exit codes: 0 done; 1 an input failed, named on standard error with what to do next; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType

from articlegrab.cli import archive, article, batch, discover, explain, fixture, rules, serve, teasers
from articlegrab.cli.complaint import complain
from articlegrab.cli.streams import InputError, one_line

DONE, FAILED, INTERRUPTED = 0, 1, 130

_COMMANDS: dict[str, ModuleType] = {
    "archive": archive, "article": article, "batch": batch, "discover": discover, "explain": explain,
    "fixture": fixture, "rules": rules, "serve": serve, "teasers": teasers,
}  # fmt: skip
"""A command is a module with `parser() -> ArgumentParser` and `run(options) -> int | None`, its exit code."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = _COMMANDS[given.pop(0) if given and given[0] in _COMMANDS else "article"]
    try:
        options = command.parser().parse_args(given)
    except SystemExit as stop:  # argparse has said what is wrong, or printed the help
        return int(stop.code or DONE)
    return _guarded(command.run, options)


def _guarded(run: Callable[[argparse.Namespace], int | None], options: argparse.Namespace) -> int:
    from articlegrab.errors import ArticlegrabError

    try:
        return run(options) or DONE
    except ArticlegrabError as error:
        complain(getattr(options, "source", None), error)
        return FAILED
    except InputError as error:
        print(f"articlegrab: {one_line(str(error))}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # the reader of our output has seen enough, which is no failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED

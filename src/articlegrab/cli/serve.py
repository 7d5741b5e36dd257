"""`articlegrab serve`: the inspector and the REST API on 127.0.0.1."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from articlegrab.cli.options import command_parser
from articlegrab.cli.streams import InputError


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = command_parser("serve", "[options]", "The inspector and the REST API, for this machine only.")
    parser.add_argument("--port", type=_port, default=8765, help="default: 8765; 0 takes any that is free")
    parser.add_argument(
        "--fixtures", type=Path, default=Path("fixtures"), metavar="DIR",
        help="where “Save as fixture” puts pages (default: fixtures)",
    )
    parser.add_argument("--archive", type=Path, metavar="FILE", help="an archive whose pages can be picked")
    parser.add_argument(
        "--rules", type=Path, metavar="PATH", help="a file or folder of rules for the sites that you know"
    )
    return parser


def run(options: argparse.Namespace) -> None:
    """Serve until interrupted."""
    from articlegrab.inspector import serve

    try:
        serve(port=options.port, fixtures=options.fixtures, archive=options.archive, rules=options.rules)
    except OSError as error:
        said = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(f"port {options.port}: {said}; --port takes another") from error


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 0 to 65535")
    return int(text)

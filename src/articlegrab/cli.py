"""The command line: `articlegrab URL|FILE|-`, and its subcommands `explain` and `teasers`.

Exit codes: 0 done; 1 an input failed, named on standard error with what to do next; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articlegrab.errors import ArticlegrabError
    from articlegrab.models import Article, Page

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

_SUMMARY = "Raw news pages in, clean articles out."

_COMMANDS_HELP = """\
other commands:
  articlegrab explain URL|FILE|-   what was kept, what was left out by which rule, and what stood for each field
  articlegrab teasers URL|FILE|-   the teasers of a front or section page, one JSON object a line
  articlegrab COMMAND --help       the options of a command

examples:
  articlegrab https://news.example/story                     print the article as Markdown
  articlegrab https://news.example/story -f json -o a.json   keep it with all its fields
  articlegrab saved.html --url https://news.example/story    a saved page; --url completes its links
  curl -s https://news.example/story | articlegrab - -f text

exit codes: 0 done; 1 the input failed (standard error says why); 2 wrong usage.
Colours appear on terminals only, and never where NO_COLOR is set.
"""

_WRITERS: dict[str, Callable[[Article], str]] = {
    "md": lambda article: article.to_markdown(),
    "text": lambda article: article.to_text(),
    "html": lambda article: article.to_html(),
    "json": lambda article: article.model_dump_json(indent=2),
    "jsonld": lambda article: _json(article.to_json_ld()),
    "bibtex": lambda article: article.to_bibtex(),
    "csl": lambda article: _json([article.to_csl()]),
}


class InputError(Exception):
    """An input that cannot be read, or an output that cannot be written; the message is for people."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given.pop(0) if given and given[0] in _COMMANDS else "article"
    parser, run = _COMMANDS[command]
    try:
        options = parser().parse_args(given)
    except SystemExit as stop:  # argparse has said what is wrong, or printed the help
        return int(stop.code or DONE)
    return _guarded(run, options)


def _guarded(run: Callable[[argparse.Namespace], str], options: argparse.Namespace) -> int:
    from articlegrab.errors import ArticlegrabError

    try:
        _write(run(options), options.output)
    except ArticlegrabError as error:
        _complain(options.source, error)
        return FAILED
    except InputError as error:
        print(f"articlegrab: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # the reader of our output has seen enough, which is no failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE


def _article(options: argparse.Namespace) -> str:
    import articlegrab as ag

    return _WRITERS[options.format](ag.extract(_read(options), url=options.url))


def _explain(options: argparse.Namespace) -> str:
    import articlegrab as ag
    from articlegrab.cli_report import report

    explanation = ag.explain(_read(options), url=options.url)
    if options.format == "json":
        return explanation.model_dump_json(indent=2)
    return report(explanation, colour=_colour_wanted(options))


def _teasers(options: argparse.Namespace) -> str:
    import articlegrab as ag

    teasers = ag.extract_teasers(_read(options), url=options.url)
    return "\n".join(teaser.model_dump_json() for teaser in teasers)


def _read(options: argparse.Namespace) -> Page | bytes:
    """The page that the source names: fetched, read from a file, or taken from standard input."""
    source: str = options.source
    if _is_url(source):
        import articlegrab as ag

        return ag.fetch(
            source, allow_private=options.allow_private, timeout=options.timeout, respect_robots=not options.no_robots
        )
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{source}: no such file; if it is an address, begin it with https://, as in https://{source.lstrip('/')}"
        ) from None
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"{source!a}: not a file name: {error}") from error


def _write(text: str, output: str | None) -> None:
    text = text if not text or text.endswith("\n") else text + "\n"
    data = text.encode("utf-8", errors="replace")
    if output is None:
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
            sys.stdout.write(text)
        else:
            sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        Path(output).write_bytes(data)
    except (OSError, ValueError) as error:
        raise InputError(f"{output}: cannot be written: {getattr(error, 'strerror', None) or error}") from error


def _complain(source: str, error: ArticlegrabError) -> None:
    """Name the input, what is wrong with it, and what to do next, in the words of the command line."""
    where = "standard input" if source == "-" else source
    hint = _hint(source, error)
    # Library messages end in advice for Python code, behind a semicolon; here the option takes its place.
    said = error.message.partition("; ")[0] if hint else error.message
    print(f"articlegrab: {where}: {said} ({error.code})", file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)


def _hint(source: str, error: ArticlegrabError) -> str | None:
    from articlegrab import errors

    browser = "open it in a browser, save the page, and run: articlegrab FILE --url ADDRESS"
    match error:
        case errors.BlockedAddress():
            return "--allow-private permits it, if you trust the address"
        case errors.RobotsDenied():
            return "--no-robots overrides it, if you have the site's leave"
        case errors.DeadlineExceeded():
            return "--timeout SECONDS allows more"
        case errors.NoArticle(reason="list_page"):
            return f"for the teasers of a list page: articlegrab teasers {source}"
        case errors.NoArticle(reason="consent_wall" | "bot_check" | "login_wall" | "script_only"):
            return browser
        case errors.BadStatus(status=401 | 402 | 403):
            return f"the site does not serve it to programs; {browser}"
        case errors.FetchError(retryable=True):
            return "it may work later"
    return None


def _colour_wanted(options: argparse.Namespace) -> bool:
    """As no-color.org asks: any value but the empty one turns colours off."""
    if options.output is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def _is_url(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds, more than 0 and less than a day")
    return value


def _parser(command: str | None, description: str, *, epilog: str | None = None) -> argparse.ArgumentParser:
    """The options that all commands share."""
    parser = argparse.ArgumentParser(
        prog=f"articlegrab {command}" if command else "articlegrab",
        usage="%(prog)s URL|FILE|- [options]",
        description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", metavar="URL|FILE|-", help="an address, an HTML file, or - for standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there (UTF-8) instead of to standard output")
    parser.add_argument("--url", metavar="ADDRESS", help="where a file came from; its relative links are joined to it")
    network = parser.add_argument_group("fetching")
    network.add_argument(
        "--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="for everything together (default: 30)"
    )
    network.add_argument(
        "--allow-private", action="store_true", help="permit addresses that are not of the open web, such as localhost"
    )
    network.add_argument("--no-robots", action="store_true", help="do not ask robots.txt first")
    return parser


def _article_parser() -> argparse.ArgumentParser:
    parser = _parser(None, _SUMMARY, epilog=_COMMANDS_HELP)
    parser.add_argument(
        "-f", "--format", choices=_WRITERS, default="md", metavar="FORMAT",
        help="md (Markdown, the default), text, html, json (all fields), jsonld (schema.org), bibtex, csl (CSL-JSON)",
    )
    parser.add_argument("--version", action="version", version=f"articlegrab {_version()}")
    return parser


def _explain_parser() -> argparse.ArgumentParser:
    parser = _parser("explain", "What was kept, what was left out by which rule, and what stood for each field.")
    parser.add_argument(
        "-f", "--format", choices=("text", "json"), default="text", metavar="FORMAT",
        help="text, for people (the default), or json, with everything in full",
    )
    return parser


def _teasers_parser() -> argparse.ArgumentParser:
    return _parser("teasers", "The teasers of a front or section page, one JSON object a line.")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("articlegrab")
    except PackageNotFoundError:
        return "(not installed)"


_COMMANDS: dict[str, tuple[Callable[[], argparse.ArgumentParser], Callable[[argparse.Namespace], str]]] = {
    "article": (_article_parser, _article),
    "explain": (_explain_parser, _explain),
    "teasers": (_teasers_parser, _teasers),
}

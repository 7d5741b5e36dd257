"""The house stands as docs/architecture.md draws it: who may import whom, one door, nothing dead, nothing too long."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import pytest

import articlegrab as ag
from articlegrab import models

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "articlegrab"

FLOORS = (
    ("closing", "errors", "scrub", "words"),
    ("files", "models"),
    ("complexity", "decode", "dom", "render", "replay", "rules", "schema"),
    ("canonical", "fetch", "site_rules"),
    ("columns", "document", "warc", "wayback"),
    ("archive", "reading"),
    ("blocks", "boilerplate", "confidence", "fields", "story"),
    ("explanation", "fallback", "preview", "ruling", "verdict"),
    ("pipeline",),
    ("extract",),
    ("attempt", "grab", "rule_check", "workers"),
    ("batches", "discovery", "engines"),
    ("articlegrab",),  # the door itself
    ("fixtures", "integrations"),
    ("inspector",),
    ("cli", "testing"),
    ("__main__",),
)
"""A room (a file or folder of the package) imports from floors before its own only, never from a neighbour."""

UPWARDS = {
    ("models", "render"): "an Article's to_… methods ask for a format, when they are called and not before",
    ("archive", "articlegrab"): "what is kept is extracted as the front door does it, when it is added",
}

SHUT = {
    "pipeline": ({"fetch", "grab"}, "extraction never touches the network"),
    "fetch": ({"complexity", "dom", "render", "rules"}, "what a page says is not the fetcher's business"),
    "archive": (
        {room for floor in FLOORS[2:6] for room in floor} - {"archive", "canonical", "columns", "warc"},
        "it only keeps",
    ),
    "cli": ({room for floor in FLOORS[2:9] for room in floor}, "doors use the public face"),
}
"""Rooms that a floor alone would leave open."""

OWNERS = {
    "selectolax": {"dom"},
    "pydantic": {"models"},
    "webencodings": {"decode"},
    "charset_normalizer": {"decode"},
    "dateparser": {"fields.dates"},
    "nh3": {"render.html"},
    "readability": {"fallback.second_opinion"},
    "httpx": {"fetch"},
    "httpcore": {"fetch.translate", "fetch.wire"},
    "anyio": {"batches", "fetch", "grab", "inspector"},
    "tenacity": {"fetch.retry"},
    "lxml": {"discovery.xml", "document.xpath", "site_rules.selectors"},
    "protego": {"fetch.robots"},
    "brotli": {"fetch.coding"},
    "zstandard": {"fetch.coding"},
    "warcio": {"warc.writing"},
    "pyarrow": {"archive.export", "columns", "engines.records"},
    "ray": {"engines.on_ray"},
    "pyspark": {"engines.on_spark"},
    "datatrove": {"engines.on_datatrove"},
    "pytest": {"testing"},
    "starlette": {"inspector"},
    "uvicorn": {"inspector"},
    "jinja2": {"inspector.pages"},
    "playwright": {"fetch.browser"},
    "langchain_core": {"integrations.langchain"},
    "llama_index": {"integrations.llama_index"},
    "scrapy": {"integrations.scrapy"},
    "itemadapter": {"integrations.scrapy"},
    "web_poet": {"integrations.web_poet"},
    "pandas": {"integrations.pandas"},
}
"""The only files or folders that import each foreign library."""

NEVER_IMPORTED = {
    "orjson": "datatrove's JSON writer needs it, and does not ask for it",
    "lxml_html_clean": "readability-lxml needs it, and old versions of pip do not find it by themselves",
    "h2": "httpx imports it where it is installed",
    "llama_index_core": "imported as llama_index",
    "python_multipart": "starlette imports it to read forms",
}

LAZY = (
    "httpx", "httpcore", "anyio", "tenacity", "protego", "lxml", "readability", "nh3", "dateparser",
    "charset_normalizer", "sqlite3", "warcio", "pyarrow", "selectolax", "articlegrab.pipeline",
)  # fmt: skip
"""Libraries that `import articlegrab` must not pay for."""

PIPELINE = {"schema_version", "url", "body", "links", "confidence", "warnings", "charset", "fetch"}
"""The fields of an Article that `extract` fills by itself; all others are rows of `fields`."""

STARTED_BY_NAME = [f"articlegrab.{name}" for name in ("__main__", "schema", "testing", "workers.warm")]
"""Modules that no other module imports, and that are no door of the package."""

MAX_FILE, MAX_FUNCTION = 400, 60
LONG_FUNCTIONS = {"dom._flatten": "the one walk: a call for each node would cost more than all else it does"}
"""Functions over the limit; the list may only shrink."""


class Import(NamedTuple):
    """One import statement's target, as a module of ours or the name of a foreign library."""

    module: str
    target: str
    deferred: bool
    """Whether it runs only when a function is called, or for the type checker."""


def room(module: str) -> str:
    """The room of a module: `fields` of `articlegrab.fields.dek`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def inside(module: str) -> str:
    """A module's name without the package's."""
    return module.removeprefix("articlegrab.")


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the package, parsed, by its full name."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = ("articlegrab", *file.relative_to(PACKAGE).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(file.read_text("utf-8"), str(file))
    return found


def statements(node: ast.AST, deferred: bool = False) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """All imports under a node, each with whether it is put off."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, deferred
        else:
            typing_only = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            yield from statements(
                child, deferred or typing_only or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            )


@cache
def imports() -> list[Import]:
    """Every import of the package."""
    found = []
    for module, tree in sources().items():
        for statement, deferred in statements(tree):
            if isinstance(statement, ast.Import):
                targets = [alias.name for alias in statement.names]
            else:
                assert not statement.level, f"{module} imports by relative path"
                origin = statement.module or ""
                submodules = [f"{origin}.{alias.name}" for alias in statement.names]
                targets = [name if name in sources() else origin for name in submodules]
            found += [Import(module, target, deferred) for target in targets]
    return found


def own_imports() -> list[Import]:
    """Those that stay within the package."""
    return [entry for entry in imports() if entry.target.split(".")[0] == "articlegrab"]


def test_every_room_has_its_floor() -> None:
    """The table of floors names each room once, and no room that is gone."""
    named = [name for floor in FLOORS for name in floor]
    assert sorted(named) == sorted({room(module) for module in sources()})


def test_floors_are_drawn_as_they_are() -> None:
    """The table in docs/architecture.md is the one that is checked here."""
    drawing = (ROOT / "docs" / "architecture.md").read_text("utf-8").replace("\\", "")
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", drawing, re.M)
    assert [(int(number), tuple(rooms.split(", "))) for number, rooms in rows] == list(enumerate(FLOORS))


def test_imports_point_down() -> None:
    """No room imports from its own floor or one above it, but for the exceptions listed."""
    floor_of = {name: number for number, floor in enumerate(FLOORS) for name in floor}
    wrong = {
        f"{entry.module} imports {entry.target}"
        for entry in own_imports()
        if (ours := room(entry.module)) != (theirs := room(entry.target))
        and floor_of[theirs] >= floor_of[ours]
        and not (entry.deferred and (ours, theirs) in UPWARDS)
    }
    assert not wrong


def test_exceptions_are_used() -> None:
    """An exception that nothing needs any more is taken out of the table."""
    used = {(room(entry.module), room(entry.target)) for entry in own_imports()}
    assert set(UPWARDS) <= used


@pytest.mark.parametrize("name", SHUT)
def test_shut_doors(name: str) -> None:
    """Some rooms stay out of others, whatever their floor."""
    closed, why = SHUT[name]
    wrong = {entry.target for entry in own_imports() if room(entry.module) == name and room(entry.target) in closed}
    assert not wrong, why


def test_modules_can_be_imported_one_by_one() -> None:
    """No module needs, while it is being imported, one that needs it."""
    graph: dict[str, set[str]] = {module: set() for module in sources()}
    for entry in own_imports():
        if not entry.deferred and not entry.module.startswith(f"{entry.target}."):
            graph[entry.module].add(entry.target)
    list(TopologicalSorter(graph).static_order())


def test_no_module_is_dead() -> None:
    """Each module is reached from the front door, or from one that is started by name."""
    needs: dict[str, set[str]] = {module: {module.rpartition(".")[0]} - {""} for module in sources()}
    for entry in own_imports():
        needs[entry.module].add(entry.target)
    doors = [name for name in sources() if room(name) in ("engines", "integrations")]
    reached, waiting = set[str](), ["articlegrab", *STARTED_BY_NAME, *doors]
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting += needs[module]
    assert set(sources()) - reached == set()


def test_foreign_libraries_have_one_owner() -> None:
    """A foreign library is imported by its owners and nowhere else, and none is without an owner."""
    wrong = set()
    for entry in imports():
        library, file = entry.target.split(".")[0], inside(entry.module)
        if library != "articlegrab" and library not in sys.stdlib_module_names:
            owners = OWNERS.get(library, set())
            if not any(file == owner or file.startswith(f"{owner}.") for owner in owners):
                wrong.add(f"{file} imports {library}")
    assert not wrong


def test_dependencies_are_used() -> None:
    """Each dependency that is declared is imported somewhere, or there is a reason to name it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    ours = [line for extra, lines in extras.items() if extra not in ("docs", "test", "training") for line in lines]
    declared = distributions(project["dependencies"] + ours)
    assert declared - {"readability_lxml"} <= set(OWNERS) | set(NEVER_IMPORTED)
    elsewhere = {"readability", "llama_index", "itemadapter"}  # come with libraries of other names
    assert set(OWNERS) - elsewhere <= declared | distributions(extras["test"])


def distributions(requirements: list[str]) -> set[str]:
    """The names in a list of requirements, as they are imported."""
    return {re.split(r"[><=\[; ]", line)[0].replace("-", "_") for line in requirements}


def test_import_is_light() -> None:
    """`import articlegrab` loads nothing that is needed only for the network, rare pages or output."""
    program = f"import sys, articlegrab; print(*[name for name in {LAZY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_extraction_loads_no_network_and_no_second_parser() -> None:
    """An ordinary page is read without httpx and without lxml."""
    page = ROOT / "fixtures" / "pages" / "rebelmouse-structured" / "page.html"
    program = (
        "import sys, pathlib, articlegrab; articlegrab.extract(pathlib.Path(sys.argv[1]).read_bytes());"
        "print(*[name for name in ('httpx', 'anyio', 'lxml', 'readability') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(page)], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_face_is_what_it_says() -> None:
    """`__all__` names exactly what the package's front door lets through, and each of it is there."""
    tree = sources()["articlegrab"]
    let_through = {
        alias.asname or alias.name
        for statement, _ in statements(tree)
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("articlegrab")
        for alias in statement.names
    }
    assert set(ag.__all__) == let_through
    assert len(ag.__all__) == len(let_through)
    assert all(hasattr(ag, name) for name in ag.__all__)


def test_package_is_typed() -> None:
    """Type checkers of users are told that the package has types."""
    assert resources.files("articlegrab").joinpath("py.typed").is_file()


def test_trained_judge_is_small() -> None:
    """What was learned weighs less than 300 KB in the package."""
    assert (PACKAGE / "data" / "story.json").stat().st_size < 300_000


def test_version_is_stated_once_for_all() -> None:
    """The package, its metadata and the changelog speak of the same version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert ag.__version__ == project["version"]
    assert f"## [{ag.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_article_field_is_filled() -> None:
    """Each field of an Article comes from a row of `fields` or from a named step of the pipeline, and from one only."""
    page = ROOT / "fixtures" / "pages" / "rebelmouse-structured" / "page.html"
    rows = set(ag.explain(page.read_bytes()).candidates)
    assert rows.isdisjoint(PIPELINE)
    assert rows | PIPELINE == set(models.Article.model_fields)


def test_models_are_frozen_and_strict() -> None:
    """No model can be changed once made, and none takes a field it does not know."""
    kinds = [value for name in models.__all__ if isinstance(value := getattr(models, name), type)]
    records = [kind for kind in kinds if hasattr(kind, "model_config")]
    assert len(records) > 20
    assert all(kind.model_config.get("frozen") and kind.model_config.get("extra") == "forbid" for kind in records)


def functions(tree: ast.Module, module: str) -> Iterator[tuple[str, int]]:
    """All functions of a module, by `module.name`, with their length in lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{inside(module)}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_too_long() -> None:
    """A file of more than 400 lines holds more than one thing."""
    files = [file for folder in ("src", "tests", "benchmarks", "training") for file in (ROOT / folder).rglob("*.py")]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in files}
    assert {name: length for name, length in lengths.items() if length > MAX_FILE} == {}


def test_no_function_is_too_long() -> None:
    """No function of the package has more than 60 lines, but for those listed with a reason."""
    lengths = [entry for module, tree in sources().items() for entry in functions(tree, module)]
    assert {name for name, length in lengths if length > MAX_FUNCTION} == set(LONG_FUNCTIONS)


def test_every_test_says_what_it_shows() -> None:
    """Each test has a docstring."""
    silent = [
        f"{file.name}::{node.name}"
        for file in sorted((ROOT / "tests").glob("test_*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_room_for_leftovers() -> None:
    """No module is named for being useful."""
    vague = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc", "core"}
    assert [module for module in sources() if vague & set(module.split("."))] == []

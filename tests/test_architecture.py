"""The house rules that a machine can check. Each failure says the mend."""

import ast
import re

import pytest
from flask import Flask

from tests.product import (
    ROOT,
    docstrings,
    files,
    line_of,
    modules,
    template_lines,
    ways_to,
    words_shown,
)

TOP_LEVEL = {
    ".ci",
    ".editorconfig",
    ".git",
    ".gitattributes",
    ".gitignore",
    "LICENSE",
    "Makefile",
    "README.md",
    "docs",
    "forum",
    "migrations",
    "moderation",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
    "tests",
    "wsgi.py",
}

# What the forum may import of moderation: the public API and the few things both packages share.
MODERATION_FOR_HOSTS = {
    "moderation",
    "moderation.clock",
    "moderation.database",
    "moderation.errors",
    "moderation.screening",
}

# The demo school's staff decide through moderation's own services, as people do through its pages.
PLAYS_THE_STAFF = "forum.demo"

# The judgement of each feature: values in, values out.
PURE = (
    "moderation.screening",
    "moderation.policy.document",
    "moderation.policy.routes",
    "moderation.policy.schooltime",
    "moderation.cases.ladder",
    "moderation.undoing.rule",
)

# Whoever answers for a request or a command ends the transaction; nobody else.
MAY_COMMIT = re.compile(
    r"/views(/|\.py)|/cli\.py|/command\.py|/commands\.py|^forum/demo/|^forum/database\.py"
    r"|^forum/error_pages\.py|^forum/reminding\.py|^forum/notifications/(delivery|worker)\.py|^forum/accounts/(guards|sessions)\.py"
)

# Whoever deals with HTTP itself.
MAY_READ_THE_REQUEST = re.compile(
    r"/views(/|\.py)|^forum/(security|assets|error_pages|database|addresses|extensions|reminding)\.py"
    r"|^forum/accounts/(guards|people|login|sessions)\.py|^moderation/(pages|extension)\.py"
)

# Reads live in queries. Anything else that calls select() has its reason here.
MAY_SELECT = re.compile(r"/queries(/|\.py)|/models\.py")
SELECTS_BESIDE = {
    "forum/health.py": "it asks only whether the database answers",
    "forum/database.py": "an advisory lock, not a read",
    "moderation/records/audit.py": "the chain's own end, read under the chain's own lock",
}

MAY_CATCH_EVERYTHING = {"moderation/screening/pipeline.py"}
MAY_MAKE_MARKUP = {"forum/markup.py", "moderation/review/marking.py"}
NEVER_SAID = re.compile(
    r"\b(invalid|error|errors|offenders?|ban|bans|banned|violat\w+|users?)\b", re.IGNORECASE
)


def _report(wrong: list[str], mend: str) -> None:
    assert not wrong, "\n".join(["", *sorted(wrong), "", f"Mend: {mend}"])


def test_moderation_never_imports_the_forum() -> None:
    wrong = [
        f"{module.path} imports {name}"
        for module in modules(lambda module: module.name.startswith("moderation"))
        for name in module.imports()
        if name.split(".")[0] == "forum"
    ]
    _report(
        wrong,
        "what moderation needs of a host goes through ContentType or People in moderation/host.py.",
    )


def test_the_forum_imports_only_the_public_part_of_moderation() -> None:
    wrong = [
        f"{module.path} imports {name}"
        for module in modules(lambda module: module.name.startswith("forum"))
        for name in module.imports()
        if name.split(".")[0] == "moderation"
        and name not in MODERATION_FOR_HOSTS
        and not module.name.startswith(PLAYS_THE_STAFF)
    ]
    _report(wrong, "use moderation/__init__.py; if it lacks something a host needs, add it there.")


@pytest.mark.parametrize("core", PURE)
def test_the_core_knows_neither_flask_nor_a_database(core: str) -> None:
    wrong = [
        f"{' -> '.join(chain)}"
        for module in modules(lambda module: f"{module.name}.".startswith(f"{core}."))
        for chain in ways_to(module, {"flask", "sqlalchemy", "forum"})
    ]
    _report(wrong, "give the core values and take values back; let services and queries do the rest.")


def test_every_route_declares_who_may_reach_it(app: Flask) -> None:
    wrong = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[-1] != "static"
        and not getattr(app.view_functions[rule.endpoint], "permission", None)
    ]
    _report(
        wrong,
        "decorate the view with @requires(Permission...) or, if anyone may come, with @public; "
        "the decorator goes right under the route.",
    )


def test_text_becomes_html_through_one_door() -> None:
    python = [
        f"{module.path}:{line} makes Markup"
        for module in modules(lambda module: module.path not in MAY_MAKE_MARKUP)
        for line in module.calls("Markup")
    ]
    templates = [
        f"{path}:{number} {line.strip()}"
        for path, number, line in template_lines("*.html", "*.txt")
        if re.search(r"\|\s*safe\b|autoescape\s+false", line)
    ]
    _report(
        python + templates,
        "what people wrote becomes HTML only in forum/markup.py; templates print `revision.shown`.",
    )


def test_pages_have_no_inline_script_or_style() -> None:
    wrong = [
        f"{path}:{number} {line.strip()}"
        for path, number, line in template_lines("*.html")
        if re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"|javascript:", line)
    ]
    _report(wrong, "put it into a file under static/: the content security policy refuses inline code.")


def test_only_those_who_answer_for_a_request_or_a_command_commit() -> None:
    wrong = [
        f"{module.path}:{line}"
        for module in modules(lambda module: not MAY_COMMIT.search(module.path))
        for line in module.calls("commit")
    ]
    _report(wrong, "let the view or the command commit, once, after its one service call.")


def test_services_know_nothing_of_the_request() -> None:
    wrong = [
        f"{module.path} imports {alias.name}"
        for module in modules(lambda module: not MAY_READ_THE_REQUEST.search(module.path))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "flask"
        for alias in node.names
        if alias.name in {"request", "flash", "redirect", "session"}
    ]
    _report(wrong, "let the view read the request and pass plain values; say things with flash() there.")


def test_reads_live_in_queries() -> None:
    wrong = [
        f"{module.path}:{line}"
        for module in modules()
        if not MAY_SELECT.search(module.path)
        and module.path not in SELECTS_BESIDE
        and not module.name.startswith(PLAYS_THE_STAFF)
        for line in module.calls("select")
    ]
    _report(wrong, "move the select() into the feature's queries.py, under a name for what it returns.")


def test_nothing_catches_everything_but_screening() -> None:
    def catches_all(node: ast.ExceptHandler) -> bool:
        caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = {getattr(each, "id", None) for each in caught}
        return node.type is None or bool(names & {"Exception", "BaseException"})

    wrong = [
        f"{module.path}:{node.lineno}"
        for module in modules(lambda module: module.path not in MAY_CATCH_EVERYTHING)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and catches_all(node)
    ]
    _report(wrong, "catch the exception you expect, by name; only screening holds a post on any fault.")


def test_relationships_name_both_ends() -> None:
    wrong = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.keyword) and node.arg == "backref")
    ]
    _report(wrong, "write the relationship on both models with back_populates.")


def test_the_time_comes_from_the_clock() -> None:
    wrong = [
        f"{module.path}:{line}"
        for module in modules(lambda module: module.name != "moderation.clock")
        for line in module.calls("now", "utcnow", "today")
        if not re.search(r"clock\.now\(", line_of(module.path, line))
        and re.search(r"\b(datetime|date|func)\.(now|utcnow|today)\(", line_of(module.path, line))
    ]
    _report(wrong, "call moderation.clock.now(): aware, UTC, and a test can move it.")


@pytest.mark.parametrize(("top", "longest"), [("forum", 320), ("moderation", 320), ("tests", 450)])
def test_no_file_is_longer_than_a_few_screens(top: str, longest: int) -> None:
    wrong = [
        f"{file.relative_to(ROOT)} has {length} lines"
        for file in files("*.py", "*.html", under=(top,))
        if (length := len(file.read_text().splitlines())) > longest
    ]
    _report(wrong, "make it a folder of the same name that re-exports the same names.")


def test_no_file_has_a_name_that_says_nothing() -> None:
    wrong = [
        file.relative_to(ROOT).as_posix()
        for file in files("*.py", "*.html", "*.js", "*.css")
        if re.search(r"util|helper|manager|misc|common", file.stem)
    ]
    _report(wrong, "name the file after what a stranger would look for in it.")


def test_templates_never_say_the_words_that_hurt() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {found[0]!r}"
        for file in files("*.html", "*.txt")
        if "templates" in file.parts and (found := NEVER_SAID.search(words_shown(file)))
    ]
    _report(wrong, "say what happened and what to do, in words a tired parent would use.")


def test_sentences_in_code_never_say_the_words_that_hurt() -> None:
    wrong = [
        f"{module.path}:{node.lineno}: {found[0]!r} in {node.value!r}"
        for module in modules(
            lambda m: m.path.endswith(("forms.py", "errors.py")) or "/forms/" in m.path
        )
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if " " in node.value and id(node) not in docstrings(module)
        if (found := NEVER_SAID.search(node.value))
    ]
    _report(wrong, "say what happened and what to do, in words a tired parent would use.")


def test_the_top_of_the_repository_stays_a_contents_page() -> None:
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line}
    wrong = [
        entry.name
        for entry in ROOT.iterdir()
        if entry.name not in TOP_LEVEL and not any(entry.match(pattern) for pattern in ignored)
    ]
    _report(wrong, "put it into the package it belongs to, or add it to TOP_LEVEL with good reason.")


def test_every_story_of_the_school_has_a_test_of_its_name() -> None:
    told = {
        int(found)
        for file in (ROOT / "tests").rglob("test_*.py")
        for found in re.findall(r"^def test_us_(\d\d)_", file.read_text(), re.MULTILINE)
    }
    wrong = [f"US-{number:02}" for number in range(1, 29) if number not in told]
    _report(wrong, "write it as a test named test_us_NN_…, beside those in tests/forum/stories.")

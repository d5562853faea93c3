"""The product's own files as the architecture tests read them."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of the product."""

    name: str
    path: str
    tree: ast.Module

    def calls(self, *names: str) -> Iterator[int]:
        """The lines where something with one of these names is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if name in names:
                    yield node.lineno

    def imports(self) -> set[str]:
        """Every module this one imports, by its full name."""
        found: set[str] = set()
        for node in ast.walk(_without_type_checking(self.tree)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                source = node.module or ""
                parts = {f"{source}.{alias.name}" for alias in node.names}
                submodules = {part for part in parts if part in product()}
                found |= submodules
                if len(submodules) < len(parts):
                    found.add(source)
        return found


def _without_type_checking(tree: ast.Module) -> ast.Module:
    """The tree without `if TYPE_CHECKING:` blocks, which import nothing when the program runs."""

    class Drop(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            is_guard = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            return None if is_guard else self.generic_visit(node)

    return Drop().visit(ast.parse(ast.unparse(tree)))


def files(*patterns: str, under: tuple[str, ...] = ("forum", "moderation")) -> list[Path]:
    return sorted(path for top in under for pattern in patterns for path in (ROOT / top).rglob(pattern))


@cache
def product() -> dict[str, Module]:
    modules = {}
    for file in files("*.py"):
        path = file.relative_to(ROOT)
        name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        modules[name] = Module(name, path.as_posix(), ast.parse(file.read_text(), path.as_posix()))
    return modules


def modules(chosen: Callable[[Module], bool] = lambda _: True) -> list[Module]:
    return [module for module in product().values() if chosen(module)]


def words_shown(file: Path) -> str:
    """A template's own words, without its code, its comments and its tags."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", file.read_text(), flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", text) if file.suffix == ".html" else text


def docstrings(module: Module) -> set[int]:
    return {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }


def template_lines(*patterns: str) -> Iterator[tuple[str, int, str]]:
    for file in files(*patterns):
        if "templates" in file.parts:
            for number, line in enumerate(file.read_text().splitlines(), 1):
                yield file.relative_to(ROOT).as_posix(), number, line


@cache
def _lines(path: str) -> list[str]:
    return (ROOT / path).read_text().splitlines()


def line_of(path: str, number: int) -> str:
    return _lines(path)[number - 1]


def ways_to(module: Module, unwanted: set[str]) -> Iterator[tuple[str, ...]]:
    """The import chains that lead from a module to something it must not know.

    A package's own __init__ counts only where it is imported by name: the core is read by itself.
    """
    waiting, seen = [(module.name,)], {module.name}
    while waiting:
        chain = waiting.pop()
        for name in product()[chain[-1]].imports():
            if name.split(".")[0] in unwanted:
                yield (*chain, name)
            elif name in product() and name not in seen:
                seen.add(name)
                waiting.append((*chain, name))

"""LocalStack is changed by declared seams only."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from emulator.localstack.seams.declaring import MODULES

ROOM = Path(__file__).resolve().parents[2] / "emulator" / "localstack"
DECLARING = {"wraps", "replaces", "assigns", "adds", "handles", "appends"}
REGISTRY = ROOM / "seams"
ELSEWHERE = sorted(path for path in ROOM.rglob("*.py") if REGISTRY not in path.parents)


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Every node of a module."""
    return list(ast.walk(ast.parse(path.read_text())))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOM).with_suffix("").parts).removesuffix(".__init__")


def imports_in(path: Path) -> Iterator[tuple[str, str]]:
    """Module and local name of everything that a file imports from elsewhere, anywhere in it."""
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.asname or alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, (alias.asname or alias.name).partition(".")[0]) for alias in node.names)


def changed_in(path: Path) -> Iterator[ast.expr]:
    """What is assigned to an attribute or item, deleted, or given to `setattr`, in a file."""
    for node in nodes_of(path):
        if isinstance(node, ast.Assign | ast.Delete):
            yield from node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            yield node.target
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"setattr", "delattr"}:
            yield ast.Attribute(node.args[0], "any")


def root_of(target: ast.expr) -> str | None:
    """The name that an attribute or item belongs to in the end; none for a plain name."""
    inner = target
    while isinstance(inner, ast.Attribute | ast.Subscript):
        inner = inner.value
    return inner.id if inner is not target and isinstance(inner, ast.Name) else None


def test_every_module_with_a_seam_is_read_at_the_start() -> None:
    declaring = {
        module_of(path)
        for path in ELSEWHERE
        if DECLARING & {name for module, name in imports_in(path) if module == "emulator.localstack.seams"}
    }
    assert declaring | {"seams.loading"} == set(MODULES)
    assert len(MODULES) == len(set(MODULES))


def changed_of_others(path: Path) -> list[str]:
    """What a file changes of what it imports from elsewhere, and the means of patching that it imports."""
    imported = list(imports_in(path))
    foreign = {name for module, name in imported if module.partition(".")[0] != "emulator"}
    means = [module for module, _ in imported if module in ("localstack.utils.patch", "unittest.mock")]
    return means + [ast.unparse(target) for target in changed_in(path) if root_of(target) in foreign]


def test_nothing_of_others_is_changed_outside_the_registry() -> None:
    assert {module_of(path): changed for path in ELSEWHERE if (changed := changed_of_others(path))} == {}


def test_no_handler_enters_the_gateway_outside_the_registry() -> None:
    chains = {"request_handlers", "response_handlers", "exception_handlers", "finalizers"}
    used = {module_of(path): {getattr(node, "attr", "") for node in nodes_of(path)} for path in ELSEWHERE}
    known = {module: names & chains for module, names in used.items() if names & chains}
    # They leave handlers out of a request's chain; the gateway's own they only read.
    assert set(known) == {"gateway.idle_handlers", "server.parsed"}

"""What a target looks like in the source of the installed release: found by reading files, without importing them."""

import ast
import hashlib
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

FINGERPRINT_CHARACTERS = 16
Statement = ast.stmt


class MissingError(LookupError):
    """There is no such module or name."""


@dataclass(frozen=True)
class Definition:
    """What defines a target: all the statements that bind its name, where they are imported from those as well."""

    text: str
    signature: str
    files: tuple[Path, ...]

    @property
    def fingerprint(self) -> str:
        """The same for the same source, whatever its indentation; any other change makes another one."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:FINGERPRINT_CHARACTERS]


class Sources:
    """The packages of one installation: of this interpreter, or those below the folder `site`."""

    def __init__(self, site: Path | None = None) -> None:
        self._site = site
        self._folders: dict[str, Path] = {}
        self._bodies: dict[Path, list[Statement]] = {}

    def release(self) -> str:
        """The release of LocalStack."""
        definition = self.find("localstack.version", ["version"])
        return str(ast.literal_eval(definition.text.rpartition("=")[2].strip()))

    def folder(self, package: str) -> Path:
        """Where a top-level package is."""
        if package not in self._folders:
            self._folders[package] = self._installed(package) if self._site is None else self._site / package
        return self._folders[package]

    def relative(self, file: Path) -> str:
        """A file's path from where its package is: `localstack/services/…`."""
        package, folder = next(each for each in self._folders.items() if file.is_relative_to(each[1]))
        return f"{package}/{file.relative_to(folder).as_posix()}"

    def find(self, module: str, path: list[str]) -> Definition:
        """The definition of the name at the end of `path` in `module`; MissingError says what isn't there."""
        file = self._file(module)
        if file not in self._bodies:
            self._bodies[file] = ast.parse(file.read_text()).body
        return self._in_body(module, file, self._bodies[file], path, module)

    @staticmethod
    def _installed(package: str) -> Path:
        found = find_spec(package)
        if found is None or not found.submodule_search_locations:
            raise MissingError(f"the package {package} is not installed")
        return Path(found.submodule_search_locations[0])

    def _file(self, module: str) -> Path:
        package, _, rest = module.partition(".")
        folder = self.folder(package)
        at = folder.joinpath(*rest.split(".")) if rest else folder
        for file in (at / "__init__.py", at.with_suffix(".py")):
            if file.is_file():
                return file
        raise MissingError(f"there is no module {module}")

    def _in_body(self, module: str, file: Path, body: list[Statement], path: list[str], inside: str) -> Definition:
        name, rest = path[0], path[1:]
        bound = [statement for statement in _flat(body) if name in _names(statement)]
        if not bound:
            raise MissingError(f"{inside} has no {name}")
        last = bound[-1]
        if isinstance(last, ast.ImportFrom):
            return self._imported(module, file, last, name, rest)
        if not rest:
            return _definition(file, bound)
        if isinstance(last, ast.ClassDef):
            return self._in_class(module, file, last, rest, f"{inside}:{name}")
        raise MissingError(f"{inside}:{name} is no class, so it has no {rest[0]}")

    def _in_class(self, module: str, file: Path, owner: ast.ClassDef, path: list[str], inside: str) -> Definition:
        try:
            return self._in_body(module, file, owner.body, path, inside)
        except MissingError:
            for base in owner.bases:
                try:
                    return self.find(module, [*ast.unparse(base).partition("[")[0].split("."), *path])
                except MissingError:
                    continue
            raise

    def _imported(self, module: str, file: Path, statement: ast.ImportFrom, name: str, rest: list[str]) -> Definition:
        alias = next(each for each in statement.names if (each.asname or each.name) == name)
        found = self.find(_origin(module, file, statement), [alias.name, *rest])
        text = f"from {'.' * statement.level}{statement.module or ''} import {alias.name} as {name}\n{found.text}"
        return Definition(text, found.signature, (file, *found.files))


def digest(file: Path) -> str:
    """The fingerprint of a whole file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:FINGERPRINT_CHARACTERS]


def _flat(body: list[Statement]) -> Iterator[Statement]:
    """The statements of a body, those inside `if`, `try` and `with` among them."""
    for statement in body:
        yield statement
        for inner in ("body", "orelse", "finalbody"):
            if isinstance(statement, ast.If | ast.Try | ast.With):
                yield from _flat(getattr(statement, inner, []))


def _names(statement: Statement) -> set[str]:
    """The names that a statement binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _origin(module: str, file: Path, statement: ast.ImportFrom) -> str:
    """The module that a statement imports from, in full."""
    if not statement.level:
        return str(statement.module)
    package = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
    package = package[: len(package) - statement.level + 1]
    return ".".join([*package, *([statement.module] if statement.module else [])])


def _definition(file: Path, bound: list[Statement]) -> Definition:
    lines = file.read_text().splitlines()
    parts = []
    for statement in bound:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(each.lineno for each in decorators)])
        part = "\n".join(line.rstrip() for line in lines[first - 1 : statement.end_lineno])
        parts.append(textwrap.dedent(part))
    functions = [each for each in bound if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    return Definition("\n".join(parts), "".join(f"({ast.unparse(each.args)})" for each in functions), (file,))

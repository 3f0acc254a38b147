"""Every system and scenario by name: the command line, the tests and the pages find them here.

A system is a package with a module `system`, in which SYSTEM is declared; the modules of its package `scenarios`, if it
has one, register theirs. Such a package is found below `harness.systems`, by an entry point of the group
`harness.systems` whose value names it, or as a folder that the variable HARNESS_SYSTEMS names.
"""

import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from bootstrap.errors import HarnessError, instead
from harness.run.system import Scenario, System

OWN = "harness.systems"
"""The package of our own systems, and the group of the entry points of others."""
FOLDERS = "HARNESS_SYSTEMS"
"""The variable with the folders of further systems, separated as in PATH."""


class UnknownSystem(HarnessError, LookupError):
    """No system has that name. The message lists those there are."""


class UnknownScenario(HarnessError, LookupError):
    """No scenario has that name. The message lists those there are."""


class NotASystem(HarnessError):
    """Something that was named as a system's package is none, or takes a name that is taken. The message says which."""


def systems() -> dict[str, System]:
    """Every system with its scenarios, sorted by name; NotASystem for a package that is none."""
    found: dict[str, System] = {}
    for package in _packages():
        system = _system_of(package)
        if found.setdefault(system.name, system) is not system:
            raise NotASystem(f"{_place(package)}: there is a system {system.name!r} already; give it another name")
    return dict(sorted(found.items()))


def system_named(name: str) -> System:
    """The system of that name; UnknownSystem when there is none."""
    known = systems()
    if name not in known:
        raise UnknownSystem(f"there is no stack {name!r}{instead(name, known)}")
    return known[name]


def scenarios() -> dict[str, Scenario]:
    """Every scenario of every system, sorted by name; NotASystem when two systems have one of the same name."""
    found: dict[str, Scenario] = {}
    for scenario in (each for system in systems().values() for each in system.scenarios.values()):
        if found.setdefault(scenario.name, scenario) is not scenario:
            taken = found[scenario.name].system.name
            raise NotASystem(f"system {scenario.system.name!r}: {taken!r} has a scenario {scenario.name!r} already")
    return dict(sorted(found.items()))


def scenario_named(name: str) -> Scenario:
    """The scenario of that name; UnknownScenario when there is none."""
    known = scenarios()
    if name not in known:
        raise UnknownScenario(f"there is no scenario {name!r}{instead(name, known)}")
    return known[name]


def reference() -> str:
    """The name of the system and of the scenario that is meant when none is named."""
    return str(import_module(OWN).REFERENCE)


def parts(name: str) -> list[ModuleType]:
    """The modules of that name, one of each system that has one."""
    return [import_module(f"{package.__name__}.{name}") for package in _packages() if name in _modules_of(package)]


def folders(name: str) -> dict[str, Path]:
    """The folder of that name of each system that has one, by the system's name."""
    found: dict[str, Path] = {}
    for package in _packages():
        for place in package.__path__:
            if (folder := Path(place) / name).is_dir():
                found[_system_of(package).name] = folder
    return found


def _packages() -> Iterator[ModuleType]:
    """The package of every system: our own, those that are installed, and those of the user's folders."""
    for name in _modules_of(import_module(OWN)):
        yield import_module(f"{OWN}.{name}")
    for name in _installed(tuple(sys.path)):
        yield import_module(name)
    for folder in filter(None, os.environ.get(FOLDERS, "").split(os.pathsep)):
        yield _of_folder(Path(folder).resolve())


@cache
def _installed(_: tuple[str, ...]) -> list[str]:
    """The packages that installed projects name, on this search path: to read what is installed takes a moment."""
    return [entry.value for entry in sorted(entry_points(group=OWN))]


def _of_folder(folder: Path) -> ModuleType:
    """The folder as a package of its own name; its parent is searched for modules after everything else."""
    if not (folder / "system.py").is_file():
        raise NotASystem(f"{FOLDERS} names {folder}, where there is no system.py; name the folder that has it")
    if str(folder.parent) not in sys.path:
        sys.path.append(str(folder.parent))
    package = import_module(folder.name)
    if str(folder) not in map(str, getattr(package, "__path__", ())):
        raise NotASystem(f"{FOLDERS} names {folder}, but {folder.name!r} is {_place(package)}; rename the folder")
    return package


def _system_of(package: ModuleType) -> System:
    """The system that a package declares, with every module of its `scenarios` imported."""
    system = getattr(import_module(f"{package.__name__}.system"), "SYSTEM", None)
    if not isinstance(system, System):
        raise NotASystem(f"{_place(package)}: its module `system` declares no SYSTEM, a harness.testing.System")
    if any((Path(folder) / "scenarios").is_dir() for folder in package.__path__):
        scenarios_package = import_module(f"{package.__name__}.scenarios")
        for name in _modules_of(scenarios_package):
            import_module(f"{scenarios_package.__name__}.{name}")
    return system


def _modules_of(package: ModuleType) -> list[str]:
    return sorted(module.name for module in iter_modules(package.__path__))


def _place(package: ModuleType) -> str:
    """Where a package is, for errors."""
    return str(getattr(package, "__file__", None) or next(iter(package.__path__)))

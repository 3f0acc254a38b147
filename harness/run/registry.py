"""Every system and scenario by name: the command line, the tests and the pages find them here.

A folder in `harness/systems` is enough to be found.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from harness.run.system import Scenario, System

OWN = "harness.systems"
"""The package whose packages are systems: each has a module `system` with the constant SYSTEM."""


class UnknownScenario(LookupError):
    """No scenario has that name. The message lists those there are."""


def systems() -> dict[str, System]:
    """Every system with its scenarios, sorted by name."""
    found = [_loaded(f"{OWN}.{name}") for name in _modules_of(import_module(OWN))]
    return {system.name: system for system in sorted(found, key=lambda system: system.name)}


def scenarios() -> dict[str, Scenario]:
    """Every scenario of every system, sorted by name."""
    found = [each for system in systems().values() for each in system.scenarios.values()]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def scenario_named(name: str) -> Scenario:
    """The scenario of that name; UnknownScenario when there is none."""
    known = scenarios()
    if name not in known:
        raise UnknownScenario(f"there is no scenario {name!r}; there are: {', '.join(known)}")
    return known[name]


def parts(name: str) -> list[ModuleType]:
    """The modules of that name, one of each system that has one."""
    packages = [import_module(f"{OWN}.{each}") for each in _modules_of(import_module(OWN))]
    return [import_module(f"{each.__name__}.{name}") for each in packages if name in _modules_of(each)]


def _loaded(package: str) -> System:
    """The system of a package, with every module of its `scenarios` imported."""
    system: System = import_module(f"{package}.system").SYSTEM
    if "scenarios" in _modules_of(import_module(package)):
        scenarios_package = import_module(f"{package}.scenarios")
        for name in _modules_of(scenarios_package):
            import_module(f"{scenarios_package.__name__}.{name}")
    return system


def _modules_of(package: ModuleType) -> list[str]:
    return sorted(module.name for module in iter_modules(package.__path__))

"""What a resource type is: a frozen declaration that knows how to create, find, list and delete its kind.

One file of `bootstrap/resources/` holds one type, whole. A type registers itself by being defined; `types()` has
all of them. Planning, applying, teardown and the contract suite work on this interface only.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, ClassVar, Self

from bootstrap.model.reference import Join, Ref
from bootstrap.model.scope import Scope

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

Attributes = dict[str, object]
"""Attributes under AWS's names. A declaration and a listing speak of the same ones, so that they can be compared."""

EVERYWHERE = ""
"""The region of what has none: IAM roles, and bucket names."""


@dataclass(frozen=True)
class ExistingResource:
    """A resource that a listing showed. `values` has what AWS chose (`id`, `url`, `version_arn` …) for `Ref`s."""

    kind: str
    identity: str
    region: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def address(self) -> str:
        """Kind, region and identity: which resource of the account this is."""
        return address_of(self.kind, self.region, self.identity)


@dataclass(frozen=True)
class Resource(ABC):
    """A declaration: what must exist. Equal declarations are the same resource; nothing here does I/O but the methods
    that take `clients` or a `context`.

    Class attributes: `kind` is CloudFormation's name for the type; `depends_on` are the kinds that must outlive it,
    being what it may depend on in AWS whether a declaration mentions it or not; `outputs` are the values known only
    once it exists; `in_place` are the attributes that `update` can change; `renewed_by_update` says whether an update
    changes its outputs; `taggable` whether AWS lets it carry tags; `has_region` whether it belongs to one region;
    `contents` what is in it that is not a resource and can be taken out: objects, messages; `comes_unasked` whether
    AWS itself may make it, and then without tags. A class without a `kind` of its own is no type: it may hold what
    several have in common.
    """

    kind: ClassVar[str] = ""
    depends_on: ClassVar[tuple[str, ...]] = ()
    outputs: ClassVar[tuple[str, ...]] = ()
    in_place: ClassVar[frozenset[str]] = frozenset()
    renewed_by_update: ClassVar[bool] = False
    taggable: ClassVar[bool] = True
    has_region: ClassVar[bool] = True
    contents: ClassVar[str] = ""
    comes_unasked: ClassVar[bool] = False

    scope: Scope
    name: str

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "kind" not in cls.__dict__:
            return
        if cls.kind in _TYPES and _TYPES[cls.kind].__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.__qualname__}: the kind {cls.kind} is taken by {_TYPES[cls.kind].__qualname__}")
        _TYPES[cls.kind] = cls

    @property
    def identity(self) -> str:
        """What tells it from others of its kind in one account and region: its name, unless the type says otherwise."""
        return self.name

    @property
    def region(self) -> str:
        """Its region; `EVERYWHERE` for a kind that has none."""
        return self.scope.region if self.has_region else EVERYWHERE

    @property
    def address(self) -> str:
        """Kind, region and identity: which resource of the account this is."""
        return address_of(self.kind, self.region, self.identity)

    @property
    def arn(self) -> str:
        """Its ARN, computed from names; empty for a kind that has none, or none that can be known beforehand."""
        return ""

    @property
    def summary(self) -> str:
        """The few facts that a reader of a plan wants beside the name; may be empty."""
        return ""

    def needs(self) -> tuple["Resource", ...]:
        """The resources its declaration mentions, directly or by `Ref`: they must exist first. Sorted by address."""
        mentioned = {resource for each in fields(self) for resource in resources_in(getattr(self, each.name))}
        return tuple(sorted(mentioned, key=lambda resource: resource.address))

    @classmethod
    @abstractmethod
    def example(cls, scope: Scope) -> Self:
        """A small declaration of this type, whole with what it needs; the contract suite creates it."""

    @classmethod
    @abstractmethod
    def listing(cls, clients: "Clients") -> list[ExistingResource]:
        """Every resource of this kind that the account has in the clients' region, ours or not; always asked afresh."""

    @classmethod
    @abstractmethod
    def delete(cls, clients: "Clients", existing: ExistingResource) -> None:
        """Remove what a listing showed, with all that keeps AWS from removing it. Harmless when it is gone already."""

    @classmethod
    def tags_of(cls, clients: "Clients", existing: ExistingResource) -> dict[str, str]:  # noqa: ARG003 - for types that carry tags
        """Its tags; empty for a kind that can't carry any."""
        return {}

    @classmethod
    def part_of(cls, existing: ExistingResource) -> str:  # noqa: ARG003 - for types that are parts
        """The address of what it can't be without, such as the function of a permission; empty when it stands alone.

        Who owns the whole owns the part, whoever added it.
        """
        return ""

    @classmethod
    def held(cls, clients: "Clients", existing: ExistingResource) -> int:  # noqa: ARG003 - for types that hold something
        """How much it has of its `contents`; 0 also when it is gone."""
        return 0

    @classmethod
    def empty(cls, clients: "Clients", existing: ExistingResource) -> None:
        """Take out its `contents`. HarnessError says why that can't be, or can't be yet."""
        raise NotImplementedError(f"{cls.kind} holds nothing that can be taken out: {existing.identity}")

    def transient(self) -> tuple["Resource", ...]:
        """What making it makes for a moment only; a process that is killed meanwhile leaves it behind."""
        return ()

    def find(self, clients: "Clients") -> ExistingResource | None:
        """This resource as a fresh listing shows it, or None."""
        return next((existing for existing in self.listing(clients) if existing.identity == self.identity), None)

    def exists(self, clients: "Clients") -> bool:
        """Whether a fresh listing shows it."""
        return self.find(clients) is not None

    @abstractmethod
    def desired(self, context: "ApplyContext") -> Attributes:
        """What must be true of it."""

    @abstractmethod
    def actual(self, clients: "Clients", existing: ExistingResource) -> Attributes:
        """What is true of it, under the same names as `desired`."""

    @abstractmethod
    def create(self, context: "ApplyContext") -> ExistingResource:
        """Make it, and return when it can be used. AWS's errors pass through."""

    def update(self, context: "ApplyContext", existing: ExistingResource, changed: frozenset[str]) -> ExistingResource:
        """Change the `changed` attributes, all of them in `in_place`, to what is desired."""
        raise NotImplementedError(
            f"{self.kind} can't be changed in place: {existing.identity}, {sorted(changed)}, {context}"
        )

    def existing(self, **values: str) -> ExistingResource:
        """Itself as a listing will show it, with what AWS chose."""
        return ExistingResource(self.kind, self.identity, self.region, values)


_TYPES: dict[str, type[Resource]] = {}


def types() -> dict[str, type[Resource]]:
    """Every resource type by kind, sorted; those of `bootstrap/resources/`, and those that others have defined."""
    _load()
    return dict(sorted(_TYPES.items()))


@cache
def _load() -> None:
    package = import_module("bootstrap.resources")
    for module in iter_modules(package.__path__):
        import_module(f"bootstrap.resources.{module.name}")


def address_of(kind: str, region: str, identity: str) -> str:
    """Where in its account a resource is: kind, region and identity, in one text."""
    return " ".join(part for part in (kind, region, identity) if part)


def resources_in(value: object) -> Iterator[Resource]:
    """The resources that a field of a declaration mentions."""
    if isinstance(value, Resource):
        yield value
    elif isinstance(value, Ref):
        yield value.resource
    elif isinstance(value, tuple | Join):
        for part in value.parts if isinstance(value, Join) else value:
            yield from resources_in(part)
    elif is_dataclass(value) and not isinstance(value, type | Scope):
        for each in fields(value):
            yield from resources_in(getattr(value, each.name))

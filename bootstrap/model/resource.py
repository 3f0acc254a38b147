"""What is declared and what is there: a resource as a frozen value, and one that a listing showed.

Nothing here does I/O. What creates, lists and deletes the resources of a type is its handler, see `bootstrap.handler`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import ClassVar, Self

from bootstrap.model.reference import Join, Ref
from bootstrap.model.scope import Scope

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
    """A declaration: what must exist. Equal declarations are the same resource.

    Class attributes: `kind` is CloudFormation's name for the type; `outputs` are the values known only once it exists;
    `has_region` says whether it belongs to one region.
    """

    kind: ClassVar[str] = ""
    outputs: ClassVar[tuple[str, ...]] = ()
    has_region: ClassVar[bool] = True

    scope: Scope
    name: str

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

    def dependencies(self) -> tuple["Resource", ...]:
        """The resources its declaration mentions, directly or by `Ref`: they must exist first. Sorted by address."""
        mentioned = {resource for each in fields(self) for resource in resources_in(getattr(self, each.name))}
        return tuple(sorted(mentioned, key=lambda resource: resource.address))

    def transient(self) -> tuple["Resource", ...]:
        """What making it makes for a moment only; a process that is killed meanwhile leaves it behind."""
        return ()

    def existing(self, **values: str) -> ExistingResource:
        """Itself as a listing will show it, with what AWS chose."""
        return ExistingResource(self.kind, self.identity, self.region, values)

    @classmethod
    @abstractmethod
    def example(cls, scope: Scope) -> Self:
        """A small declaration of this type, whole with what it needs; the contract suite creates it."""


def address_of(kind: str, region: str, identity: str) -> str:
    """Where in its account a resource is: kind, region and identity, in one text."""
    return " ".join(part for part in (kind, region, identity) if part)


def resources_in(value: object) -> Iterator[Resource]:
    """The resources that a field of a declaration mentions."""
    if isinstance(value, Resource):
        yield value
    elif isinstance(value, Ref):
        yield from resources_in(value.resource)
    elif isinstance(value, tuple | Join):
        for part in value.parts if isinstance(value, Join) else value:
            yield from resources_in(part)
    elif is_dataclass(value) and not isinstance(value, type | Scope):
        for each in fields(value):
            yield from resources_in(getattr(value, each.name))

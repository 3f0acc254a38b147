"""What a handler of a resource type promises: it creates, lists, compares, changes and deletes what is declared.

One file of `bootstrap/resources/` holds one type: its declaration and its handler. Planning, applying, teardown and
the contract suite work on this interface only. A handler has no state.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from bootstrap.model.resource import Attributes, ExistingResource, Resource

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

R = TypeVar("R", bound=Resource)


class Handler(ABC, Generic[R]):
    """Knows how AWS makes and removes one type of resources. AWS's errors pass through.

    Class attributes: `depends_on` are the kinds that must outlive it, being what it may depend on in AWS whether a
    declaration mentions it or not; `in_place` are the attributes that `update` can change; `renewed_by_update` says
    whether an update changes its outputs; `taggable` whether AWS lets it carry tags; `contents` what is in it that is
    not a resource and can be taken out: objects, messages; `comes_unasked` whether AWS itself may make it, and then
    without tags; `makes` whether it makes others, which are its own then (`made_by`).
    """

    depends_on: ClassVar[tuple[str, ...]] = ()
    in_place: ClassVar[frozenset[str]] = frozenset()
    renewed_by_update: ClassVar[bool] = False
    taggable: ClassVar[bool] = True
    contents: ClassVar[str] = ""
    comes_unasked: ClassVar[bool] = False
    makes: ClassVar[bool] = False

    declaration: type[R]
    """The type it handles; the registry sets it."""

    @abstractmethod
    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """Every resource of this kind that the account has in the clients' region, ours or not; always asked afresh."""

    @abstractmethod
    def desired(self, context: "ApplyContext", resource: R) -> Attributes:
        """What must be true of it."""

    @abstractmethod
    def actual(self, clients: "Clients", resource: R, existing: ExistingResource) -> Attributes:
        """What is true of it, under the same names as `desired`."""

    @abstractmethod
    def create(self, context: "ApplyContext", resource: R) -> ExistingResource:
        """Make it, and return when it can be used."""

    @abstractmethod
    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove what a listing showed, with all that keeps AWS from removing it. Harmless when it is gone already."""

    def update(
        self, context: "ApplyContext", resource: R, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Change the `changed` attributes, all of them in `in_place`, to what is desired."""
        raise NotImplementedError(f"{resource.address} can't be changed in place: {sorted(changed)}")

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags; empty for a kind that can't carry any."""
        return {}

    def part_of(self, existing: ExistingResource) -> str:
        """The address of what it can't be without, such as the function of a permission; empty when it stands alone.

        Who owns the whole owns the part, whoever added it.
        """
        return ""

    def removed_with(self, existing: ExistingResource) -> str:
        """The kind whose removal takes it along, where it can't be removed by itself; else its own."""
        return existing.kind

    def made_by(self, clients: "Clients", existing: ExistingResource) -> frozenset[tuple[str, str]]:
        """Kind and physical id of all that it has made and takes with it, as a stack of CloudFormation does."""
        return frozenset()

    def count_contents(self, clients: "Clients", existing: ExistingResource) -> int:
        """How much is in it of its `contents`; 0 also when it is gone."""
        return 0

    def empty(self, clients: "Clients", existing: ExistingResource) -> None:
        """Take out its `contents`. HarnessError says why that can't be, or can't be yet."""
        raise NotImplementedError(f"nothing can be taken out of {existing.address}")

    def find(self, clients: "Clients", resource: R) -> ExistingResource | None:
        """The resource as a fresh listing shows it, or None."""
        return next((each for each in self.listing(clients) if each.identity == resource.identity), None)

    def exists(self, clients: "Clients", resource: R) -> bool:
        """Whether a fresh listing shows it."""
        return self.find(clients, resource) is not None

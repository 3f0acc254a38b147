"""An account in memory, and resource types that live in it, so that apply and teardown are tested without an emulator.

A test makes the kinds it needs with `kind_of` inside the `registry` fixture, which gives them back at its end.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self, cast

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.handler import Handler
from bootstrap.model.reference import Value
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.registry import handles

if TYPE_CHECKING:
    from bootstrap.context import ApplyContext

SCOPE = Scope("111111111111", "us-east-1", (("Project", "fake"), ("Environment", "test")))
INTERPRETER = Interpreter("3.11", "linux", "x86_64")
NO_CACHE = Path("nowhere")
DEADLINE_S = 10.0
"""No wait of a test is longer; reaching it fails the test."""


class Refused(Exception):
    """The fake cloud refuses, in the shape of AWS's own answers."""

    def __init__(self, code: str, message: str = "") -> None:
        self.response = {"Error": {"Code": code, "Message": message}}
        super().__init__(code)


@dataclass
class Cloud:
    """What an account holds, by address; every call in the order of its begin and end; and what is to go wrong.

    `before` is called at the begin of every create, update and delete and may raise, `on_list` before every listing.
    `lingering` is how many listings a removed resource goes on being shown in; `unlisted` why a kind can't be listed.
    """

    things: dict[str, Attributes] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[str, str], None] = lambda verb, address: None
    on_list: Callable[[str], None] = lambda kind: None
    lingering: dict[str, int] = field(default_factory=dict)
    unlisted: dict[str, str] = field(default_factory=dict)
    numbers: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, verb: str, address: str) -> None:
        """Write a call down and wake who waits for it."""
        with self.changed:
            self.calls.append((verb, address))
            self.changed.notify_all()

    def await_call(self, verb: str, address: str) -> None:
        """Return when that call was noted; a failure when it isn't before the deadline."""
        with self.changed:
            if not self.changed.wait_for(lambda: (verb, address) in self.calls, DEADLINE_S):
                raise AssertionError(f"no {verb} {address}; there were {self.calls}")

    @contextmanager
    def call(self, verb: str, address: str) -> Iterator[None]:
        """A call from its begin to its end; `failed` is noted when it raises."""
        self.note(verb, address)
        try:
            self.before(verb, address)
            yield
        except BaseException:
            self.note("failed", address)
            raise
        self.note(f"{verb}d", address)

    def addresses(self, verb: str) -> list[str]:
        """The addresses of all calls of that verb, in order."""
        return [address for its, address in self.calls if its == verb]

    def number(self) -> str:
        """A value that AWS would choose: never the same."""
        with self.changed:
            self.numbers += 1
            return f"id-{self.numbers}"


@dataclass(frozen=True)
class CloudClients(Clients):
    """Stands where clients stand; fake types take the cloud from it."""

    endpoint: Endpoint = field(default=Endpoint("http://127.0.0.1:4566"), init=False)
    region: str = SCOPE.region
    account_id: str = SCOPE.account_id
    unused: Callable[[], frozenset[str]] = field(default=lambda: frozenset({"cloudformation"}), compare=False)
    cloud: Cloud = field(default_factory=Cloud, compare=False)

    def in_region(self, region: str) -> "CloudClients":
        """The same cloud seen from another region."""
        return CloudClients(region=region, account_id=self.account_id, cloud=self.cloud)

    def warm(self) -> None:
        """There is nothing to make."""


def cloud_of(clients: Clients) -> Cloud:
    """The cloud behind fake clients."""
    return cast(CloudClients, clients).cloud


@dataclass(frozen=True)
class Thing(Resource):
    """What fake types have in common. `size` can be changed in place, `shape` can't, `id` is the cloud's choice."""

    outputs: ClassVar[tuple[str, ...]] = ("id",)

    size: int = 1
    shape: str = "round"
    after: tuple[Resource, ...] = ()
    given: Value = ""

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A thing of its own."""
        return cls(scope, "example")


class ThingHandler(Handler[Thing]):
    """Keeps things in the cloud behind the clients."""

    in_place: ClassVar[frozenset[str]] = frozenset({"Size", "Given", "Tags"})

    def listing(self, clients: Clients) -> list[ExistingResource]:
        """What the cloud holds of this kind; what lingers is shown once less."""
        cloud, wanted = cloud_of(clients), self.declaration.kind
        cloud.on_list(wanted)
        cloud.note("list", wanted)
        if wanted in cloud.unlisted:
            raise Refused("InternalError", cloud.unlisted[wanted])
        lingering = [address for address, times in cloud.lingering.items() if times > 0 and address not in cloud.things]
        for address in lingering:
            cloud.lingering[address] -= 1
        every = [address.split(" ") for address in sorted({*cloud.things, *lingering})]
        values = {address: {"id": str(its["Id"])} for address, its in cloud.things.items()}
        return [
            ExistingResource(wanted, name, region, values.get(f"{kind} {region} {name}", {"id": "gone"}))
            for kind, region, name in every
            if kind == wanted and region == clients.region
        ]

    def tags_of(self, clients: Clients, existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        return cast(dict[str, str], cloud_of(clients).things.get(existing.address, {}).get("Tags", {}))

    def desired(self, context: "ApplyContext", resource: Thing) -> Attributes:
        """Size, shape, what it was given, and tags."""
        given = context.text(resource.given)
        return {"Size": resource.size, "Shape": resource.shape, "Given": given, "Tags": resource.scope.tag_map}

    def actual(self, clients: Clients, resource: Thing, existing: ExistingResource) -> Attributes:
        """What the cloud holds."""
        return dict(cloud_of(clients).things[existing.address])

    def create(self, context: "ApplyContext", resource: Thing) -> ExistingResource:
        """Put it into the cloud."""
        cloud = cloud_of(context.clients)
        with cloud.call("create", resource.address):
            cloud.things[resource.address] = {**self.desired(context, resource), "Id": cloud.number()}
        return resource.existing(id=str(cloud.things[resource.address]["Id"]))

    def update(
        self, context: "ApplyContext", resource: Thing, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Change what changed."""
        cloud = cloud_of(context.clients)
        with cloud.call("update", resource.address):
            cloud.things[resource.address] |= {name: self.desired(context, resource)[name] for name in changed}
        return existing

    def delete(self, clients: Clients, existing: ExistingResource) -> None:
        """Take it out."""
        cloud = cloud_of(clients)
        with cloud.call("delete", existing.address):
            cloud.things.pop(existing.address, None)


def kind_of(kind: str, *depends_on: str, has_region: bool = True, **facts: object) -> type[Thing]:
    """A registered type of that kind; `facts` are attributes of its handler, such as `taggable`."""
    name = kind.rpartition("::")[2]
    made: type[Thing] = type(name, (Thing,), {"kind": kind, "has_region": has_region, "__doc__": kind})
    handler: type[ThingHandler] = type(f"{name}Handler", (ThingHandler,), {"depends_on": depends_on, **facts})
    handles(made)(handler)
    return made


def stack_of(*declared: Resource, outputs: tuple[tuple[str, Value], ...] = ()) -> Stack:
    """A stack of these."""
    return Stack("fake", SCOPE, declared, outputs)

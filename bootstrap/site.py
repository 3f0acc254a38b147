"""Where a stack is made real: the clients, where packages come from, and the values that are known so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bootstrap.resource import Found
from bootstrap.values import Join, Ref, Value
from bootstrap.workshop import Workshop

if TYPE_CHECKING:
    from bootstrap.clients import Clients


@dataclass(frozen=True)
class Site:
    """One account of one emulator while a plan is made or applied. `found` grows as resources come to exist."""

    clients: "Clients"
    workshop: Workshop
    found: dict[str, Found] = field(default_factory=dict)

    def text(self, value: Value) -> str:
        """The value as text. What isn't known yet is `(known after apply)`, which only a plan may show."""
        if isinstance(value, Join):
            return "".join(self.text(part) for part in value.parts)
        if isinstance(value, Ref):
            found = self.found.get(value.resource.address)
            return (
                found.values[value.attribute]
                if found
                else f"({value.resource.name} {value.attribute}, known after apply)"
            )
        return value

    def texts(self, values: Mapping[str, Value]) -> dict[str, str]:
        """Each of the values as text."""
        return {name: self.text(value) for name, value in values.items()}

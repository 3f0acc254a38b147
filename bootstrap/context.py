"""What an apply works with: the clients, where packages come from, and what exists so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bootstrap.model.reference import Join, Output, Ref, Value
from bootstrap.model.resource import ExistingResource
from bootstrap.packaging.packager import Packager

if TYPE_CHECKING:
    from bootstrap.clients import Clients


@dataclass(frozen=True)
class ApplyContext:
    """One account of one emulator while a plan is made or applied. `existing` grows as resources come to exist."""

    clients: "Clients"
    packager: Packager
    existing: dict[str, ExistingResource] = field(default_factory=dict)

    def text(self, value: Value) -> str:
        """The value as text. What isn't known yet is `(known after apply)`, which only a plan may show."""
        if isinstance(value, Join):
            return "".join(self.text(part) for part in value.parts)
        if isinstance(value, Output) and (stack := self.existing.get(value.resource.address)):
            return stack.values.get(value.attribute, "")
        if isinstance(value, Ref | Output):
            existing = self.existing.get(value.resource.address)
            return (
                existing.values[value.attribute]
                if existing
                else f"({value.resource.name} {value.attribute}, known after apply)"
            )
        return value

    def texts(self, values: Mapping[str, Value]) -> dict[str, str]:
        """Each of the values as text."""
        return {name: self.text(value) for name, value in values.items()}

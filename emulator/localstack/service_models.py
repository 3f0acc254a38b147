"""Models of services, each read once.

LocalStack makes a new model whenever it is asked for one, which then reads its operations anew. moto makes a boto3
client of each service whose routes it serves, only to read which operations there are. A client looks for credentials,
and finding none in the process it asks the metadata service of the machine's cloud for them: here moto reads botocore's
data, without a client.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel
from localstack.aws.spec import load_service

from emulator.localstack.seams import assigns


@cache
def model_of(service: str) -> ServiceModel:
    """LocalStack's own model of a service, in its default protocol."""
    return load_service(service)


@dataclass(frozen=True)
class Described:
    """What moto takes of a client."""

    _service_model: ServiceModel


class Descriptions:
    """Stands in moto's module of responses where `boto3` stood."""

    def client(self, service_name: str, region_name: str | None = None) -> Described:
        """The description of a service."""
        return Described(_model(service_name))


@cache
def _model(service_name: str) -> ServiceModel:
    data: Any = Loader().load_service_model(service_name, "service-2")
    return ServiceModel(data, service_name)


@assigns(
    "core.responses:boto3",
    base="moto",
    why="A client that is made only to read which operations there are looks for credentials outside the machine.",
)
def descriptions(_: Any) -> Descriptions:
    """What takes the place of boto3 in moto's responses."""
    return Descriptions()

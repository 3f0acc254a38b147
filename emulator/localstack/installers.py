"""What LocalStack would install when it is first asked for is not available here, and says so at once.

Kinesis, OpenSearch, transcriptions and others are programs that LocalStack downloads at first use: by npm, Maven, pip
or from a site of its own. A machine without network waits minutes for that, and SDKs try again. So nothing is installed
while the emulator runs. What is there already, as in LocalStack's own image, works.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.api import CommonServiceException
from localstack.packages.api import InstallTarget, PackageException, PackageInstaller, PackagesPluginManager
from localstack.services.plugins import ServiceState

from emulator.divergences import divergences
from emulator.localstack.seams import wraps

CODE = "NotAvailableHere"
ALL = frozenset[str]()


@dataclass(frozen=True)
class Need:
    """A package that a service can't do without, and for which operations (none named: for all)."""

    package: str
    operations: frozenset[str] = ALL


NEEDS = {
    "kinesis": Need("kinesis-mock"),
    "opensearch": Need("opensearch", frozenset({"CreateDomain"})),
    "es": Need("elasticsearch", frozenset({"CreateElasticsearchDomain"})),
    "transcribe": Need("vosk", frozenset({"StartTranscriptionJob"})),
}
"""By service. Some would be installed in the background, after the operation was answered with success."""


class NotAvailableHere(CommonServiceException, PackageException):
    """The answer: with a status for which no SDK tries again."""

    def __init__(self, what: str) -> None:
        super().__init__(CODE, f"not available here: {what}, which LocalStack would install from outside this machine")


@wraps("packages.api:PackageInstaller.install", why="Nothing is installed from outside while the emulator runs.")
def install_package(original: Callable[..., None], self: Any, *args: Any, **options: Any) -> None:
    """Install what is there; refuse anything else."""
    if not is_there(self):
        raise NotAvailableHere(f"this needs {self.name} {self.version}")
    original(self, *args, **options)


@wraps(
    "aws.handlers.service:ServiceRequestRouter.__call__",
    why="An operation that would begin an installation is refused at once, instead of after minutes.",
)
def route(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
    """Hand on what needs nothing that isn't here."""
    if context.service and context.operation:
        check(context.service.service_name, context.operation.name, context.account_id)
    original(self, chain, context, response)


@wraps(
    "aws.handlers.service:ServiceExceptionSerializer.create_exception_response",
    why="The refusal is the answer, also where another service met it on this one's behalf.",
)
def respond(original: Callable[..., Any], self: Any, exception: Exception, context: Any) -> Any:
    """Answer with the refusal that an exception stems from."""
    return original(self, refusal_in(exception) or exception, context)


@wraps("services.plugins:ServicePluginManager.get_state", why="Health calls a service disabled that can't be had here.")
def state(original: Callable[..., Any], self: Any, name: str) -> Any:
    """The state of a service."""
    return ServiceState.DISABLED if lacks(name) else original(self, name)


def check(service: str, operation: str, account_id: str) -> None:
    """NotAvailableHere when the operation needs a package that isn't there."""
    need = NEEDS.get(service)
    if need is None or (need.operations and operation not in need.operations) or available(need.package):
        return
    divergences.touch("needs-installation", f"{service} needs {need.package}", account_id)
    raise NotAvailableHere(f"{service} needs {need.package}")


def lacks(service: str) -> bool:
    """Whether the service needs a package that isn't there."""
    return service in NEEDS and not available(NEEDS[service].package)


@cache
def available(package: str) -> bool:
    """Whether a package is installed, in the version that LocalStack would take; nothing is imported where none is."""
    return _anything_installed() and all(
        is_there(found.get_installer()) for found in PackagesPluginManager().get_packages([package])
    )


def _anything_installed() -> bool:
    folders = (Path(target.value) for target in InstallTarget)
    return any(each.is_dir() for folder in folders if folder.is_dir() for each in folder.iterdir())


def is_there(installer: PackageInstaller) -> bool:
    """Whether what an installer installs is there; some look outside to tell, and then it isn't."""
    try:
        return bool(installer.is_installed())
    except Exception:
        return False


def refusal_in(exception: BaseException) -> NotAvailableHere | None:
    """The refusal that an exception stems from, also when another service met it on this one's behalf."""
    for one in _chain(exception):
        if isinstance(one, NotAvailableHere):
            return one
        if isinstance(one, ClientError) and one.response["Error"]["Code"] == CODE:
            refusal = NotAvailableHere("")
            refusal.message = one.response["Error"]["Message"]
            return refusal
    return None


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    met: set[int] = set()
    while exception is not None and id(exception) not in met:
        met.add(id(exception))
        yield exception
        exception = exception.__cause__ or exception.__context__

"""Which services and operations there are: LocalStack's index of botocore's models, kept from start to start.

It takes seconds to put together: some 400 models are read for it, with the first request to any service. It depends on
the versions of LocalStack and botocore alone. It is kept as JSON, in a file that can say nothing but names.
"""

import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from emulator.localstack.seams import wraps

LOG = logging.getLogger(__name__)
VARIABLE = "HARNESS_CATALOG_DIR"
INDEXES = ("target_prefix_index", "signing_name_index", "operations_index", "endpoint_prefix_index")


@wraps("aws.spec:build_service_index_cache", why="The index of all services is put together once, not at every start.")
def build(original: Callable[[str], Any], file_path: str) -> Any:
    """The index that is kept, or else a new one, which is kept from now on."""
    from localstack.aws.spec import LazyServiceCatalogIndex

    folder = os.environ.get(VARIABLE)
    if not folder:
        return original(file_path)
    kept = Path(folder) / f"{Path(file_path).stem}.json"
    with suppress(OSError, ValueError, TypeError, LookupError):
        return from_json(json.loads(kept.read_text()))
    index = LazyServiceCatalogIndex()
    try:
        keep(kept, json.dumps(to_json(index)))
    except OSError as error:
        LOG.warning("the index of services can't be kept in %s: %s", kept, error)
    return from_json(to_json(index))


def to_json(index: Any) -> dict[str, Any]:
    """An index as JSON takes it: each service it names once, and its places in a list."""
    identifiers: dict[Any, int] = {}
    tables = {
        name: {key: [identifiers.setdefault(one, len(identifiers)) for one in found] for key, found in table.items()}
        for name in INDEXES
        if (table := getattr(index, name)) is not None
    }
    services = [[one.name, one.protocol, one.protocols and list(one.protocols)] for one in identifiers]
    return {"names": list(index.service_names), "services": services, **tables}


def from_json(kept: dict[str, Any]) -> Any:
    """The index; LookupError, TypeError or ValueError for anything else."""
    from localstack.aws.spec import ServiceCatalogIndex, ServiceModelIdentifier

    services = [
        ServiceModelIdentifier(name, protocol, tuple(protocols) if protocols else None)
        for name, protocol, protocols in kept["services"]
    ]
    tables = {
        name: {key: [services[place] for place in found] for key, found in kept[name].items()} for name in INDEXES
    }
    return ServiceCatalogIndex(service_names=list(kept["names"]), **tables)


def keep(path: Path, text: str) -> None:
    """Put a file into its place as a whole: emulators that start at once may all do so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=path.stem, delete=False) as made:
        made.write(text)
    Path(made.name).replace(path)

"""What a zygote does beforehand, so that its functions share it: imports, botocore's parsed model files, their names.

A client of one service needs about ten megabytes of parsed JSON: in memory once instead of in every function, and
thirty milliseconds less for each. To find out whether there is such a service botocore looks into the folders of all of
them, which is another five to ten. A function that brings its own boto3 runs in a fresh interpreter, without this.
"""

import gc
import importlib
import os
from typing import Any

MODULES = (
    "awslambdaric.lambda_config",
    "awslambdaric.lambda_context",
    "awslambdaric.lambda_literals",
    "awslambdaric.lambda_runtime_log_utils",
    "awslambdaric.lambda_runtime_marshaller",
    "boto3.session",
    "boto3.s3.inject",
    "s3transfer.manager",
    "s3transfer.subscribers",
    "http.client",
    "concurrent.futures.thread",
    "encodings.idna",
)
"""And what clients import when they are first used. Not the rest of awslambdaric, nor its extension `runtime_client`:
they read the environment when they are imported, and each function has its own."""
SERVICES = ("cloudwatch", "dynamodb", "lambda", "logs", "s3", "sns", "sqs", "sts")
"""Those whose models are kept; any other is loaded by the function itself."""
KINDS = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2")
"""Of files that botocore asks for by the name of a service."""


def preload() -> None:
    """Import, parse, and keep the garbage collector away from it all: what isn't touched stays shared."""
    for name in MODULES:
        importlib.import_module(name)
    _keep_models()
    _keep_names()
    gc.collect()
    gc.freeze()


def _keep_models() -> None:
    """Make a client of each service once, and have every later session find the files read then."""
    from botocore.loaders import JSONFileLoader
    from botocore.session import Session

    parse = JSONFileLoader.load_file
    kept: dict[str, Any] = {}

    def keep(self: JSONFileLoader, path: str) -> Any:
        found = kept[path] = parse(self, path)
        return found

    def load(self: JSONFileLoader, path: str) -> Any:
        return kept[path] if path in kept else parse(self, path)

    JSONFileLoader.load_file = keep  # type: ignore[method-assign, assignment]
    session = Session()
    for service in SERVICES:
        session.create_client(service, "us-east-1", aws_access_key_id="-", aws_secret_access_key="-")  # noqa: S106
    JSONFileLoader.load_file = load  # type: ignore[method-assign, assignment]


def _keep_names() -> None:
    """Look once which services botocore itself knows; other folders are searched by each function, as ever."""
    from botocore.loaders import Loader, instance_cache

    look, own = Loader.list_available_services, Loader.BUILTIN_DATA_PATH

    def found(reader: Any, folders: "list[str]", kind: str) -> "list[str]":
        return look(Loader(folders, file_loader=reader, include_default_search_paths=False), kind)

    kept = {kind: found(None, [own], kind) for kind in KINDS}

    def list_available_services(self: Loader, type_name: str) -> "list[str]":
        folders = self.search_paths
        if own not in folders or type_name not in kept:
            return look(self, type_name)
        others = [each for each in folders if each != own and os.path.isdir(each)]  # noqa: PTH112
        return sorted({*kept[type_name], *found(self.file_loader, others, type_name)})

    Loader.list_available_services = instance_cache(list_available_services)  # type: ignore[method-assign]

"""Layers for functions in containers: merged as for processes, and copied into the container's `/opt`.

LocalStack's community edition stores layers and leaves their use to hooks of its Docker executor
(`services/lambda_/hooks.py`, 4.9.2 and 4.14.0): one before a version can be used, one before its container is created.
"""

import logging
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from localstack.services.lambda_.invocation.docker_runtime_executor import (
    PULLED_IMAGES,
    LambdaContainerConfiguration,
    docker_platform,
    resolver,
)
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion
from localstack.utils.container_utils.container_client import ContainerException
from localstack.utils.docker_utils import DOCKER_CLIENT

from emulator.lambda_.layers import LayerStore

LOG = logging.getLogger(__name__)


def prepare(version: FunctionVersion) -> None:
    """Unpack a version's layers; an exception makes the function's state Failed. Its image is not pulled twice."""
    merged(version)
    _keep_image(version)


def bring(configuration: LambdaContainerConfiguration, version: FunctionVersion) -> None:
    """Have the layers copied to where AWS unpacks them."""
    folder = merged(version)
    if folder is not None:
        configuration.copy_folders.append((f"{folder}/.", "/opt"))


def merged(version: FunctionVersion) -> Path | None:
    """The folder with all layers of a version, later ones over earlier ones; None without layers."""
    return store().merged([unpacked(each.code) for each in version.config.layers])


def unpacked(code: Any) -> Path:
    """Where LocalStack unpacked an archive."""
    code.prepare_for_execution()
    return Path(code.get_unzipped_code_location()).resolve()


@lru_cache(maxsize=1)
def store() -> LayerStore:
    """The emulator's merged layers, below `HARNESS_WORK_DIR`."""
    return LayerStore(Path(os.environ.get("HARNESS_WORK_DIR") or tempfile.gettempdir()) / "docker-layers")


def _keep_image(version: FunctionVersion) -> None:
    """LocalStack asks a registry for every image once; one that is on this machine already will do."""
    if not version.config.runtime:
        return
    image, platform = (
        resolver.get_image_for_runtime(version.config.runtime),
        docker_platform(version.config.architectures[0]),
    )
    try:
        DOCKER_CLIENT.inspect_image(image, pull=False)
    except ContainerException as error:
        LOG.debug("image %s is to be pulled: %s", image, error)
    else:
        PULLED_IMAGES.add((image, platform))

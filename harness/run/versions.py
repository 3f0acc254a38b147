"""The versions that a run is saved with: Python, LocalStack, the machine's system."""

import platform
from importlib.metadata import version


def versions() -> dict[str, str]:
    """Python, LocalStack, and the machine's system."""
    return {
        "python": platform.python_version(),
        "localstack": version("localstack-core"),
        "system": f"{platform.system()} {platform.machine()}",
    }

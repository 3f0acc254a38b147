"""Where the files are that belong to stacks and are no code of ours: functions' sources and lock files.

A checkout has them at its top; a wheel carries them in `bootstrap/data/`.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
CHECKOUT = _PACKAGE.parent if (_PACKAGE.parent / "pyproject.toml").is_file() else None
"""The folder of the checkout that this is imported from; None for an installed package."""
_ROOT = CHECKOUT or _PACKAGE / "data"

LAMBDAS = _ROOT / "lambdas"
"""The functions' sources, a folder for each system."""
LOCKS = _ROOT / "requirements"
"""The lock files of layers and of the functions' environment."""

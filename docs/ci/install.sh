#!/usr/bin/env bash
# Install this checkout of the harness, locked and with hashes checked, for a project's pipeline.
#
#   PLACE         the folder that holds all of it; what a pipeline keeps from run to run
#   PYTHON        the interpreter (default: python3)
#   REQUIREMENTS  a file with the project's own requirements, or nothing
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${PLACE:?the folder to install into}"
own="$PLACE/venv/bin/python"
export PIP_CACHE_DIR="$PLACE/wheels" PIP_DISABLE_PIP_VERSION_CHECK=1

[ -x "$own" ] || "${PYTHON:-python3}" -m venv "$PLACE/venv"
"$own" -m pip install --quiet --require-hashes -r "$source/requirements/main.txt" -r "$source/requirements/dev.txt"
"$own" -m pip install --quiet --no-deps --no-build-isolation "$source"
if [ -n "${REQUIREMENTS:-}" ]; then
  "$own" -m pip install --quiet -r "$REQUIREMENTS"
fi
HARNESS_HOME="$PLACE/home" "$PLACE/venv/bin/harness" install-runtimes

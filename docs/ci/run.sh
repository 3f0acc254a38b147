#!/usr/bin/env bash
# Run scenarios or a project's tests with the harness that install.sh put into PLACE.
#
# It leaves report.xml (JUnit), and in runs/ a folder for each scenario, with its picture, and for each failing test.
#
#   PLACE      the folder of the installation
#   SCENARIOS  names of scenarios with spaces between them; nothing runs the project's own tests
#   TESTS      what pytest is given (default: its own configuration)
#   WORKERS    how many at once (default: 4)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${PLACE:?the folder of the installation}"
export HARNESS_HOME="$PLACE/home"
options=(-n "${WORKERS:-4}" --junitxml=report.xml)

# Words of TESTS are arguments of their own.
# shellcheck disable=SC2206
tests=(${TESTS:-})
if [ -n "${SCENARIOS:-}" ]; then
  export SCENARIOS
  tests=(--emulator-keep-runs --rootdir . "$here/test_scenarios.py")
fi

ended=0
"$PLACE/venv/bin/python" -m pytest "${options[@]}" ${tests[@]+"${tests[@]}"} || ended=$?
for run in runs/*/run.json; do
  [ ! -e "$run" ] || "$PLACE/venv/bin/harness" draw "$(dirname "$run")"
done
exit "$ended"

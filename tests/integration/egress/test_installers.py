"""Every package that LocalStack can install is refused at once, and nothing is looked for outside for it.

In a process of its own: what is attached to LocalStack's classes stays attached.
"""

import json
import subprocess
import sys
from pathlib import Path

CODE = """
import json, sys, time
from emulator.localstack import egress, installers
from emulator.localstack.seams import declared
from emulator.localstack.seams.applier import put
egress.close_process()
for seam in declared():
    if seam.ours.startswith("emulator.localstack.installers:"):
        put(seam, lambda: None)
from localstack.packages.api import PackagesPluginManager
answers = {}
for name, _, package in PackagesPluginManager().get_all_packages():
    for version in package.get_versions() or [None]:
        began = time.monotonic()
        try:
            package.install(version)
            answer = "installed"
        except Exception as error:
            refusal = installers.refusal_in(error)
            answer = f"{refusal.status_code} {refusal.code}: {refusal.message}" if refusal else repr(error)
        answers[f"{name} {version}"] = [answer, time.monotonic() - began]
json.dump(answers, sys.stdout)
"""
KNOWN = {"dynamodb-local", "elasticsearch", "ffmpeg", "java", "jpype-jsonata", "kinesis-mock", "opensearch", "vosk"}


def test_every_installer_refuses_at_once(tmp_path: Path) -> None:
    environment = {"FILESYSTEM_ROOT": str(tmp_path), "HOME": str(tmp_path), "PATH": "", "OVERRIDE_IN_DOCKER": "0"}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)

    answers: dict[str, tuple[str, float]] = json.loads(done.stdout.splitlines()[-1])
    assert {name.partition("/")[0].split(" ")[0] for name in answers} >= KNOWN
    assert {name: answer for name, (answer, _) in answers.items() if "not available here: " not in answer} == {}
    assert {answer.partition(":")[0] for answer, _ in answers.values()} == {"400 NotAvailableHere"}
    assert {name: took_s for name, (_, took_s) in answers.items() if took_s > 1} == {}

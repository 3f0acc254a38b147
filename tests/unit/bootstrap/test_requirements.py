"""What a requirements file may say, and what never reaches an installer."""

import sys
from pathlib import Path

import pytest

from bootstrap.model.content import OpenRequirements, Requirements
from bootstrap.packaging.layers import built
from bootstrap.packaging.requirements import RequirementsRefused, checked
from tests.unit.bootstrap.test_layers import ANOTHER, fake, started

DIGEST = "a" * 64
TAKEN = {
    "drawing": "drawing",
    "drawing==1.0 ; python_version >= '3.9'": 'drawing==1.0; python_version >= "3.9"',
    "Drawing[fast] >= 1, < 2  # for lines": "Drawing[fast]<2,>=1",
    f"drawing==1 \\\n    --hash=sha256:{DIGEST} \\\n    --hash=sha256:{DIGEST}\n": f"drawing==1 --hash=sha256:{DIGEST} "
    f"--hash=sha256:{DIGEST}",
    "# nothing\n\n   # but this\ndrawing": "drawing",
    "\ufeffdrawing": "drawing",
}
REFUSED = (
    "/abs/path",
    "./beside",
    "../above",
    "beside/",
    "drawing.whl",
    "https://example.com/drawing.zip",
    "git+https://example.com/drawing",
    "file:///abs/path",
    "drawing @ file:///abs/path",
    "drawing @ https://example.com/drawing.whl",
    "drawing@/abs/path",
    "-e /abs/path",
    "--editable=/abs/path",
    "-r other.txt",
    "-c other.txt",
    "--no-binary :all:",
    "--no-binary=drawing",
    "--index-url https://example.com",
    "-i https://example.com",
    "--extra-index-url=https://example.com",
    "--find-links /abs/path",
    "-f /abs/path",
    "--trusted-host example.com",
    "--pre",
    "--config-settings x=y",
    "drawing --config-settings=x=y",
    "drawing --global-option=x",
    "drawing \\\n  --no-binary :all:",
    "dra\\\nwing \\\n --index-url \\\n https://example.com",
    "drawing\u2028--no-binary :all:",
    "drawing\x0c-e /abs/path",
    "${HOME}/path",
    "drawing==${SECRET}",
    "--hash=sha256:aa",
)


@pytest.mark.parametrize(("text", "understood"), TAKEN.items(), ids=repr)
def test_packages_versions_markers_and_hashes_are_taken(tmp_path: Path, text: str, understood: str) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(text)
    assert checked(file) == f"{understood}\n"


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_whatever_else_is_refused_with_its_line_before_anything_is_started(tmp_path: Path, text: str) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(f"fine==1\n{text}\n")
    for content in (OpenRequirements(file), Requirements(file)):
        with pytest.raises(RequirementsRefused, match=r"line [23]: "):
            built(content, ANOTHER, tmp_path, [fake("works", tmp_path), fake("works", tmp_path)])
    assert started(tmp_path) == []


def test_an_installer_sees_none_of_the_shell_s_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_PROFILE", "work")
    file, tells = tmp_path / "requirements.txt", tmp_path / "tells.py"
    file.write_text("drawing\n")
    tells.write_text(
        "import os, sys\n"
        f"open({str(tmp_path / 'seen')!r}, 'w').write(' '.join(os.environ))\n"
        f"open({str(tmp_path / 'asked')!r}, 'w').write(open(sys.argv[-1]).read())\n"
        "target = sys.argv[sys.argv.index('--target') + 1]\n"
        "os.makedirs(target); open(target + '/drawing.py', 'w').close()\n"
    )
    built(OpenRequirements(file), ANOTHER, tmp_path, [lambda _: [sys.executable, str(tells)]])
    seen = (tmp_path / "seen").read_text().split()
    assert "PATH" in seen
    assert not [name for name in seen if name.startswith("AWS_")]
    assert (tmp_path / "asked").read_text() == "drawing\n"

"""A new project is whole: each file is of its kind, and nothing that is there is written over."""

import json
import tomllib
from pathlib import Path

import pytest
import yaml

from bootstrap import StackOptions, from_template
from harness.commands import USAGE, CommandError
from harness.commands.beginning import FILES, write_project


def test_each_file_is_of_its_kind_and_bears_the_project_s_name(tmp_path: Path) -> None:
    write_project(tmp_path / "shop")
    written = {str(path.relative_to(tmp_path / "shop")) for path in (tmp_path / "shop").rglob("*") if path.is_file()}
    assert written == set(FILES)
    for path in (tmp_path / "shop").rglob("*.py"):
        compile(path.read_text(), str(path), "exec")
    assert tomllib.loads((tmp_path / "shop" / "pyproject.toml").read_text())["tool"]["pytest"]
    assert yaml.safe_load((tmp_path / "shop" / ".github" / "workflows" / "test.yml").read_text())["jobs"]
    assert (tmp_path / "shop" / "README.md").read_text().startswith("# shop\n")
    stack = from_template(tmp_path / "shop")(StackOptions())
    assert (stack.name, [name for name, _ in stack.outputs]) == ("shop", ["QueueUrl", "FailedUrl", "TableName"])


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "kept").write_text("mine")
    with pytest.raises(CommandError, match="is there already, and not empty") as refused:
        write_project(tmp_path / "shop")
    assert refused.value.exit_code == USAGE
    assert [path.name for path in (tmp_path / "shop").iterdir()] == ["kept"]


@pytest.mark.parametrize("name", ["2shop", "my_shop", "a" * 101])
def test_a_name_that_no_stack_may_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="letters, digits and hyphens"):
        write_project(tmp_path / name)


def test_the_kept_assembly_has_the_functions_code_as_it_is_and_names_no_machine() -> None:
    root = Path(__file__).parents[3]
    kept = root / "examples" / "s3-cleanup-cdk" / "cdk.out"
    sources = root / "lambdas" / "s3_cleanup"
    texts = {path.read_bytes() for path in sources.rglob("*.py")}
    code = list(kept.glob("asset.*/**/*.py"))
    assert len(code) > 20
    assert [str(path.relative_to(kept)) for path in code if path.read_bytes() not in texts] == [], "synthesise it again"
    for path in kept.glob("*.json"):
        assert json.loads(path.read_text())
        assert [each for each in (str(root), str(Path.home()), "/tmp/", "file:/") if each in path.read_text()] == []
    layer = root / "requirements" / "layers" / "matplotlib.txt"
    assert [path.read_bytes() for path in kept.glob("asset.*/requirements.txt")] == [layer.read_bytes()]

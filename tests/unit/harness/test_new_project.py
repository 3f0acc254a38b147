"""A new project is whole: each file is of its kind, and nothing that is there is written over."""

import json
import shlex
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bootstrap import StackOptions, from_template
from harness.commands import USAGE, CommandError
from harness.commands.beginning import FILES, WORKFLOW, told, write_project


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


@pytest.mark.parametrize("name", ["2shop", "my_shop", "bad name", "a" * 101])
def test_a_name_that_no_stack_may_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="letters, digits and hyphens"):
        write_project(tmp_path / name)


@pytest.mark.parametrize("path", ["bad name/x", "a/b/shop"])
def test_no_folder_is_made_but_the_project_s_own(tmp_path: Path, path: str) -> None:
    with pytest.raises(CommandError, match="there is no folder") as refused:
        write_project(tmp_path / path)
    assert refused.value.exit_code == USAGE
    assert list(tmp_path.iterdir()) == []


def test_what_is_typed_next_is_the_interpreter_that_ran_and_the_workflow_has_a_name_to_put_in() -> None:
    first, second = told(Path("shop")).splitlines()
    assert first.endswith(f"cd shop && {shlex.quote(sys.executable)} -m pytest")
    assert second.startswith(f"shop/{WORKFLOW} runs on GitHub once OWNER")


def test_the_workflow_says_first_what_is_to_be_put_in(tmp_path: Path) -> None:
    write_project(tmp_path / "shop")
    first = (tmp_path / "shop" / WORKFLOW).read_text().splitlines()[0]
    assert "OWNER" in first
    assert "v0.1.0" in first


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

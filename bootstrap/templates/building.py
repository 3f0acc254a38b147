"""What is uploaded for the files that a template names: functions and layers as SAM builds them, the rest as it is."""

from pathlib import Path

from bootstrap.model.content import Content, File, Folder, Inline, OpenRequirements, Together
from bootstrap.templates.local_code import LocalFiles, Use
from bootstrap.templates.reading import TemplateError

REQUIREMENTS = "requirements.txt"
BUILT = ".aws-sam"
"""The folder in which `sam build` leaves what it has built."""
PYTHON = "python3."


def content_of(files: LocalFiles) -> Content:
    """What goes into the package; TemplateError when it would have to be built by what isn't here.

    A function's requirements are installed beside its code, and those of a layer with a `BuildMethod` below `python/`,
    unless `sam build` has done so (AWS SAM developer guide, "Building Lambda layers").
    """
    _refuse_other_builders(files)
    if files.path.is_file():
        return _file(files)
    if files.use is Use.LAYER:
        return layer(files.path, bool(files.built_by))
    python = not files.runtime or files.runtime.startswith(PYTHON)
    return built_together(files.path, "") if python and BUILT not in files.path.parts else Folder(files.path)


def layer(folder: Path, build: bool = False) -> Content:
    """A layer's folder as it is; built when SAM is to build it, or when it has a requirements file and nothing else."""
    if build and BUILT not in folder.parts:
        return built_together(folder, "python")
    if [each.name for each in folder.iterdir()] == [REQUIREMENTS]:
        return OpenRequirements(folder / REQUIREMENTS)
    return Folder(folder)


def built_together(folder: Path, root: str) -> Content:
    """The folder with its requirements, all of it below `root`; the folder alone when it requires nothing."""
    requirements = folder / REQUIREMENTS
    lines = requirements.read_text().splitlines() if requirements.is_file() else []
    if not any(line.strip() and not line.strip().startswith("#") for line in lines):
        return Folder(folder, root=root)
    return Together((Folder(folder, root=root), OpenRequirements(requirements, root)))


def _file(files: LocalFiles) -> Content:
    if files.use not in (Use.FUNCTION, Use.LAYER) or files.path.suffix in (".zip", ".jar"):
        return File(files.path)
    if files.use is Use.FUNCTION:
        return Inline(((files.path.name, files.path.read_text()),))
    raise TemplateError(f"{files.logical_id}: {files.path} is neither a folder nor a zip; name one of the two")


def _refuse_other_builders(files: LocalFiles) -> None:
    if files.built_by and not files.built_by.startswith(PYTHON):
        raise TemplateError(
            f"{files.logical_id}: BuildMethod {files.built_by} isn't carried out here; run `sam build`, and give "
            ".aws-sam/build/template.yaml"
        )

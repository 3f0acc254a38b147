"""A template made ready: what it says, and the files that must be in S3 before CloudFormation can carry it out."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from bootstrap.model.content import Content, File, Text
from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.templates.building import content_of
from bootstrap.templates.local_code import LocalFiles, Use, resolved, rewritten
from bootstrap.templates.reading import Document, TemplateError, parsed, read

NAMES = ("template.yaml", "template.yml", "template.json")
RUNTIME = "python3.11"
"""What layers are built for that name no runtime."""


@dataclass(frozen=True)
class Asset:
    """Something that must be in S3: what it is made of, for which runtime, and where, if that is fixed."""

    content: Content
    runtime: str = RUNTIME
    key: str = ""
    bucket: str = ""

    def packager(self, packager: Packager) -> Packager:
        """The packager for what runs its runtime here."""
        return replace(packager, interpreter=interpreter_for(packager.interpreter, self.runtime))


@dataclass(frozen=True)
class Prepared:
    """A template as CloudFormation gets it, with what it refers to: by key, what each asset is made of."""

    document: Document
    assets: Mapping[str, Asset]

    @property
    def text(self) -> str:
        """The template as JSON, always the same for the same template."""
        return json.dumps(self.document, sort_keys=True)

    @property
    def digest(self) -> str:
        """What it says, in one word."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Template:
    """A template's file; relative paths in it are below its folder. `assets` are those that an assembly lists.

    With a `text` no file is read: it is what CloudFormation says that a stack was made of.
    """

    path: Path
    assets: tuple[Asset, ...] = ()
    text: str = ""

    def document(self) -> Document:
        """What it says; TemplateError when it can't be read."""
        return parsed(self.text) if self.text else read(self.path)

    def prepared(self, packager: Packager, bucket: str) -> Prepared:
        """The template with its local files in that bucket; nothing is built or uploaded yet."""
        assets = {each.key: each for each in self.assets}
        document = _placed(self.document(), self.path, packager, bucket, assets)
        return Prepared(document, assets)


def _placed(
    document: Document,
    path: Path,
    packager: Packager,
    bucket: str,
    assets: dict[str, Asset],
    around: tuple[Path, ...] = (),
) -> Document:
    inner = (*around, path.resolve())

    def place(files: LocalFiles) -> tuple[str, str]:
        if files.use is Use.TEMPLATE:
            if files.path.resolve() in inner:
                raise TemplateError(f"{path}: {files.logical_id} nests {files.path}, which nests this; correct one")
            nested = _placed(read(files.path), files.path, packager, bucket, assets, inner)
            return bucket, _nested(nested, assets)
        asset = Asset(content_of(files), files.runtime if files.runtime.startswith("python3.") else RUNTIME)
        made_from = asset.packager(packager).fingerprint(asset.content)
        name = files.path.suffix if isinstance(asset.content, File) else ".zip"
        key = f"{sha256(made_from.encode()).hexdigest()}{name}"
        assets[key] = asset
        return bucket, key

    return rewritten(document, path.parent, place, inner[0].parent)


def _nested(document: Document, assets: dict[str, Asset]) -> str:
    content = Text(json.dumps(document, sort_keys=True))
    key = f"{sha256(content.text.encode()).hexdigest()}.template"
    assets[key] = Asset(content)
    return key


def interpreter_for(interpreter: Interpreter, runtime: str) -> Interpreter:
    """The interpreter that runs that runtime here."""
    return interpreter if runtime == RUNTIME else interpreter.for_runtime(runtime)


def found(path: Path) -> Path:
    """The template that a path names: itself, or the one in that folder; TemplateError when there is none."""
    if path.is_dir():
        for name in NAMES:
            if (path / name).is_file():
                return path / name
        raise TemplateError(f"{path} holds none of {', '.join(NAMES)}, nor a manifest.json of CDK; name the template")
    if not path.is_file():
        raise TemplateError(f"{path}: there is no such template; name the file, or the folder that has it")
    return path


def declared(document: Document, kind: str) -> Iterator[tuple[str, Document]]:
    """Logical id and properties of the resources of a type."""
    for logical_id, body in document["Resources"].items():
        if isinstance(body, dict) and body.get("Type") == kind:
            yield logical_id, body.get("Properties") or {}


def property_of(document: Document, properties: Document, name: str) -> str:
    """A property that can be known before anything is made; else empty."""
    return resolved(document, properties.get(name))


def stack_name(text: str) -> str:
    """A name that CloudFormation takes, of a folder's: letters, digits and hyphens, a letter first."""
    name = re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-")
    return name if name[:1].isalpha() else f"stack-{name}".rstrip("-")


def parameters_for(document: Document, given: Mapping[str, str]) -> dict[str, str]:
    """Those of the given parameters that the template has; TemplateError when it needs one that isn't given."""
    known: dict[str, Any] = document.get("Parameters") or {}
    missing = [name for name, its in known.items() if "Default" not in its and name not in given]
    if missing:
        raise TemplateError(f"parameter {', '.join(missing)} has no default; give --parameter {missing[0]}=VALUE")
    return {name: value for name, value in given.items() if name in known}

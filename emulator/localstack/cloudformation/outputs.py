"""What references and outputs are evaluated to: attributes that are there, exports that exist, or a refusal."""

from collections.abc import Mapping
from typing import Any

from localstack.aws.api.cloudformation import Output
from localstack.services.cloudformation.engine.v2.change_set_model import Nothing, is_nothing
from localstack.services.cloudformation.engine.v2.change_set_model_preproc import (
    ChangeSetModelPreproc,
    PreprocEntityDelta,
)
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.v2.entities import ChangeSet

from emulator.localstack.cloudformation import exports
from emulator.localstack.cloudformation.types import attribute_of


class OutputsVisitor(ChangeSetModelPreproc):
    """LocalStack's preprocessor on what is deployed: `before` the change set, and `resources` as it goes on."""

    def __init__(self, change_set: ChangeSet) -> None:
        super().__init__(change_set)
        self.resources: dict[str, dict[str, Any]] = {}
        self.outputs: list[Output] = []
        self.imports: set[str] = set()
        self.before: Mapping[str, dict[str, Any]] = {}

    def wanted(self, node: Any) -> tuple[bool, bool]:
        """Whether the node's condition holds before and after; without one it does."""
        if is_nothing(node.condition_reference):
            return True, True
        delta = self._resolve_resource_condition_reference(node.condition_reference)
        return _holds(delta.before), _holds(delta.after)

    # ---- attributes ----

    def _resolve_attribute(self, arguments: str | list[str], select_before: bool) -> Any:
        """The attribute of what is deployed; ValidationError when there is none."""
        name, _, attribute = (arguments if isinstance(arguments, str) else ".".join(arguments)).partition(".")
        self._get_node_resource_for(name, self._change_set.update_model.node_template)
        record = (self.before if select_before else self.resources).get(name)
        if record is None:
            return Nothing if select_before else _unresolved(name)
        value = attribute_of(record["Type"], record["Properties"], attribute)
        if value is None and not select_before:
            raise ValidationError(f"Requested attribute {attribute} does not exist in schema for {record['Type']}")
        if isinstance(value, bool):
            return str(value).lower()
        return value if value is None or isinstance(value, (str, list, dict)) else str(value)

    def _maybe_perform_dynamic_replacements(self, delta: PreprocEntityDelta) -> PreprocEntityDelta:
        """Dynamic references, resolved in what shall be; what was may refer to a value that is gone."""
        before, delta.before = delta.before, Nothing
        delta = super()._maybe_perform_dynamic_replacements(delta)
        try:
            delta.before = self._perform_dynamic_replacements(before) if isinstance(before, str) else before
        except Exception:  # Whatever the parameter or secret answers: it differs from what shall be.
            delta.before = before
        return delta

    # ---- exports and imports ----

    def visit_node_intrinsic_function_fn_import_value(self, node_intrinsic_function: Any) -> PreprocEntityDelta:
        """The value that a stack of the account and region exports under the name."""
        delta = self.visit(node_intrinsic_function.arguments)
        there = exports.of(self._change_set.account_id, self._change_set.region_name)
        before = there.get(delta.before, {}).get("Value", Nothing) if isinstance(delta.before, str) else Nothing
        if is_nothing(delta.after):
            return PreprocEntityDelta(before=before)
        if delta.after not in there:
            raise ValidationError(f"No export named {delta.after} found.")
        self.imports.add(delta.after)
        return PreprocEntityDelta(before=before, after=there[delta.after]["Value"])

    # ---- outputs ----

    def visit_node_outputs(self, node_outputs: Any) -> PreprocEntityDelta:
        """Only outputs whose condition holds are evaluated."""
        for node in node_outputs.outputs:
            if self.wanted(node)[1]:
                self.visit(node)
        return PreprocEntityDelta(before=[], after=[])

    def visit_node_output(self, node_output: Any) -> PreprocEntityDelta:
        """Keep the output as DescribeStacks tells it."""
        delta: PreprocEntityDelta = super().visit_node_output(node_output)
        after = delta.after
        if is_nothing(after):
            return delta
        if not isinstance(after.value, (str, int, float, bool)):
            raise ValidationError(
                f"Template format error: The Value field of every Outputs member must evaluate to a String "
                f"[/Outputs/{after.name}]"
            )
        value = str(after.value).lower() if isinstance(after.value, bool) else str(after.value)
        output = Output(OutputKey=after.name, OutputValue=value)
        declared = (self._change_set.processed_template.get("Outputs") or {}).get(after.name) or {}
        if isinstance(description := declared.get("Description"), str):
            output["Description"] = description
        if after.export and not is_nothing(after.export):
            output["ExportName"] = str(after.export["Name"])
        self.outputs.append(output)
        return delta

    def exported(self) -> dict[str, str]:
        """The values by the names that the outputs export them under."""
        return {one["ExportName"]: one["OutputValue"] for one in self.outputs if "ExportName" in one}

    def check_exports(self) -> None:
        """Refuse a name that another stack exports, and changes of what another stack imports."""
        exports.check(self._change_set.stack, self.exported())


def _holds(condition: Any) -> bool:
    return bool(condition) and not is_nothing(condition)


def _unresolved(name: str) -> Any:
    text = f"Unresolved resource dependencies [{name}] in the Resources block of the template"
    raise ValidationError(f"Template format error: {text}")

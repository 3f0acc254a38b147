"""What a template declares costs what the same costs in a stack of the harness's own types."""

import json
from pathlib import Path

from bootstrap import StackOptions, from_template
from harness.cost.standing import CODE, standing
from pricing.usage import Item

RESOURCES = {
    "Slow": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "slow", "Period": 60}},
    "Quick": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "quick", "Period": "10"}},
    "Unnamed": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Period": {"Fn::Sub": "60"}}},
    "Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {}},
    "Layer": {"Type": "AWS::Lambda::LayerVersion", "Properties": {}},
}


def test_alarms_polls_and_layers_of_a_template_are_told(tmp_path: Path) -> None:
    template = tmp_path / "template.json"
    template.write_text(json.dumps({"Resources": RESOURCES}))
    usage = standing(from_template(template, "shop")(StackOptions()))
    assert {(each.item, each.resource) for each in usage.used} == {
        (Item.ALARMS, "slow"),
        (Item.HIGH_RESOLUTION_ALARMS, "quick"),
        (Item.ALARMS, "shop Unnamed"),
    }
    assert CODE in usage.not_counted
    assert any("shop Mapping" in each for each in usage.not_counted)

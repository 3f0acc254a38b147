"""Outputs bear CloudFormation's names, and are found by those of the harness's own stacks too."""

import pytest

from bootstrap.model.outputs import Outputs


def test_a_name_is_found_whatever_its_case_and_underscores() -> None:
    outputs = Outputs({"PlotUrl": "http://a"})
    assert (outputs["PlotUrl"], outputs["plot_url"], outputs.get("plot_url")) == ("http://a", "http://a", None)
    with pytest.raises(KeyError, match="there is no output 'url'; there are: PlotUrl"):
        outputs["url"]


def test_two_that_look_alike_are_not_guessed() -> None:
    with pytest.raises(KeyError):
        Outputs({"PlotUrl": "a", "Ploturl": "b"})["plot_url"]

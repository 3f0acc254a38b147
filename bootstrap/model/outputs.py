"""What a stack tells once it stands."""


class Outputs(dict[str, str]):
    """Outputs by name. CloudFormation takes letters and digits only: `PlotUrl` is found as `plot_url` too."""

    def __missing__(self, name: str) -> str:
        """The one output that differs from the name in case and underscores only; KeyError when there is none."""
        alike = [each for each in self if _plain(each) == _plain(name)]
        if len(alike) != 1:
            raise KeyError(f"there is no output {name!r}; there are: {', '.join(self) or 'none'}")
        return self[alike[0]]


def _plain(name: str) -> str:
    return name.replace("_", "").lower()

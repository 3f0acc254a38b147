"""A deleted layer version's code goes when nothing uses it, and only then."""

from dataclasses import dataclass, field

from emulator.localstack.lambda_.layer_code import DeletedVersions


@dataclass
class Code:
    destroyed: int = 0

    def destroy(self) -> None:
        self.destroyed += 1


@dataclass
class Version:
    layer_version_arn: str
    code: Code = field(default_factory=Code)


def test_code_goes_with_the_last_user() -> None:
    deleted, one, two = DeletedVersions(), Version("one"), Version("two")
    deleted.add(one)
    deleted.add(two)
    deleted.clear(lambda: {"one"})
    assert (one.code.destroyed, two.code.destroyed) == (0, 1)
    deleted.clear(set)
    deleted.clear(set)
    assert (one.code.destroyed, two.code.destroyed) == (1, 1)

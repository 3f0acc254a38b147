"""CloudFormation: LocalStack's second engine reads templates; what is made, undone and told of them is ours."""

from emulator.localstack.cloudformation.attach import install

__all__ = ["install"]

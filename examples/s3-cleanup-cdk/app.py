"""The S3 cleanup system as a CDK app: `python3 app.py` writes the assembly to `cdk.out`.

It needs `aws-cdk-lib` and node. Nothing of AWS is asked, and the stack is for any account.
"""

from pathlib import Path

import aws_cdk as cdk
from cleanup_stack import CleanupStack

HERE = Path(__file__).parent

NO_TRACES = {"aws:cdk:disable-creation-stack-traces": True}
"""Traces have paths of the machine: without them every machine synthesises the same."""

app = cdk.App(outdir=str(HERE / "cdk.out"), tree_metadata=False, stack_traces=False, context=NO_TRACES)
CleanupStack(app, "S3Cleanup", env=cdk.Environment(region="us-east-1"))
app.synth()

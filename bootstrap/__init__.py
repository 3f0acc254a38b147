"""What a system consists of, and how it comes and goes. What is named here is for other projects' stacks.

A name is loaded at its first use, for `import bootstrap` is part of every start. `docs/testing.md` explains them
all; `Handler` and `handles` are for resource types of one's own.

botocore would sign requests in native code when `awscrt` is installed, which LocalStack brings. An interrupt from the
keyboard that arrives in one of its callbacks is lost there, and turns into an error of the request. So it is kept out,
before anything imports botocore.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

os.environ["BOTO_DISABLE_CRT"] = "true"

if TYPE_CHECKING:
    from bootstrap.context import ApplyContext
    from bootstrap.errors import HarnessError
    from bootstrap.handler import Handler
    from bootstrap.model.content import Content, Folder, Inline, Requirements
    from bootstrap.model.policy import Policy, Statement
    from bootstrap.model.reference import Join, Ref, Value
    from bootstrap.model.resource import Attributes, ExistingResource, Resource
    from bootstrap.model.scope import Scope
    from bootstrap.model.stack import Stack, StackError
    from bootstrap.registry import handles
    from bootstrap.resources.alarm import Alarm
    from bootstrap.resources.bucket import Bucket, CorsRule, LifecycleRule
    from bootstrap.resources.bucket_notification import BucketNotification, NotificationRule
    from bootstrap.resources.cloudformation_stack import CloudFormationStack
    from bootstrap.resources.event_source_mapping import EventSourceMapping
    from bootstrap.resources.function import Function
    from bootstrap.resources.http_api import HttpApi, HttpRoute
    from bootstrap.resources.http_stage import HttpStage
    from bootstrap.resources.layer import Layer
    from bootstrap.resources.log_group import LogGroup
    from bootstrap.resources.metric_filter import MetricFilter
    from bootstrap.resources.permission import Permission
    from bootstrap.resources.queue import Queue
    from bootstrap.resources.rest_api import RestApi, RestRoute
    from bootstrap.resources.rest_stage import RestStage
    from bootstrap.resources.role import Role
    from bootstrap.resources.ssm_parameter import Parameter
    from bootstrap.resources.subscription import Mailbox, Subscription
    from bootstrap.resources.table import Index, Key, Table
    from bootstrap.resources.topic import Topic
    from bootstrap.stacks.from_template import from_template
    from bootstrap.stacks.options import RUNTIME, StackOptions
    from bootstrap.templates.template import Template

__all__ = [
    "RUNTIME",
    "Alarm",
    "ApplyContext",
    "Attributes",
    "Bucket",
    "BucketNotification",
    "CloudFormationStack",
    "Content",
    "CorsRule",
    "EventSourceMapping",
    "ExistingResource",
    "Folder",
    "Function",
    "Handler",
    "HarnessError",
    "HttpApi",
    "HttpRoute",
    "HttpStage",
    "Index",
    "Inline",
    "Join",
    "Key",
    "Layer",
    "LifecycleRule",
    "LogGroup",
    "Mailbox",
    "MetricFilter",
    "NotificationRule",
    "Parameter",
    "Permission",
    "Policy",
    "Queue",
    "Ref",
    "Requirements",
    "Resource",
    "RestApi",
    "RestRoute",
    "RestStage",
    "Role",
    "Scope",
    "Stack",
    "StackError",
    "StackOptions",
    "Statement",
    "Subscription",
    "Table",
    "Template",
    "Topic",
    "Value",
    "from_template",
    "handles",
]

PLACES = {
    "context": ("ApplyContext",),
    "errors": ("HarnessError",),
    "handler": ("Handler",),
    "model.content": ("Content", "Folder", "Inline", "Requirements"),
    "model.policy": ("Policy", "Statement"),
    "model.reference": ("Join", "Ref", "Value"),
    "model.resource": ("Attributes", "ExistingResource", "Resource"),
    "model.scope": ("Scope",),
    "model.stack": ("Stack", "StackError"),
    "registry": ("handles",),
    "resources.alarm": ("Alarm",),
    "resources.bucket": ("Bucket", "CorsRule", "LifecycleRule"),
    "resources.bucket_notification": ("BucketNotification", "NotificationRule"),
    "resources.cloudformation_stack": ("CloudFormationStack",),
    "resources.event_source_mapping": ("EventSourceMapping",),
    "resources.function": ("Function",),
    "resources.http_api": ("HttpApi", "HttpRoute"),
    "resources.http_stage": ("HttpStage",),
    "resources.layer": ("Layer",),
    "resources.log_group": ("LogGroup",),
    "resources.metric_filter": ("MetricFilter",),
    "resources.permission": ("Permission",),
    "resources.queue": ("Queue",),
    "resources.rest_api": ("RestApi", "RestRoute"),
    "resources.rest_stage": ("RestStage",),
    "resources.role": ("Role",),
    "resources.ssm_parameter": ("Parameter",),
    "resources.subscription": ("Mailbox", "Subscription"),
    "resources.table": ("Index", "Key", "Table"),
    "resources.topic": ("Topic",),
    "stacks.from_template": ("from_template",),
    "templates.template": ("Template",),
    "stacks.options": ("RUNTIME", "StackOptions"),
}
"""The public names, by the module that has them."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name; AttributeError for any other."""
        for module, names in PLACES.items():
            if name in names:
                return getattr(import_module(f"bootstrap.{module}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

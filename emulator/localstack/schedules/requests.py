"""What moto's answers of EventBridge Scheduler leave out: filters and pages of listings, what a change does.

API reference, ListSchedules, ListScheduleGroups, UpdateSchedule ("If you don't specify a value … the default"),
CreateScheduleGroup (ConflictException), DeleteScheduleGroup (ResourceNotFoundException).
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.localstack.seams import wraps
from emulator.scheduler.listing import InvalidToken, page

_RESPONSES = "scheduler.responses:EventBridgeSchedulerResponse"
_BACKEND = "scheduler.models:EventBridgeSchedulerBackend"
LISTED = "moto 5.1.14 knows no prefix and no pages, and none of its releases pages that outlast a change."


@wraps(f"{_RESPONSES}.list_schedules", base="moto", at="scheduler", why=LISTED)
def list_schedules(_: Callable[..., str], self: Any) -> str:
    """A page of the schedules of a group, a state and a prefix."""
    group, state = _asked(self, "ScheduleGroup"), _asked(self, "State")
    groups = self.scheduler_backend.schedule_groups
    if group and group not in groups:
        raise _not_found(group)
    found = [
        schedule
        for each in ([groups[group]] if group else list(groups.values()))
        for schedule in list(each.schedules.values())
        if not state or schedule.state == state
    ]
    return _listed(self, "Schedules", found, lambda one: f"{one.group_name}/{one.name}", short=True)


@wraps(f"{_RESPONSES}.list_schedule_groups", base="moto", at="scheduler", why=LISTED)
def list_schedule_groups(_: Callable[..., str], self: Any) -> str:
    """A page of the groups of a prefix."""
    return _listed(self, "ScheduleGroups", self.scheduler_backend.schedule_groups.values(), lambda one: str(one.name))


@wraps(f"{_RESPONSES}.update_schedule", base="moto", at="scheduler", why="A change also says what completion does.")
def update_schedule(original: Callable[..., str], self: Any) -> str:
    """Change a schedule, and what becomes of it after its last time: nothing where the request doesn't say."""
    answer = original(self)
    name = self.uri.split("?")[0].split("/")[-1]
    schedule = self.scheduler_backend.get_schedule(self._get_param("GroupName"), name)
    schedule.action_after_completion = self._get_param("ActionAfterCompletion") or "NONE"
    return answer


@wraps(f"{_BACKEND}.create_schedule_group", base="moto", at="scheduler", why="A group is made once, and not anew.")
def create_schedule_group(original: Callable[..., Any], self: Any, name: str, tags: Any) -> Any:
    """Make a group; ConflictException for one that is there."""
    if name in self.schedule_groups:
        raise CommonServiceException("ConflictException", f"Schedule group {name} already exists.", 409, True)
    return original(self, name=name, tags=tags or [])


@wraps(f"{_BACKEND}.delete_schedule_group", base="moto", at="scheduler", why="A group that isn't there is not found.")
def delete_schedule_group(original: Callable[..., Any], self: Any, name: str) -> Any:
    """Delete a group with its schedules; the default one stays."""
    if name == "default":
        raise CommonServiceException("ValidationException", "The default schedule group can't be deleted.", 400, True)
    if name not in self.schedule_groups:
        raise _not_found(name)
    return original(self, name)


def _listed(self: Any, member: str, rows: Iterable[Any], key: Callable[[Any], str], **how: bool) -> str:
    prefix, size = _asked(self, "NamePrefix"), _asked(self, "MaxResults")
    found = [row for row in rows if row.name.startswith(prefix or "")]
    try:
        shown, token = page(found, key, int(size) if size else None, _asked(self, "NextToken"))
    except InvalidToken as error:
        raise CommonServiceException("ValidationException", "Invalid NextToken.", 400, True) from error
    return json.dumps({member: [row.to_dict(**how) for row in shown], **({"NextToken": token} if token else {})})


def _asked(self: Any, name: str) -> str | None:
    """A parameter of the query."""
    found = self.querystring.get(name)
    return str(found[0]) if found else None


def _not_found(group: str) -> CommonServiceException:
    return CommonServiceException("ResourceNotFoundException", f"Schedule group {group} does not exist.", 404, True)

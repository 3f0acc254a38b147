"""`harness lab`: the labs, one of them, beginning it and judging it; and `harness handout`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from harness.commands import FAILED, PASSED, USAGE, CommandError
from harness.commands.accounts import checked, running
from harness.commands.breaking import book_of
from harness.commands.terminal import results, terminal
from harness.engines.engine import Engine
from harness.home import Home
from harness.labs.handout import guide, handout
from harness.labs.hints import next_hint
from harness.labs.model import Lab
from harness.labs.paper_as_html import as_html
from harness.labs.printing import printed
from harness.labs.progress import Progress
from harness.labs.sheet import text_of
from harness.labs.work import Desktop, lab_named, labs

MARKS = {"passed": "✓", "not yet": "○", "begun": "○"}


@dataclass(frozen=True)
class LabOptions:
    """Which lab, and what is to be done about it; nothing more: its text is shown, or the list of all."""

    name: str | None
    begin: bool = False
    check: bool = False
    answers: tuple[str, ...] = ()
    hint: bool = False
    solution: bool = False
    account_id: str = ""
    store: Path = Path("runs")


def work_on(choose: Callable[[], Engine], options: LabOptions) -> int:
    """Carry it out; FAILED for a check that isn't met."""
    progress = Progress(Home.default().root / "progress.json")
    if options.name is None:
        if options.begin or options.check or options.hint or options.solution:
            raise CommandError("name the lab: `harness lab` lists them", USAGE)
        _list(progress, checked(options.account_id))
        return PASSED
    lab = lab_named(options.name)
    if options.begin:
        return _begin(choose, lab, options, progress)
    if options.check:
        return _check(choose, lab, options, progress)
    told = results()
    if options.hint:
        told.print(next_hint(lab, progress, options.account_id), markup=False)
    elif options.solution:
        solution = [line.replace("$ACCOUNT", options.account_id) for line in lab.solution]
        told.print("\n".join([*solution, "", lab.remember.strip()]), markup=False, soft_wrap=True)
    else:
        told.print(text_of(lab, options.account_id), markup=False, soft_wrap=True)
    return PASSED


def write_handout(folder: Path, pdf: bool = False) -> int:
    """Write both papers with their style, as PDF too if it is asked for, and say where."""
    papers = {"handout": handout(labs().values()), "guide": guide(labs().values())}
    files = {f"{name}.html": as_html(paper, "sheet.css").encode() for name, paper in papers.items()}
    if pdf:
        files |= {f"{name}.pdf": printed(paper) for name, paper in papers.items()}
    folder.mkdir(parents=True, exist_ok=True)
    style = Path(__file__).resolve().parents[1] / "workshop" / "page" / "sheet.css"
    (folder / "sheet.css").write_bytes(style.read_bytes())
    for name, content in files.items():
        (folder / name).write_bytes(content)
        results().print(f"{folder / name}", markup=False, soft_wrap=True)
    return PASSED


def _list(progress: Progress, account_id: str) -> None:
    done = progress.of(account_id)
    told = results()
    for lab in labs().values():
        mark = MARKS.get(str(done.get(f"lab {lab.name}", {}).get("verdict")), " ")
        told.print(f"{mark} {lab.name:<22} {lab.about:<16} {lab.minutes:>3} min  {lab.title}", markup=False)
    terminal().print("`harness lab NAME` shows one; --begin, --check, --hint and --solution go on", markup=False)


def _desktop(choose: Callable[[], Engine], options: LabOptions, progress: Progress, starts: bool) -> Desktop:
    endpoint = choose().start() if starts else running(choose)
    if endpoint is None:
        raise CommandError("no emulator is up: `harness lab NAME --begin` starts one")
    return Desktop(endpoint, checked(options.account_id), options.store, book_of(endpoint), progress)


def _begin(choose: Callable[[], Engine], lab: Lab, options: LabOptions, progress: Progress) -> int:
    with terminal().status(f"setting up {lab.name}"):
        told = _desktop(choose, options, progress, starts=True).begin(lab)
    results().print(f"{told}; go on with its steps: `harness lab {lab.name}`", markup=False)
    return PASSED


def _check(choose: Callable[[], Engine], lab: Lab, options: LabOptions, progress: Progress) -> int:
    if len(options.answers) > len(lab.asks):
        raise CommandError(f"{lab.name} asks {len(lab.asks)} things; leave out the other answers", USAGE)
    with terminal().status("looking"):
        found = _desktop(choose, options, progress, starts=False).check(lab, options.answers)
    told = results()
    for each in found:
        told.print(f"{'✓' if each.is_met else '✕'} {each.title}: {each.why}", markup=False, soft_wrap=True)
    if not all(each.is_met for each in found):
        return FAILED
    told.print(f"done. Remember:\n{lab.remember.strip()}", markup=False)
    return PASSED

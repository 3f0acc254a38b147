"""Who takes part: kept from one start to the next, nobody like another, for nobody else to read."""

import stat
from pathlib import Path

from harness.workshop.people import people_of


def test_people_are_kept_and_more_are_added(tmp_path: Path) -> None:
    file = tmp_path / "home" / "people.json"
    two = people_of(file, 2)
    three = people_of(file, 3)
    assert three.leader == two.leader
    assert three.everybody[:2] == two.everybody
    assert people_of(file, 1).everybody == two.everybody[:1]
    assert people_of(file, 3) == three, "whom a smaller workshop left out is kept"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_new_ones_have_nothing_of_those_before(tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    before, after = people_of(file, 3), people_of(file, 3, is_new=True)
    assert before.leader != after.leader
    for name in ("token", "account_id", "key_id", "secret"):
        values = [getattr(each, name) for each in (*before.everybody, *after.everybody)]
        assert len(set(values)) == 6, name
    for each in after.everybody:
        assert len(each.account_id) == 12
        assert each.account_id.isdecimal()
        assert len(each.token) >= 24

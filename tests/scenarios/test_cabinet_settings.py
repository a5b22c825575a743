"""Notification settings and rights on the stand: the difference made once, and the mails the stand really sent."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rpa.model import RIGHT_DISTRIBUTE
from rpa.operate.cabinet_settings import apply_settings, check_notifications, plan_settings, read_state
from tests.scenarios.conftest import in_thread, make_place
from tests.stand.conftest import RunningStand


def held(stand: RunningStand) -> dict[str, set[str]]:
    """Employee → captions of rights, by the stand's own record."""
    mine = [one for one in stand.state()["rights"] if one["ogrn"] == stand.account["ogrn"]]
    return {one["employee_id"]: set(one["rights"]) for one in mine}


def stored(stand: RunningStand) -> int:
    """How many settings and rights the stand has stored."""
    return sum(event["what"] in ("settings", "rights") for event in stand.events("stored"))


def box(stand: RunningStand) -> bool:
    mine = [one for one in stand.state()["settings"] if one["ogrn"] == stand.account["ogrn"]]
    return bool(mine[0]["email_inquiry_notifications"])


def test_the_cabinet_is_brought_to_the_wishes_once(stand: RunningStand, tmp_path: Path) -> None:
    place = make_place(stand, tmp_path)
    state = in_thread(lambda: read_state(place))
    wished = [{"name": one.name, "position": one.position} for one in state.employees[:2]]
    place = make_place(stand, tmp_path, cabinet={"email_notifications": True, "employees": wished})

    planned = in_thread(lambda: plan_settings(place))
    assert planned.difference
    in_thread(lambda: apply_settings(place, planned))

    assert box(stand)
    for one in state.employees[:2]:
        assert RIGHT_DISTRIBUTE in held(stand)[str(one.portal_id)]
    changes = stored(stand)
    assert changes == 3
    again = in_thread(lambda: plan_settings(place))
    assert not again.difference
    assert in_thread(lambda: apply_settings(place, again)) is None
    assert stored(stand) == changes
    assert in_thread(lambda: check_notifications(place)).arrives


@pytest.mark.parametrize(("wanted_box", "right"), itertools.product([False, True], repeat=2))
def test_the_verdict_agrees_with_the_mails_the_stand_sends(
    stands: Callable[..., RunningStand], tmp_path: Path, wanted_box: bool, right: bool
) -> None:
    stand = stands("--requests", "1", "--inquiries", "1")
    place = make_place(stand, tmp_path)
    state = in_thread(lambda: read_state(place))
    with_address = [one for one in state.employees if one.email]
    wished: list[dict[str, Any]] = [
        {"name": one.name, "position": one.position, "rights": [RIGHT_DISTRIBUTE]} for one in with_address[: int(right)]
    ]
    place = make_place(stand, tmp_path, cabinet={"email_notifications": wanted_box, "employees": wished})
    planned = in_thread(lambda: plan_settings(place))
    in_thread(lambda: apply_settings(place, planned))
    verdict = in_thread(lambda: check_notifications(place))

    before = len(stand.state()["mails"])
    arrival = {"requests": 0, "inquiries": 1, "ogrn": stand.account["ogrn"]}
    stand.control.post("/__stand__/arrive", json=arrival).raise_for_status()
    sent = stand.state()["mails"][before:]
    assert bool(sent) is verdict.arrives
    assert not sent or wanted_box

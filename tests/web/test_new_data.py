"""Checked data take the place of the old ones whole or not at all, wherever they lie, and the journal tells it last."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rpa.settings import load_settings
from rpa.web.accounts import Role
from tests.web.conftest import Client, Served, hidden, item
from tests.web.test_data_and_cabinet import register, row

Serve = Callable[..., Served]


def using(served: Served, checked: Path, **settings: Path) -> Client:
    """A reviewer who has had a file checked, with ``settings`` of the dataset written by the administrator."""
    lines = "".join(f"  {name}: {path}  # общая папка\n" for name, path in settings.items())
    own = served.place.folder.settings
    kept = own.read_text(encoding="utf-8").split("dataset:")[0]
    own.write_text(f"# Настройки вёл Примеров\n{kept}dataset:\n{lines}", encoding="utf-8")
    client = served.client("Решающая", Role.REVIEWER)
    csrf = {"csrf": _hidden(client)["csrf"]}
    answer = client.http.post("/dataset", data=csrf, files={"file": (checked.name, checked.read_bytes())})
    assert answer.status_code == 303, answer.text
    return client


def on_a_share(folder: Path) -> tuple[Path, Path]:
    """The data in use, in a folder of their own, and newer ones that are to take their place."""
    share = folder / "share"
    share.mkdir()
    return register(share, "debts.csv", row(1)), register(folder, "ноябрь.csv", row(1), row(2))


def use(client: Client) -> httpx.Response:
    return client.http.post("/dataset/use", data=_hidden(client))


def adopted(served: Served) -> list[dict[str, Any]]:
    return [told for line in served.journal().splitlines() if (told := json.loads(line))["kind"] == "dataset"]


def test_data_on_another_disk_are_replaced_whole(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = serve(item("100000000001"))
    used, new = on_a_share(tmp_path)
    old = used.read_bytes()
    client = using(served, new, file=used)
    _disks_apart(monkeypatch, used.parent)
    assert use(client).status_code == 303
    assert used.read_bytes() == new.read_bytes() and [path.name for path in used.parent.iterdir()] == ["debts.csv"]
    [before] = served.place.folder.dataset.glob("before-*.csv")
    assert before.read_bytes() == old
    assert not list(served.place.folder.dataset.glob("checked-*")), "it has done its work"
    assert [told["rows"] for told in adopted(served)] == [2]


def test_data_that_cannot_be_put_there_are_not_adopted_and_the_same_button_tries_again(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(item("100000000001"))
    used, new = on_a_share(tmp_path)
    old = used.read_bytes()
    client = using(served, new, file=used)
    with monkeypatch.context() as full:
        full.setattr(os, "replace", _gone(used, os.replace))
        refused = use(client)
    assert refused.status_code == 409
    assert "остались прежние" in refused.text and "«Использовать эти данные» ещё раз" in refused.text
    assert used.read_bytes() == old and [path.name for path in used.parent.iterdir()] == ["debts.csv"]
    assert adopted(served) == []
    assert use(client).status_code == 303
    assert used.read_bytes() == new.read_bytes() and len(adopted(served)) == 1


def test_an_upload_that_did_not_fit_on_the_disk_is_told_and_nothing_of_it_stays(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(item("100000000001"))
    client = served.client("Решающая", Role.REVIEWER)
    shown = client.get("/dataset").text

    def full(_read: Any, written: Any, _size: int) -> None:
        written.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("rpa.web.views.dataset.shutil.copyfileobj", full)
    with register(tmp_path, "ноябрь.csv", row(1)).open("rb") as file:
        told = client.http.post("/dataset", data={"csrf": hidden(shown)["csrf"]}, files={"file": file})
    assert told.status_code == 409 and "на диске кончилось место" in told.text
    assert not list(served.place.folder.dataset.glob("*"))


def test_another_kind_of_file_leaves_the_administrators_settings_as_they_were(serve: Serve, tmp_path: Path) -> None:
    served = serve(item("100000000001"))
    client = using(served, register(tmp_path, "ноябрь.csv", row(1)), file=tmp_path / "old" / "debts.xlsx")
    own = served.place.folder.settings
    before = own.read_text(encoding="utf-8")
    assert use(client).status_code == 303
    source = load_settings(own).dataset
    assert (source.file, source.acts) == (served.place.folder.dataset / "debts.csv", tmp_path / "old")
    after = own.read_text(encoding="utf-8")
    assert "# Настройки вёл Примеров" in after and after.count("# общая папка") == 1
    assert [line for line in before.splitlines() if "  file:" not in line and line not in after.splitlines()] == []


def _hidden(client: Client) -> dict[str, str]:
    return {name: value for name, value in hidden(client.get("/dataset").text).items() if name in ("csrf", "mark")}


def _disks_apart(monkeypatch: pytest.MonkeyPatch, share: Path) -> None:
    """Renaming works within ``share`` and outside of it, and not between."""

    def apart(real: Callable[..., Any]) -> Callable[..., Any]:
        def rename(source: Any, target: Any, **more: Any) -> Any:
            if (share in Path(source).parents) != (share in Path(target).parents):
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            return real(source, target, **more)

        return rename

    monkeypatch.setattr(os, "replace", apart(os.replace))
    monkeypatch.setattr(os, "rename", apart(os.rename))


def _gone(share: Path, real: Callable[..., Any]) -> Callable[..., Any]:
    def rename(source: Any, target: Any, **more: Any) -> Any:
        if Path(target) == share:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(source, target, **more)

    return rename

"""Beside the queue: new data are seen before they are used, the cabinet is changed only as was shown."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from rpa.settings import load_settings
from rpa.web.accounts import Role
from tests.forking import run
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand
from tests.web.conftest import Served, item, serving, sign_in

PATIENCE = 120_000
COLUMNS = (
    "Адрес", "Квартира", "Фамилия", "Имя", "Отчество", "Вид акта", "Суд", "Номер дела", "Дата акта", "Статус акта",
    "Присуждено основной долг", "Дата вступления в силу", "Период долга с", "Период долга по",
    "Остаток основного долга", "Дата остатка",
)  # fmt: skip


def row(flat: int, rest: str = "1500,00", force: str = "01.03.2026") -> tuple[str, ...]:
    return (
        "г. Вымышленск, ул. Мира, д. 1", str(flat), "Примеров", "Пример", "Примерович", "судебный приказ",
        "Мировой судья (вымысел)", f"2-{flat}/2026", "01.02.2026", "вступил в силу",
        "1500,00", force, "01.01.2025", "31.12.2025", rest, "01.11.2026",
    )  # fmt: skip


def register(folder: Path, name: str, *rows: tuple[str, ...]) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([COLUMNS, *rows])
    return path


def upload(tab: Tab, file: Path) -> None:
    tab.get_by_label("Реестр долгов").set_input_files(file)
    tab.get_by_role("button", name="Проверить").click()
    expect(tab.get_by_role("heading", name=f"Проверен файл «{file.name}»")).to_be_visible(timeout=PATIENCE)


def test_a_new_file_shows_its_errors_and_what_changed_and_is_used_only_then(
    serve: Callable[..., Served], page: Tab, tmp_path: Path
) -> None:
    served = serve(item("100000000001"))
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    page.goto(f"{served.url}/dataset")
    first = register(tmp_path, "октябрь.csv", row(1), row(2), row(3))
    first.write_text(first.read_text("utf-8-sig").replace("Дата остатка", "Дата остатка;<b>Прочее</b>", 1), "utf-8")
    upload(page, first)
    expect(page.get_by_text("Ошибок нет")).to_be_visible()
    expect(page.get_by_text("Не используются столбцы: Q «<b>Прочее</b>».")).to_be_visible()
    assert load_settings(served.place.folder.settings).dataset.file is None, "checked is not used"
    page.get_by_role("button", name="Использовать эти данные").click()
    expect(page.get_by_role("status").first).to_contain_text("Новые данные приняты")
    used = load_settings(served.place.folder.settings).dataset.file
    assert used is not None and used.read_bytes() == first.read_bytes()

    upload(page, register(tmp_path, "ноябрь.csv", row(1, rest="900,00"), row(2), row(4, force="31.02.2026")))
    errors = page.get_by_role("region", name="Ошибки").get_by_role("row")
    expect(errors.filter(has_text="Дата вступления в силу")).to_contain_text("4")
    changes = page.get_by_role("region", name="Изменения").get_by_role("row")
    expect(changes.filter(has_text="Остаток")).to_have_count(1)
    expect(page.get_by_text("Исчезли строки прошлого файла: 4.")).to_be_visible()
    page.get_by_role("button", name="Отбросить").click()
    expect(page.get_by_role("status").first).to_contain_text("данные остались прежними")
    assert used.read_bytes() == first.read_bytes()


def test_a_file_that_is_no_register_is_refused_with_what_to_do(
    serve: Callable[..., Served], page: Tab, tmp_path: Path
) -> None:
    served = serve(item("100000000001"))
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    page.goto(f"{served.url}/dataset")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    page.get_by_label("Реестр долгов").set_input_files(broken)
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_role("alert")).to_contain_text("Файл не принят")
    assert list(served.place.folder.dataset.glob("checked-*")) == [], "what was refused is not kept"


def test_the_cabinet_is_brought_to_what_is_wanted_after_its_difference_was_shown(
    stands: Callable[..., RunningStand], page: Tab, tmp_path: Path
) -> None:
    stand = stands("--requests", "1", "--inquiries", "0")
    wanted = not box(stand)
    place = make_place(stand, tmp_path / "data", cabinet={"email_notifications": wanted})
    page.on("dialog", lambda dialog: dialog.accept())
    with serving(place) as served:
        sign_in(page, served.person("Седова Анна", Role.APPROVER))
        page.goto(f"{served.url}/cabinet")
        page.get_by_role("button", name="Прочитать кабинет").click()
        difference = page.get_by_role("row", name="Письма об обращениях")
        expect(difference).to_be_visible(timeout=PATIENCE)
        expect(difference.locator("ins")).to_have_text("включены" if wanted else "выключены")
        assert box(stand) is not wanted, "looking changes nothing"
        reviewer = served.client("Решающая", Role.REVIEWER)
        assert reviewer.post("/run/CABINET_APPLY", seen=reviewer.get("/cabinet").text).status_code == 403
        stale = served.client("Другая", Role.APPROVER)
        other = stale.post("/run/CABINET_APPLY", seen=stale.get("/cabinet").text, list="0" * 64)
        assert other.status_code == 409 and "разница теперь другая" in other.text
        assert not served.page.site.runs.busy and box(stand) is not wanted, "only the difference that was shown"
        page.get_by_role("button", name="Привести к желаемому").click()
        expect(page.get_by_text("менять нечего")).to_be_visible(timeout=PATIENCE)
        assert box(stand) is wanted


def box(stand: RunningStand) -> bool:
    mine = stand.state(only="settings", ogrn=stand.account["ogrn"])["settings"]
    return bool(mine[0]["email_inquiry_notifications"])


def test_people_are_added_told_apart_and_removed_from_the_terminal(serve: Callable[..., Served], page: Tab) -> None:
    served = serve(item("100000000001"))
    data = str(served.place.folder.root.parents[1])

    def rpa(*arguments: str) -> str:
        done = run("rpa", "ui", *arguments, "--data", data, env={**os.environ, "RPA_VAULT_PASSPHRASE": PASS_PHRASE})
        assert done.returncode == 0, done.stderr
        return done.stdout

    rpa("user", "add", "Новая Вера", "--role", "viewer")
    assert json.loads(rpa("users", "--json")) == [{"name": "Новая Вера", "role": "viewer", "password": False}]
    link = json.loads(rpa("link", "Новая Вера", "--json"))["link"]
    sign_in(page, link)
    page.goto(f"{served.url}/requests/100000000001")
    expect(page.get_by_text("У вас роль «просмотр»")).to_be_visible()
    rpa("user", "role", "Новая Вера", "--role", "reviewer")
    page.reload()
    expect(page.get_by_role("button", name="Записать и дальше")).to_be_visible()
    rpa("user", "remove", "Новая Вера")
    page.reload()
    expect(page.get_by_label("Пароль")).to_be_visible()

"""Another driver, written from the facts about the live site alone: full paths, classes and words of public robots.

It uses none of our pages, selectors or waits. What it proves: a robot made for the live site answers on the stand
unchanged, except for the address. Waits are for states; the original robots sleep instead.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as there
from selenium.webdriver.support.ui import WebDriverWait

from tests.stand.conftest import start_stand, stop_stand

if TYPE_CHECKING:
    from conftest import RunningStand

CHROMEDRIVER, CHROMIUM = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    not (CHROMEDRIVER and CHROMIUM), reason="chromedriver or chromium is not on PATH: another driver cannot be tried"
)

SECONDS = 30
CHROMIUM_ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--disable-dev-shm-usage", "--window-size=1366,900",
)  # fmt: skip
APP = "body > div.page-wrapper > div.app-content-wrapper > div > div"
FORM = APP + " > div:nth-child(1) > div > debtreq-received-requests-search > ng-form > div > ef-bp-form > div > form"
NUMBER = (
    FORM + " > div.collapse-toggle__cnt.collapse.in > div > div > div > div > div:nth-child(1) > div.col-xs-7"
    " > div:nth-child(1) > div > div > input"
)
FIND = (
    FORM + " > div.collapse-toggle__pane.collapse-toggle__pane_utility.fix-ef-bp > div"
    " > div.col-xs-8.text-right.ng-scope > button"
)
FOOTER = APP + " > div > div.section-base__footer > div > div.col-xs-6.text-right > button"
DIALOG = "body > div.modal.fade.ng-isolate-scope.in > div > div > div"
CHOICE = DIALOG + " > form > div:nth-child(1) > div > div.form-base__body > div > div.col-xs-4"
RADIO = CHOICE + " > div:nth-child({}) > label > input"
PERSON = DIALOG + " > form > debtreq-debt-person-info-form > ng-form > div > div.form-base__body"
NAME = PERSON + " > div.row > div:nth-child({}) > div > input"
FILE = (
    PERSON + " > div.form-horizontal > div:nth-child(4) > div > debtreq-attachment > ef-prf-form > div"
    " > div.upload-area-wrapper.file-panel__group.without-wrap.ng-scope > div.file-panel__row"
    " > div.file-panel__row-item.file-panel__controls > label > input"
)
SAVE = DIALOG + " > div.modal-footer.modal-base__footer > button.btn.btn-action"
TOP = (
    "body > div.modal.fade.ng-isolate-scope.z-index-xxl.in > div > div > div"
    " > div.modal-footer.modal-base__footer.text-center"
)
SLIDES = "return document.getAnimations().some(moved => moved instanceof CSSTransition)"
ACT = b"%PDF-1.4\n% court act, invented\n%%EOF\n"


@pytest.fixture(scope="module")
def driver() -> Iterator[WebDriver]:
    """One browser for the robots of this file: each answers a request of its own."""
    options = Options()
    options.binary_location = str(CHROMIUM)
    for argument in CHROMIUM_ARGUMENTS:
        options.add_argument(argument)
    started = webdriver.Chrome(options=options, service=Service(executable_path=str(CHROMEDRIVER)))
    started.set_page_load_timeout(180)  # as the robots of the live site set it
    yield started
    started.quit()


class Robot:
    """What both families of public robots do, in their own steps."""

    def __init__(self, driver: WebDriver, stand: RunningStand) -> None:
        self.driver, self.stand = driver, stand
        self.wait = WebDriverWait(driver, SECONDS, poll_frequency=0.1)
        self.list_url = f"{stand.facts['my']}/organization-cabinet/#!/debts/received-requests"

    def enter(self) -> None:
        """Bots A, B, C: the neutral page, the copied cookie, the list."""
        self.driver.get(self.stand.facts["dom"] + "/404")
        session = self.stand.session()
        assert len(session) == 34
        self.driver.add_cookie({"name": "sessionid", "value": session, "domain": ".dom.localhost"})
        self.open_list()

    def open_list(self) -> None:
        """The list with its cards: they bring a scroll bar along, and it moves every field under a click."""
        self.driver.get(self.list_url)
        self.wait.until(there.presence_of_element_located((By.CSS_SELECTOR, "button[type='submit']")))
        self.wait.until(there.visibility_of_element_located((By.CLASS_NAME, "register-card")))

    def clear_executor(self) -> None:
        holder = self.wait.until(
            there.presence_of_element_located((By.XPATH, ".//label[contains(text(),'Исполнитель')]/.."))
        )
        while chips := holder.find_elements(By.CSS_SELECTOR, "ul > li > a"):
            chips[0].click()

    def press(self, css: str) -> WebElement:
        """A click is aimed at where the control was when it was looked up, and a dialog slides in for 0.3 s."""
        element: WebElement = self.wait.until(there.element_to_be_clickable((By.CSS_SELECTOR, css)))
        self.wait.until_not(lambda driver: driver.execute_script(SLIDES))
        element.click()
        return element

    def type(self, css: str, text: str) -> None:
        self.wait.until(there.visibility_of_element_located((By.CSS_SELECTOR, css))).send_keys(text)

    def find(self, number: str) -> str:
        """Type the number, search, check the icon; returns the card's address."""
        field = self.wait.until(there.visibility_of_element_located((By.CSS_SELECTOR, NUMBER)))
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(Keys.BACKSPACE)
        field.send_keys(number)
        self.driver.find_element(By.CSS_SELECTOR, FIND).click()
        results = self.driver.find_elements(By.CSS_SELECTOR, "div.section-base__body")[1]
        self.wait.until(lambda _: f"Запрос № {number}" in str(results.get_attribute("innerText")))
        icon = self.driver.find_element(By.CSS_SELECTOR, "i.icon-debtreq-status").get_attribute("class")
        assert "icon-debtreq-status__subrequest_not-sent" in str(icon)
        return str(self.driver.find_element(By.CLASS_NAME, "register-card__header-title").get_attribute("href"))

    def confirm(self) -> None:
        dialog = self.wait.until(there.presence_of_element_located((By.CLASS_NAME, "modal-dialog")))
        self.press(TOP + " > button.btn.btn-action")
        self.wait.until(there.staleness_of(dialog))
        self.wait.until(
            there.text_to_be_present_in_element((By.CLASS_NAME, "modal-dialog"), "Операция выполнена успешно")
        )
        self.press(TOP + " > button")
        self.dialogs_gone()

    def dialogs_gone(self) -> None:
        """The page has no scroll bar until a dialog has slid out; when the bar comes back, every field moves."""
        self.wait.until_not(there.presence_of_element_located((By.CSS_SELECTOR, "body.modal-open")))


@pytest.fixture(scope="module")
def robot(driver: WebDriver) -> Iterator[Robot]:
    """Entered, and on the list, where every robot here ends again."""
    stand = start_stand("--requests", "40")
    entered = Robot(driver, stand)
    entered.enter()
    yield entered
    stop_stand(stand)


def untouched(stand: RunningStand) -> str:
    state = stand.state(only="requests,answers")
    touched = {answer["request_number"] for answer in state["answers"]}
    return next(
        str(r["request_number"])
        for r in state["requests"]
        if r["status"] == "NOT_SENT"
        and not r["withdrawn"]
        and r["ogrn"] == stand.account["ogrn"]
        and r["request_number"] not in touched
    )


def test_a_full_path_robot_answers_yes_with_a_court_act(robot: Robot, tmp_path: Path) -> None:
    number = untouched(robot.stand)
    act = tmp_path / "act.pdf"
    act.write_bytes(ACT)
    robot.driver.get(robot.find(number))
    robot.press(FOOTER)
    robot.press(RADIO.format(1))
    for position, text in ((1, "Выдуманная"), (2, "Анна"), (3, "Петровна")):
        robot.type(NAME.format(position), text)
    robot.driver.find_element(By.CSS_SELECTOR, FILE).send_keys(str(act))
    robot.press(SAVE)
    robot.dialogs_gone()
    robot.press(FOOTER)
    robot.confirm()
    record = robot.stand.answer(number)
    assert record is not None
    assert (record["status"], record["has_debt"], record["saves"], record["sends"]) == ("SENT", True, 1, 1)
    files = [hashlib.sha256(ACT).hexdigest()]
    assert record["persons"] == [
        {"last_name": "Выдуманная", "first_name": "Анна", "middle_name": "Петровна", "files": files}
    ]
    robot.open_list()


def test_a_robot_of_tabs_and_script_clicks_answers_no(robot: Robot) -> None:
    number = untouched(robot.stand)
    driver, wait = robot.driver, robot.wait
    robot.clear_executor()
    href = robot.find(number)
    main_window = driver.current_window_handle
    driver.execute_script("window.open(arguments[0]);", href)
    driver.switch_to.window(driver.window_handles[1])
    button = wait.until(there.presence_of_element_located((By.CSS_SELECTOR, "button.btn-action")))
    assert "vm.addResponse()" in str(button.get_attribute("ng-click"))
    driver.execute_script("arguments[0].click();", button)
    dialog = wait.until(there.presence_of_element_located((By.CLASS_NAME, "modal-dialog")))
    driver.execute_script("arguments[0].click();", driver.find_elements(By.XPATH, ".//input[@type='radio']")[1])
    driver.execute_script(
        "arguments[0].click();", driver.find_element(By.XPATH, ".//button[contains(text(),'Сохранить ответ')]")
    )
    wait.until(there.staleness_of(dialog))
    button = wait.until(there.element_to_be_clickable((By.CSS_SELECTOR, "button.btn-action")))
    driver.execute_script("arguments[0].click();", button)
    dialog = wait.until(there.presence_of_element_located((By.CLASS_NAME, "modal-dialog")))
    driver.execute_script(
        "arguments[0].click();", driver.find_element(By.XPATH, ".//button/span[contains(text(),'Да')]")
    )
    wait.until(there.staleness_of(dialog))
    wait.until(there.text_to_be_present_in_element((By.CLASS_NAME, "modal-dialog"), "Операция выполнена успешно"))
    driver.close()
    driver.switch_to.window(main_window)
    record = robot.stand.answer(number)
    assert record is not None
    assert (record["status"], record["has_debt"], record["persons"], record["saves"], record["sends"]) == (
        "SENT",
        False,
        [],
        1,
        1,
    )

"""Selenium 4 with explicit waits. ``poll`` of the task: how often they look (the library's default is 0.5 s)."""

from __future__ import annotations

from typing import Any

import work
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as there
from selenium.webdriver.support.ui import Select, WebDriverWait


class Robot:
    def __init__(self, driver: webdriver.Chrome, task: dict[str, Any]) -> None:
        self.driver, self.home = driver, task["facts"]["my"]
        self.wait = WebDriverWait(driver, 30, poll_frequency=task["poll"])

    def by(self, way: str) -> tuple[str, str]:
        return (By.XPATH if way.startswith(("/", "(")) else By.CSS_SELECTOR, way)

    def click(self, way: str) -> None:
        self.wait.until(there.element_to_be_clickable(self.by(way))).click()

    def see(self, way: str) -> WebElement:
        element: WebElement = self.wait.until(there.visibility_of_element_located(self.by(way)))
        return element

    def read_list(self, task: dict[str, Any]) -> int:
        self.driver.get(self.home + work.LIST)
        self.click(work.CHIP)
        self.click(work.FIND)
        self.wait.until(there.invisibility_of_element_located(self.by(work.WAITING)))
        Select(self.see(work.SIZE)).select_by_value("100")
        rows: list[Any] = []
        number = 1
        while True:
            if number > 1 or task["units"] > 100:
                self.see(work.active_page(number))
            due = min(100, task["units"] - len(rows))
            self.wait.until(lambda driver, due=due: len(driver.find_elements(By.CSS_SELECTOR, ".register-card")) == due)
            rows += self.driver.execute_script("return " + work.READ_ROWS)
            if not self.driver.find_elements(*self.by(work.NEXT)):
                return len({row["title"] for row in rows})
            self.click(work.NEXT)
            number += 1

    def send_answers(self, task: dict[str, Any]) -> int:
        for answer in task["answers"]:
            self.driver.get(self.home + work.card(answer["id"]))
            self.click(work.ADD)
            self.click(f"(//input[@type='radio'])[{1 if answer['has_debt'] else 2}]")
            for index, debtor in enumerate(answer["debtors"] if answer["has_debt"] else [], 1):
                if index > 1:
                    self.click("a.add-debt-person")
                for column, key in enumerate(("last_name", "first_name", "middle_name"), 1):
                    self.see(work.field(index, column)).send_keys(debtor[key] or "")
                self.driver.find_element(*self.by(work.upload(index))).send_keys(debtor["file"])
                self.see(work.uploaded(index))
            self.click(work.SAVE)
            self.wait.until(there.invisibility_of_element_located((By.CSS_SELECTOR, work.DIALOG)))
            self.click(work.SEND)
            self.click(work.YES)
            self.see(f"//*[contains(text(), '{work.DONE}')]")
            self.click(work.CLOSE)
            self.see(work.SENT)
            # A window that fades would take the next click.
            self.wait.until(there.invisibility_of_element_located((By.CSS_SELECTOR, ".modal")))
        return len(task["answers"])


def main() -> None:
    task = work.task()
    options = webdriver.ChromeOptions()
    options.binary_location = task["browser"]
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=task["chromedriver"]))
    try:
        driver.get(task["facts"]["dom"] + "/404")
        driver.add_cookie({"name": "sessionid", "value": task["cookie"], "domain": ".dom.localhost"})
        robot = Robot(driver, task)
        driver.get(robot.home + "/organization-cabinet/#!/")
        robot.see(".portal-header__user")
        work.perform({"list": robot.read_list, "answers": robot.send_answers})
    finally:
        driver.quit()


if __name__ == "__main__":
    main()

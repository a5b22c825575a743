"""SeleniumBase as its own guide writes it: its methods wait by themselves."""

from __future__ import annotations

from typing import Any

import work
from seleniumbase import SB


def read_list(sb: Any, task: dict[str, Any]) -> int:
    sb.open(task["facts"]["my"] + work.LIST)
    sb.click(work.CHIP)
    sb.click(work.FIND)
    sb.wait_for_element_absent(work.WAITING)
    sb.select_option_by_value(work.SIZE, "100")
    rows: list[Any] = []
    number = 1
    while True:
        if number > 1 or task["units"] > 100:
            sb.wait_for_element_visible(work.active_page(number))
        due = min(100, task["units"] - len(rows))
        sb.wait_for_element_visible(f"div.register-card:nth-of-type({due})")
        rows += sb.execute_script("return " + work.READ_ROWS)
        if not sb.is_element_present(work.NEXT):
            return len({row["title"] for row in rows})
        sb.click(work.NEXT)
        number += 1


def send_answers(sb: Any, task: dict[str, Any]) -> int:
    for answer in task["answers"]:
        sb.open(task["facts"]["my"] + work.card(answer["id"]))
        sb.click(work.ADD)
        sb.click(f"(//input[@type='radio'])[{1 if answer['has_debt'] else 2}]")
        for index, debtor in enumerate(answer["debtors"] if answer["has_debt"] else [], 1):
            if index > 1:
                sb.click("a.add-debt-person")
            for column, key in enumerate(("last_name", "first_name", "middle_name"), 1):
                sb.type(work.field(index, column), debtor[key] or "")
            sb.choose_file(work.upload(index), debtor["file"])
            sb.wait_for_element_visible(work.uploaded(index))
        sb.click(work.SAVE)
        sb.wait_for_element_not_visible(work.DIALOG)
        sb.click(work.SEND)
        sb.click(work.YES)
        sb.wait_for_text_visible(work.DONE, "body")
        sb.click(work.CLOSE)
        sb.wait_for_element_visible(work.SENT)
        sb.wait_for_element_absent(".modal")
    return len(task["answers"])


def main() -> None:
    task = work.task()
    with SB(
        headless2=True,
        binary_location=task["whole_browser"],
        driver_version="keep",
        chromium_arg="--no-sandbox,--disable-dev-shm-usage",
        block_images=False,
    ) as sb:
        sb.driver.get(task["facts"]["dom"] + "/404")
        sb.driver.add_cookie({"name": "sessionid", "value": task["cookie"], "domain": ".dom.localhost"})
        sb.open(task["facts"]["my"] + "/organization-cabinet/#!/")
        sb.wait_for_element_visible(".portal-header__user")
        works = {"list": lambda t: read_list(sb, t), "answers": lambda t: send_answers(sb, t)}
        work.perform(works)


if __name__ == "__main__":
    main()

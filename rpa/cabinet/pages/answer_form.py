"""The window «Добавление ответа на запрос №…»: radio, debtors with their court acts, description, save."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import FilePayload, Locator
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.border import diagnose
from rpa.cabinet.pages.base import CabinetPage, Picture
from rpa.cabinet.pages.windows import Outcome, Windows
from rpa.cabinet.scripts import script
from rpa.errors import PageChanged, PlanError
from rpa.model import Person

_FIELDS = ("фамилия", "имя", "отчество")
"""Order of a debtor's fields (public robots of 2022); the official schema has another one."""
_MIME = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A court act to attach. ``name`` is the name the site will show; ``sha256`` (hex) is checked before upload."""

    path: Path
    name: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerDebtor:
    """A debtor as the answer names them; a missing patronymic stays empty."""

    person: Person
    files: tuple[AnswerFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be answered. The site asks for no sum and no period (official schema)."""

    has_debt: bool
    debtors: tuple[AnswerDebtor, ...] = ()
    description: str | None = None


class AnswerForm(CabinetPage):
    """The window over the card. ``fill`` leaves it filled and checked; only ``save`` stores anything."""

    section = "answer_form"

    async def fill(self, answer: Answer) -> None:
        """Fill the form and read every field back.

        Raises ``PageChanged`` when a field did not take its value, ``PlanError`` when a file is missing or is not the
        one approved (nothing is uploaded then).
        """
        payloads = [[_payload(file) for file in debtor.files] for debtor in answer.debtors]
        await self.until("visible", self.css("landmark"))
        count = len(answer.debtors) if answer.has_debt else 0
        chosen = await self.find("landmark").evaluate(
            script("form_choose"),
            {
                "choice": self.css("choice"),
                "has_debt": answer.has_debt,
                "debtor": self.css("debtor"),
                "debtors": count,
                "add": self.css("debtor_add"),
                "remove": self.css("debtor_remove"),
            },
        )
        if chosen["problem"]:
            raise self.changed("choice", f"выбор «да»/«нет» не сработал ({chosen['problem']})")
        number = "debtor_add" if chosen["blocks"] < count else "debtor_remove"
        await self.until(
            "form_ready",
            {"form": self.css("landmark"), "debtor": self.css("debtor"), "debtors": count},
            needs=("debtor", number) if answer.has_debt else ("choice",),
        )
        await self.find("landmark").evaluate(script("form_fill"), self._texts(answer))
        # «Дополнительные файлы» of a draft are somebody's who thought of another answer: nobody approved them.
        await self._remove_all(self.find("extra_remove"))
        for index, files in enumerate(payloads):
            await self._attach(index, files)
        await self._check(answer)

    async def save(self, portal_id: str) -> Outcome:
        """Click «Сохранить ответ» in the ordinary way; the form closing is the success.

        Never raises for what the site does after the click.
        """
        async with self.hear("save_data", method="PUT", id=portal_id) as heard:
            await self.find("save").click()
            windows = Windows(self.page, self.session, self.trail)
            return await windows.settle(heard, closing=self.css("landmark"))

    async def picture_from_top(self) -> Picture:
        """Take the masked picture with the choice «да»/«нет» in view: that is what was answered."""
        await self.find("choice").first.evaluate("(choice) => choice.scrollIntoView({ block: 'center' })")
        return await self.picture()

    def _texts(self, answer: Answer) -> dict[str, Any]:
        return {
            "debtor": self.css("debtor"),
            "field": self.css("debtor_field"),
            "names": [_names(debtor.person) for debtor in answer.debtors],
            "description": self.css("description"),
            "text": answer.description or "",
        }

    async def _attach(self, index: int, files: list[FilePayload]) -> None:
        block = self.find("debtor").nth(index)
        # A draft may hold files already; their names prove nothing, so they go.
        await self._remove_all(self.find("file_remove", inside=block))
        if not files:
            return
        await self.find("debtor_upload", inside=block).set_input_files(files)
        wanted = {
            "form": self.css("landmark"),
            "debtor": self.css("debtor"),
            "index": index,
            "file": self.css("debtor_file"),
            "loading": self.css("debtor_loading"),
            "names": [file["name"] for file in files],
        }
        try:
            await self.until("form_uploaded", wanted, timeout_s=self.session.timeouts.upload, needs=("debtor_file",))
        except PlaywrightTimeoutError as error:
            trouble = await diagnose(self, error)
            if isinstance(trouble, PageChanged):
                # It may be this one file that the site does not take, and says so in a way nobody has described.
                trouble.lone = True
            raise trouble from error

    @staticmethod
    async def _remove_all(buttons: Locator) -> None:
        while left := await buttons.count():
            await buttons.first.click()
            await buttons.nth(left - 1).wait_for(state="detached")

    async def _check(self, answer: Answer) -> None:
        """Read the whole form back and compare it with what it must hold."""
        keys = {"file": "debtor_file", "loading": "debtor_loading", "field": "debtor_field", "extra": "extra_file"}
        wanted = {
            name: self.css(keys.get(name, name))
            for name in ("choice", "debtor", "field", "file", "loading", "description", "extra")
        }
        form = await self.find("landmark").evaluate(script("form_read"), wanted)
        if any(_misplaced(block["captions"]) for block in form["debtors"]):
            raise self.changed("debtor_field", "фамилия, имя и отчество стоят в форме в другом порядке")
        debtors = answer.debtors if answer.has_debt else ()
        expected: list[tuple[str, Any, Any]] = [
            ("choice", form["choice"], [answer.has_debt, not answer.has_debt]),
            ("debtor_field", [block["names"] for block in form["debtors"]], [_names(item.person) for item in debtors]),
            (
                "debtor_file",
                [sorted(map(_as_shown, block["files"])) for block in form["debtors"]],
                [sorted(_as_shown(file.name) for file in item.files) for item in debtors],
            ),
            ("debtor_loading", [block["loading"] for block in form["debtors"]], [0] * len(debtors)),
            ("description", form["text"], answer.description or ""),
            ("extra_file", form["extra"], 0),
        ]
        for key, found, meant in expected:
            if found != meant:
                raise self.changed(key, "форма ответа показывает не то, что в неё введено")


def _misplaced(captions: list[str]) -> bool:
    """Whether a field is called by the name of another one. What a page does not call at all is taken by its place."""
    return any(
        own not in caption and any(other in caption for other in _FIELDS)
        for own, caption in zip(_FIELDS, captions, strict=False)
    )


def _as_shown(name: str) -> str:
    """A file's name as a screen shows it, which drops and merges blanks."""
    return " ".join(name.split())


def _names(person: Person) -> list[str]:
    return [person.last_name, person.first_name, person.middle_name or ""]


def _payload(file: AnswerFile) -> FilePayload:
    """Read a file once and send those very bytes: what was hashed is what is uploaded."""
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise PlanError("Файл судебного акта не читается.", hint="Верните файл на место и повторите.") from error
    if file.sha256 is not None and hashlib.sha256(content).hexdigest() != file.sha256:
        raise PlanError("Файл судебного акта изменился после утверждения плана.")
    return {
        "name": file.name,
        "mimeType": _MIME.get(file.path.suffix.lower(), "application/octet-stream"),
        "buffer": content,
    }

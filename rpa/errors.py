"""Every error the product raises, as a tree of who has to act next.

RpaError
├── Temporary              75  the machine: wait, then repeat
│   ├── SiteUnavailable        no connection, 5xx, maintenance, a firewall's page
│   └── SessionExpired         sign in again, once per step
├── NeedsOperator          77  a person in the cabinet
│   ├── SignInRejected         wrong login, password or code
│   ├── InteractionNeeded      captcha, question, messenger, signature, an unknown screen
│   ├── AccessDenied           the right to this section is missing
│   └── UnknownOutcome         sent, yet not seen on the site: look, do not repeat
├── WrongUsage              2  whoever typed the command
├── BadInput               65  whoever prepares the data
│   ├── DatasetError           file, row, column
│   ├── PlanError              a plan or an approval that is changed, foreign or stale
│   └── AnswerRejected         the site refused the answer; carries its words
├── BadSettings            78  whoever keeps the settings file
├── PageChanged            70  whoever mends selectors.yaml: key and line
├── NotFinished             1  the run ended, something waits in review or failed
├── EvidenceBroken         74  the journal or a picture does not verify
├── OrganizationBusy       73  another run holds this organization
└── DeadlinePassed         69  an answer is overdue

Beside them stands ``CRASHED``, 71: an error nobody expected is none of these, and no run that went through.

Codes follow sysexits.h where it has a fitting one. ``str(error)`` is Russian, made for the person
named by ``who``; it never holds a name, a flat, an СНИЛС or a secret (request numbers only).
"""

from __future__ import annotations

from pathlib import Path

STOPPED = 130
"""The exit code of what a person ended: no error, and above those of errors."""

CRASHED = 71
"""The exit code of an error nobody expected. Not 1, with which an interpreter ends then: schedulers take 1 for a run
that went through, and nobody would hear of it or try again."""


class RpaError(Exception):
    """Base of all. ``what`` says what happened, ``hint`` what to do; both Russian, one sentence each."""

    who: str = "администратор робота"
    exit_code: int = 1
    hint: str = "Смотрите журнал прогона."

    def __init__(self, what: str, *, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        if hint is not None:
            self.hint = hint

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


class Temporary(RpaError):
    who = "робот"
    exit_code = 75
    hint = "По расписанию робот повторит сам, вручную — повторите позже; если так весь день, проверьте сеть и сайт."


class SiteUnavailable(Temporary):
    """No connection, a 5xx answer, maintenance, or a page of the site's firewall."""


class SessionExpired(Temporary):
    """The cabinet does not accept the session any more."""

    hint = "Робот войдёт заново; если нужен человек, выполните `rpa sign-in`."


class NeedsOperator(RpaError):
    who = "оператор кабинета"
    exit_code = 77
    hint = "Откройте личный кабинет и завершите действие, затем запустите робота снова."


class SignInRejected(NeedsOperator):
    """The login, the password or the code was refused. Never tried twice in one run."""

    hint = "Проверьте логин и пароль в ЕСИА вручную: робот не повторяет вход, чтобы не вызвать блокировку."


class InteractionNeeded(NeedsOperator):
    """A screen only a person may pass. ``screen`` is its name in esia terms (``captcha``, ``question``…)."""

    hint = "Выполните `rpa sign-in` и пройдите этот экран сами."

    def __init__(self, what: str, *, screen: str, hint: str | None = None) -> None:
        super().__init__(what, hint=hint)
        self.screen = screen


class AccessDenied(NeedsOperator):
    """The cabinet refuses the section to this employee."""

    hint = "Администратор организации должен выдать сотруднику право на этот раздел."


class UnknownOutcome(NeedsOperator):
    """A send was clicked and the site shows neither success nor its absence. Never repeated by itself."""

    hint = "Откройте запрос в кабинете и посмотрите, отправлен ли ответ. Робот не отправит его повторно сам."


class WrongUsage(RpaError):
    """A value on the command line that means nothing: no file and no setting is to blame."""

    who = "кто запускал"
    exit_code = 2
    hint = "Справка: та же команда с --help."


class BadInput(RpaError):
    who = "кто готовит данные"
    exit_code = 65
    hint = "Исправьте файл и повторите."


class DatasetError(BadInput):
    """A dataset cannot be used. ``file``, ``row`` (1-based, as the spreadsheet shows) and ``column`` say where."""

    def __init__(
        self,
        what: str,
        *,
        file: Path | None = None,
        row: int | None = None,
        column: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(what, hint=hint)
        self.file, self.row, self.column = file, row, column


class PlanError(BadInput):
    """A plan or an approval was changed by hand, belongs to other data, or rests on ground that moved."""

    hint = "Постройте план заново: `rpa debts plan`."


class AnswerRejected(BadInput):
    """The site refused an answer. ``site_message`` holds its words as shown."""

    def __init__(self, what: str, *, site_message: str, hint: str | None = None) -> None:
        super().__init__(what, hint=hint)
        self.site_message = site_message


class BadSettings(RpaError):
    who = "администратор робота"
    exit_code = 78
    hint = "Исправьте файл настроек или выполните `rpa setup`."


class PageChanged(RpaError):
    """A page does not show what selectors.yaml expects. ``key`` is ``section.name``, ``line`` its line there.

    ``lone``: it may be so of this one card alone.
    """

    who = "кто чинит селекторы"
    exit_code = 70

    def __init__(
        self,
        what: str,
        *,
        key: str,
        line: int | None = None,
        url: str = "",
        hint: str | None = None,
        lone: bool = False,
    ) -> None:
        where = f"Исправьте сами строку {line} файла selectors.yaml" if line else "Дополните selectors.yaml этим ключом"
        said = f"{where}; где он лежит, покажет `rpa --version`."
        super().__init__(what, hint=said if hint is None else hint)
        self.key, self.line, self.url, self.lone = key, line, url, lone


class NotFinished(RpaError):
    """The run reached its end; some items wait for a person or failed."""

    who = "проверяющий"
    exit_code = 1
    hint = "Откройте отчёт: в нём список того, что осталось."


class EvidenceBroken(RpaError):
    """A journal, a picture or an exported package does not verify."""

    who = "аудитор"
    exit_code = 74
    hint = "Сохраните папку данных как есть и сообщите ответственному за безопасность."


class OrganizationBusy(RpaError):
    """Another run holds this organization's lock or lease. Nobody has to act: the schedule tries again."""

    who = "робот"
    exit_code = 73
    hint = "Дождитесь окончания другого прогона: `rpa status`."


class DeadlinePassed(RpaError):
    """At least one request is past its deadline without our answer."""

    who = "руководитель"
    exit_code = 69
    hint = "Ответьте на просроченные запросы в первую очередь: `rpa due`."

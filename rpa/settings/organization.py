"""The organization's settings file: a schema, and errors that name the line.

The file is YAML so that a person can comment it. Unknown keys are refused: a mistyped wish must not be ignored.
Secrets never stand here (see ``rpa.settings.secrets``).
"""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    Field,
    StringConstraints,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)

from rpa.debts.policy import DecisionPolicy
from rpa.errors import BadSettings
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK
from rpa.private_files import store_private
from rpa.settings.ledger_address import names_one_ledger
from rpa.settings.site import Section, Site
from rpa.settings.yaml_file import every_problem, parse_yaml

Ogrn = Annotated[str, StringConstraints(pattern=r"^\d{13}(\d{2})?$")]


class Organization(Section):
    """Who we are. ``ogrn`` chooses the organization after sign-in; the name is for people only."""

    name: str = Field(description="Название: только для людей.")
    ogrn: Ogrn = Field(description="ОГРН: по нему выбирается организация после входа.")


class Browser(Section):
    """``pages`` is how many pages of one session work at once (polite on the live site: 2)."""

    executable: Path | None = Field(None, description="Какой браузер запускать; без неё робот находит его сам.")
    headless: bool = Field(True, description="Работать без окна.")
    pages: int = Field(2, ge=1, le=8, description="Сколько страниц одной сессии работают сразу.")
    timeout_seconds: float = Field(30, gt=0, description="Сколько ждать сайт на одном шаге.")


class SignIn(Section):
    """``person``: someone signs in, the session is kept. ``totp``: login, password and TOTP seed lie in the vault."""

    method: Literal["person", "totp"] = Field(
        "person", description="Входит человек, или робот сам: логин, пароль и код из хранилища секретов."
    )
    wait_for_person_minutes: int = Field(30, ge=0, description="Сколько ежедневный прогон ждёт человека для входа.")


class DatasetSource(Section):
    """The file the accountant exports, and how its columns are named there. Relative paths: see ``load_settings``."""

    file: Path | None = Field(None, description="Файл данных о долгах, как его выгружает бухгалтерия.")
    mapping: Path | None = Field(None, description="Какой столбец что значит (`rpa dataset map`).")
    served_houses: Path | None = Field(None, description="Список обслуживаемых домов: «нет» только по ним.")
    acts: Path | None = Field(None, description="Папка с файлами судебных актов; по умолчанию — папка файла данных.")

    @property
    def acts_folder(self) -> Path | None:
        """Where the court acts lie: ``acts``, else beside the data file; ``None`` without either."""
        return self.acts or (self.file.parent if self.file else None)


Right = Literal["Распределение обращений по исполнителям", "Работа с обращениями, назначенными на пользователя"]


class Employee(Section):
    """An employee's wanted rights. ``position``, then ``email``, break a tie between namesakes; neither is changed."""

    name: str = Field(description="ФИО, как на экране «Сотрудники».")
    position: str | None = Field(None, description="Должность: чтобы различить полных тёзок.")
    email: str | None = Field(None, description="Почта: чтобы различить полных тёзок.")
    rights: list[Right] = Field([RIGHT_DISTRIBUTE, RIGHT_WORK], description="Какие права должны быть.")


class CabinetWishes(Section):
    """Wanted state of the cabinet's notification settings and access rights."""

    email_notifications: bool = Field(True, description="Получать письма о поступивших обращениях.")
    employees: list[Employee] = Field([], description="У кого какие права должны быть.")


class AssignRule(Section):
    """Give an обращение to ``executor`` when its topic and house match (empty list: any).

    The planned date is ``days`` from today, at most the term by law; without ``days`` it is that term.
    """

    topics: list[str] = Field([], description="Темы обращений; пусто — любая.")
    houses: list[str] = Field([], description="Дома; пусто — любой.")
    executor: str = Field(description="ФИО исполнителя, как на экране «Сотрудники».")
    days: int | None = Field(None, ge=0, le=365, description="Планируемая дата: через сколько дней от сегодня.")


AttachmentType = Literal["pdf", "doc", "docx", "rtf", "xls", "xlsx", "odt", "ods", "jpg", "png", "tif", "txt", "zip"]


class Inquiries(Section):
    """How far back «Обращения» are read, and which attachments are kept (others are named, not saved)."""

    days_back: int = Field(90, ge=1, le=180, description="За сколько дней читать обращения.")
    attachment_limit_mb: float = Field(20, gt=0, description="Вложения крупнее не сохраняются, а только называются.")
    attachment_types: list[AttachmentType] = Field(
        ["pdf", "doc", "docx", "rtf", "xls", "xlsx", "odt", "ods", "jpg", "png", "tif", "txt"],
        description="Какие вложения сохранять; прочие только называются.",
    )
    assign: list[AssignRule] = Field([], description="Кому какие обращения назначать; подходит первое правило.")


class Pacing(Section):
    """Politeness towards the site. 0 means no limit (the stand)."""

    answers_per_minute: float = Field(20, ge=0, description="Не больше стольких ответов в минуту; 0 — без ограничения.")
    item_timeout_seconds: float = Field(180, gt=0, description="Сколько времени отводится одному запросу.")
    settle_seconds: float = Field(
        20, ge=0, description="Сколько ждать, прежде чем поверить, что прерванная отправка уже не дойдёт до сайта."
    )

    @model_validator(mode="after")
    def _an_item_outlasts_the_wait(self) -> Pacing:
        """Else an answer the site did not confirm would be cut off while it is waited for, and its end be unknown."""
        if self.settle_seconds >= self.item_timeout_seconds:
            raise ValueError(
                "settle_seconds должно быть меньше item_timeout_seconds: иначе время запроса выйдет раньше, чем станет"
                " ясно, ушёл ли ответ"
            )
        return self

    @property
    def turn_seconds(self) -> float:
        """From one answer to the next."""
        return 60 / self.answers_per_minute if self.answers_per_minute else 0.0


class MailProbe(Section):
    """The mailbox of a right holder, read to prove that the cabinet's messages arrive. Nothing in it is changed.

    ``sender`` and ``subject`` are parts by which a message of the portal is known. ``password`` is ``vault:NAME``.
    """

    host: str = Field(description="Сервер IMAP.")
    port: int = Field(993, ge=1, le=65535, description="Порт IMAP.")
    tls: bool = Field(True, description="Шифровать; выключить можно только для этого компьютера.")
    user: str = Field(description="Имя почтового ящика.")
    password: str = Field(
        "vault:probe_password", pattern=r"^vault:[A-Za-z0-9_.-]+$", description="Имя пароля в хранилище секретов."
    )
    folder: str = Field("INBOX", description="Папка ящика.")
    sender: str = Field("gosuslugi.ru", description="Часть адреса отправителя писем портала.")
    subject: str = Field("обращени", description="Часть темы писем портала.")
    days: int = Field(7, ge=1, le=90, description="За сколько дней искать письмо.")

    @model_validator(mode="after")
    def _secrets_travel_sealed(self) -> MailProbe:
        if not self.tls and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("без TLS пароль ушёл бы по сети открытым: tls можно выключить только для этого компьютера")
        return self


class Notices(Section):
    """Where notices go: apprise addresses (``mailto://…``, ``tgram://…``). Secrets in them: use ``vault:NAME``."""

    urls: list[str] = Field([], description="Куда слать: адреса apprise; секреты пишутся как {vault:ИМЯ}.")
    heartbeat_url: str | None = Field(None, description="Служба наблюдения: тревога, когда прогоны прекратились.")
    probe: MailProbe | None = Field(None, description="Почтовый ящик, по которому видно, что письма портала доходят.")
    repeat_hours: float = Field(20, ge=0, description="Тот же текст не посылается чаще, чем раз в столько часов.")


class Retention(Section):
    """Days to keep personal data, by kind (152-ФЗ; the organization decides).

    ``purge_daily``: the daily run destroys what is past its days; off, only ``rpa audit purge --yes`` does.
    """

    evidence_days: int = Field(365, ge=1, description="Сколько дней хранить снимки экрана.")
    inquiries_days: int = Field(365, ge=1, description="Сколько дней хранить прочитанные обращения.")
    plans_days: int = Field(
        365, ge=1, description="Сколько дней хранить планы, утверждения, заметки и прежние файлы данных."
    )
    reports_days: int = Field(365, ge=1, description="Сколько дней хранить отчёты.")
    purge_daily: bool = Field(False, description="Уничтожать по сроку каждый день, а не только командой.")

    def days(self) -> dict[str, int]:
        """Days by kind, as ``rpa.audit.retention`` names them."""
        return {
            "evidence": self.evidence_days,
            "inquiries": self.inquiries_days,
            "plans": self.plans_days,
            "reports": self.reports_days,
        }


class Reports(Section):
    minutes_by_hand: float = Field(
        6, ge=0, description="Сколько минут занимает один ответ вручную: из этого отчёт за месяц считает экономию."
    )


class Schedule(Section):
    daily_at: time = Field(time(7, 30), description="Когда начинать ежедневный прогон (время машины).")
    deadline_guard_day: int = Field(3, ge=1, le=5, description="С какого рабочего дня предупреждать о сроках.")

    @field_validator("daily_at", mode="before")
    @classmethod
    def _hours_and_minutes(cls, value: object) -> time:
        """Pydantic would take a bare number for seconds after midnight. Files of ours may say ``07:30:00``."""
        if isinstance(value, time):
            value = value.isoformat()
        written = (
            re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:00)?", value.strip()) if isinstance(value, str) else None
        )
        if written is None:
            raise ValueError("время пишется часами и минутами, ЧЧ:ММ, например 07:30")
        return time(int(written[1]), int(written[2]))

    @field_serializer("daily_at", when_used="json")
    def _as_people_write_it(self, value: time) -> str:
        return f"{value:%H:%M}"


class OrganizationSettings(Section):
    """Everything an organization may wish."""

    organization: Organization
    site: Site = Site()
    browser: Browser = Browser()
    sign_in: SignIn = SignIn()
    dataset: DatasetSource = DatasetSource()
    decision: DecisionPolicy = DecisionPolicy()
    cabinet: CabinetWishes = CabinetWishes()
    inquiries: Inquiries = Inquiries()
    pacing: Pacing = Pacing()
    notices: Notices = Notices()
    retention: Retention = Retention()
    reports: Reports = Reports()
    schedule: Schedule = Schedule()
    ledger_url: str | None = Field(None, description="PostgreSQL вместо файла ledger.db (postgresql+psycopg://…).")

    @field_validator("ledger_url")
    @classmethod
    def _one_ledger_wherever_we_start(cls, value: str | None) -> str | None:
        """A relative file would be another one for each folder the robot is started in, and each would know nothing of
        what the others sent. The value is never told: it may hold a password."""
        if value is not None and not names_one_ledger(value):
            raise ValueError("нужен адрес postgresql+psycopg://ИМЯ@СЕРВЕР/БАЗА или sqlite:/// с полным путём к файлу")
        return value


def load_settings(path: Path) -> OrganizationSettings:
    """Read and check one settings file. Paths in it are relative to its own folder: a scheduled run has another one.

    Raises ``BadSettings`` that lists every problem as ``file:line: key: what is wrong``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadSettings(f"Нет файла настроек {path}.", hint="Создайте его: `rpa setup`.") from None
    except UnicodeDecodeError:
        # Not chained: a decoder's error carries what it stumbled over. `rpa setup` could not read it either.
        raise BadSettings(
            f"Файл настроек {path} записан не в UTF-8.",
            hint="Откройте его и сохраните в кодировке UTF-8 (в Блокноте: «Сохранить как» → «Кодировка»).",
        ) from None
    except OSError as error:
        raise BadSettings(
            f"Файл настроек {path} не читается: {type(error).__name__}.", hint="Проверьте, чей это файл и его права."
        ) from error
    node, raw = parse_yaml(path, text)
    try:
        settings = OrganizationSettings.model_validate(raw)
    except ValidationError as error:
        raise every_problem(path, node, error) from None
    dataset, browser = (_anchored(section, path.absolute().parent) for section in (settings.dataset, settings.browser))
    return settings.model_copy(update={"dataset": dataset, "browser": browser})


def _anchored(section: Section, folder: Path) -> Section:
    paths = {name: folder / value for name, value in section if isinstance(value, Path)}
    return section.model_copy(update=paths)


def save_settings(path: Path, settings: OrganizationSettings) -> None:
    """Write the file whole or not at all (0600). Values equal to the defaults are left out."""
    plain = settings.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120)
    store_private(path, text.encode())

"""``fleet.yaml``: where the fleet's database and storage are, how fast it may go, when it gives up."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from rpa.errors import BadSettings
from rpa.settings.yaml_file import every_problem, parse_yaml

APPLICATION_VERSION = "fleet-3"
"""Pinned: a run is taken only by workers of the version it was enqueued for. Raise it when the steps change order."""

KEY_BYTES = 32


class FleetSettings(BaseModel):
    """Without ``database_url`` the fleet is embedded: one worker on this machine, SQLite, the ordinary data folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    work: Path = Field(
        description="Папка на диске этой машины: рабочие копии, а без PostgreSQL и база очереди. "
        "Относительный путь — от папки самого файла."
    )
    database_url: str | None = Field(None, description="postgresql://… — очередь, аренды, журнал намерений, секреты.")
    storage_url: str | None = Field(
        None, description="Общая папка (file:///…) или хранилище S3 (s3://бакет/путь): входные данные и доказательства."
    )
    storage_options: dict[str, object] = Field({}, description="Параметры fsspec, например endpoint_url.")
    worker_concurrency: int = Field(2, ge=1, le=32, description="Сколько организаций сразу ведёт один работник.")
    global_concurrency: int = Field(40, ge=1, description="Сколько организаций сразу ведут все работники.")
    starts_per_minute: int = Field(0, ge=0, description="Сколько прогонов начинать в минуту; 0 — без ограничения.")
    polling_seconds: float = Field(1.0, gt=0, description="Как часто работник смотрит в очередь.")
    lease_seconds: float = Field(60, gt=0, description="Через сколько молчащий работник считается мёртвым.")
    organization_lease_seconds: float = Field(
        120, gt=0, description="Через сколько организация освобождается, если её работник замолчал."
    )
    attempts: int = Field(4, ge=1, description="Сколько раз начинать стадию, если причина временная.")
    retry_seconds: float = Field(60, ge=0, description="Сколько ждать перед повтором стадии.")
    park_after: int = Field(3, ge=1, description="После скольких неудач подряд организация откладывается человеку.")
    keep_runs_days: int = Field(90, ge=1, description="Сколько дней помнить оконченные прогоны в очереди.")
    cron: str | None = Field(None, description="Когда ставить в очередь все организации, например «30 7 * * *».")
    timezone: str = Field("Europe/Moscow", description="Часовой пояс расписания.")
    otlp_traces: list[str] = Field([], description="Адреса приёмников трасс OTLP.")

    @field_validator("cron")
    @classmethod
    def _a_schedule(cls, value: str | None) -> str | None:
        if value is None:
            return None
        from croniter import croniter  # comes with the engine, which a command that only publishes does not need

        # As the engine reads it: of six fields the first is the seconds.
        if not croniter.is_valid(value, second_at_beginning=True):
            raise ValueError("не расписание: нужны пять полей, например «30 7 * * *»")
        return value

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (LookupError, ValueError, OSError):
            raise ValueError("нет такого часового пояса; нужно имя вроде Europe/Moscow") from None
        return value

    @field_validator("storage_url")
    @classmethod
    def _of_no_working_folder(cls, value: str | None) -> str | None:
        """Of a path that begins nowhere each program would make another folder: an office would publish, and take
        approvals back, where no worker ever looks, and be told that all went well."""
        scheme, named, rest = (value or "file:///").partition("://")
        whole = (scheme not in ("file", "local") or rest.startswith("/")) if named else Path(scheme).is_absolute()
        if not whole:
            raise ValueError("нужен полный адрес: file:///папка от корня диска или s3://бакет/путь")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.database_url and not self.storage_url:
            raise ValueError("вместе с database_url нужен storage_url: работники не видят папок друг друга")
        if self.storage_url and not self.database_url:
            raise ValueError("storage_url без database_url не нужен: один работник пишет в папку данных")
        if self.worker_concurrency > self.global_concurrency:
            raise ValueError("worker_concurrency больше global_concurrency")
        return self

    @property
    def embedded(self) -> bool:
        return self.database_url is None


def load_fleet_settings(path: Path) -> FleetSettings:
    """Read and check ``fleet.yaml``; ``RPA_FLEET_DATABASE`` replaces its ``database_url``, which holds a password.
    A relative ``work`` lies in the file's own folder, wherever a command or the service manager was started.

    Raises ``BadSettings`` with every problem and its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadSettings(f"Нет файла настроек парка {path}.", hint="Образец — в docs/scale.md.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"Файл настроек парка {path} не читается: {type(error).__name__}.") from error
    try:
        node, raw = parse_yaml(path, text)
        if url := os.environ.get("RPA_FLEET_DATABASE"):
            raw["database_url"] = url
        try:
            found = FleetSettings.model_validate(raw)
        except ValidationError as error:
            raise every_problem(path, node, error) from None
        return found.model_copy(update={"work": path.absolute().parent / found.work})
    except BadSettings as error:
        # `rpa setup` writes the file of one organization, not this one.
        error.hint = "Исправьте файл: его ключи — в docs/settings.md, образец — в docs/scale.md."
        raise


def fleet_key() -> bytes:
    """The key that opens the shared secrets: a systemd credential ``rpa-fleet-key`` or ``RPA_FLEET_KEY`` (base64).

    Raises ``BadSettings``. The key is never stored in the database it protects.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(folder) / "rpa-fleet-key" if folder else None
    try:
        text = (
            credential.read_text(encoding="ascii")
            if credential and credential.is_file()
            else os.environ.get("RPA_FLEET_KEY", "")
        )
        key = base64.b64decode(text.strip(), validate=True)
    except (OSError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadSettings(
            "Ключ парка не передан или испорчен.",
            hint="Передайте его службе (LoadCredential=rpa-fleet-key) или переменной RPA_FLEET_KEY; "
            "новый делает `rpa fleet key`.",
        )
    return key

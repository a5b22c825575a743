"""What a scenario asks of the person who runs it by name: a model called ``Asks`` in the scenario's file.

``rpa run NAME --set key=value`` fills it and ``rpa run --list`` prints it: a scenario needs no command of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from rpa.errors import WrongUsage


class Asked(BaseModel):
    """Base of every ``Asks``. ``number`` is the request or обращение it is about; descriptions are Russian."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    number: str

    @property
    def request_number(self) -> str:
        return self.number


def _day(value: Any) -> Any:
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(str(value), form).date()
        except ValueError:
            continue
    raise ValueError("дата пишется 24.11.2026")


Day = Annotated[date, BeforeValidator(_day)]
"""A date as people write it: 24.11.2026."""

Model = TypeVar("Model", bound=Asked)

_SAID = {
    "missing": "не указано",
    "extra_forbidden": "такого не спрашивали",
    "string_too_short": "слишком коротко",
    "string_too_long": "слишком длинно",
}


def answer(asks: type[Model], given: Mapping[str, str]) -> Model:
    """The filled model. Raises ``WrongUsage`` that names every key that is wrong; values are never repeated."""
    try:
        return asks.model_validate(dict(given))
    except ValidationError as error:
        wrong = [f"{found['loc'][0]}: {_said(found)}" for found in error.errors()]
        raise WrongUsage(f"Сценарию не хватает ответов: {'; '.join(wrong)}.", hint=f"Нужно: {wanted(asks)}.") from None


def wanted(asks: type[Asked]) -> str:
    """What is asked, in one line: ``--set number=… (номер обращения)``."""
    return ", ".join(f"--set {name}=… ({field.description or name})" for name, field in asks.model_fields.items())


def _said(found: Any) -> str:
    limit = found.get("ctx", {})
    bound = limit.get("min_length") or limit.get("max_length")
    said = _SAID.get(found["type"], str(limit.get("error", "не то значение")))
    return f"{said} ({bound})" if bound else said

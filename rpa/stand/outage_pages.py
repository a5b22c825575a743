"""Pages that come instead of an answer: maintenance, the firewall's, the gateway's. Their words are invented."""

from __future__ import annotations


def _page(title: str, heading: str, text: str) -> str:
    return (
        f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"<p>УЧЕБНЫЙ СТЕНД</p><h1>{heading}</h1><p>{text}</p></body></html>"
    )


MAINTENANCE = _page(
    "Технические работы", "Проводятся технические работы", "Портал временно недоступен. Попробуйте зайти позже."
)
FIREWALL = _page("Проверка браузера", "Запрос заблокирован", "Сработала защита от автоматических запросов.")
GATEWAY = _page("504 Gateway Time-out", "504 Gateway Time-out", "")

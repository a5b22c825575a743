"""``rpa setup --stand``: the same questions against the training stand, which ends with them."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.cli.output import print_line
from rpa.cli.own_stand import own_stand
from rpa.errors import BadSettings
from rpa.operate.wizard import STEPS, Draft
from rpa.settings import DataRoot


def on_a_stand(root: DataRoot, slug: str, steps: Sequence[str], *, again: bool) -> None:
    """Start a stand, propose its first organization and its files, ask. Raises ``BadSettings`` if it does not start."""
    from rpa.cli.setting_up.steps import walk

    draft = Draft(root.organization(slug))
    if draft.document and not draft.settings.site.stand:
        raise BadSettings(
            f"{slug} — настоящая организация.", hint="Для учёбы возьмите другое имя: rpa setup training --stand."
        )
    accounting = draft.folder.root.absolute() / "accounting"
    accounting.mkdir(parents=True, exist_ok=True, mode=0o700)
    with own_stand(accounting, requests=20, inquiries=8) as facts:
        account = facts["accounts"][0]
        draft.document["site"] = {name: facts[name] for name in ("dom", "my", "esia")} | {"stand": True}
        draft.put(
            "organization",
            **{name: draft.section("organization").get(name, account[name]) for name in ("name", "ogrn")},
        )
        for name, file in (("file", "debts.xlsx"), ("served_houses", "served_houses.xlsx")):
            draft.put("dataset", **{name: draft.section("dataset").get(name, str(accounting / file))})
        draft.put("pacing", answers_per_minute=0)
        draft.save()
        print_line("УЧЕБНЫЙ СТЕНД: все люди, организации и адреса придуманы. Он работает, пока идут вопросы.")
        for caption, key in (("Логин", "login"), ("Пароль", "password"), ("Ключ TOTP", "totp_secret")):
            print_line(f"  {caption}: {account[key]}")
        begin = 0 if again or draft.next is None else list(STEPS).index(draft.next)
        walk(draft, steps or list(STEPS)[begin:])

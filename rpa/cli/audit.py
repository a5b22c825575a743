"""``rpa audit``: check the journal, hand a request's evidence to a stranger, destroy what was kept long enough."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli import output
from rpa.cli.context import DataOption, JsonOption, OrganizationOption
from rpa.errors import BadInput, EvidenceBroken

if TYPE_CHECKING:
    from rpa.audit import Verdict


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Журнал: проверить, выгрузить, уничтожить по сроку.", no_args_is_help=True)
    group.command("verify")(verify)
    group.command("export")(export)
    group.command("purge")(purge)
    app.add_typer(group, name="audit")


def verify(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="Журнал (journal.jsonl), папка организации или выгруженный пакет ZIP; по умолчанию — журнал"
            " организации.",
            show_default=False,
        ),
    ] = None,
    checkpoint: Annotated[
        str | None, typer.Option(metavar="ХЕШ:ЧИСЛО", help="Контрольная точка из уведомления или отчёта.")
    ] = None,
    evidence: Annotated[Path | None, typer.Option(help="Папка снимков: сверить и их.")] = None,
    key: Annotated[Path | None, typer.Option(help="Открытый ключ (PEM) из надёжного места.")] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Проверить журнал или пакет: что изменено, удалено, вставлено, переставлено. Не нужны ни настройки, ни сеть."""
    from rpa.audit.verify import read_checkpoint, refuse_another_file, verify_journal, verify_package
    from rpa.settings import DataRoot

    point = read_checkpoint(checkpoint) if checkpoint else None
    public_key = _read_key(key) if key else None
    if path is None:
        path = DataRoot.of(data).organization(organization).root
    if path.is_dir() and not (path / "proof.json").is_file():
        path, evidence = path / "journal.jsonl", evidence or path / "evidence"
    with output.progress_bar("Проверка", quiet=as_json) as bar:
        if path.is_dir() or _is_packed(path):
            verdict = verify_package(path, public_key=public_key, checkpoint=point)
        else:
            verdict = verify_journal(
                path, public_key=public_key, checkpoint=point, evidence_root=evidence, progress=bar.update
            )
            refuse_another_file(path, verdict)
    _show(verdict, as_json)
    if not verdict.ok:
        raise typer.Exit(EvidenceBroken.exit_code)


def export(
    request: Annotated[str, typer.Argument(help="Номер запроса о задолженности или обращения.")],
    out: Annotated[Path | None, typer.Option("--out", help="Куда записать ZIP.", show_default=False)] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Собрать доказательства по одному запросу в ZIP, который откроет и проверит посторонний без сети.

    Если снимок утрачен или подменён, пакет собирается, команда говорит об этом, и код выхода 74.
    """
    from rpa.audit.evidence import distinct_name
    from rpa.audit.export import export_request
    from rpa.settings import DataRoot

    root = DataRoot.of(data)
    folder = root.organization(organization)
    target = out or folder.reports / f"evidence-{distinct_name(request)}.zip"
    with output.writing(out):
        package = export_request(folder.journal, folder.evidence, request, target)
    if as_json:
        output.print_json(
            {
                "path": package.path,
                "records": package.records,
                "pictures": package.pictures,
                "signed": package.signed,
                "checkpoint": str(package.checkpoint),
                "findings": package.findings,
            }
        )
    else:
        output.print_line(f"Пакет: {package.path}")
        output.print_line(
            f"Записей: {package.records}, снимков: {package.pictures}. Контрольная точка: {package.checkpoint}"
        )
        for finding in package.findings:
            output.print_line(f"✗ {finding}")
        if not package.signed:
            output.warn("После этих записей подписи ещё нет: прогон идёт или был прерван. Выгрузите позже ещё раз.")
    if package.findings:
        output.warn(
            "Проверка этого пакета не сойдётся. Сохраните папку данных как есть "
            "и сообщите ответственному за безопасность."
        )
        raise typer.Exit(EvidenceBroken.exit_code)


def purge(
    yes: Annotated[bool, typer.Option("--yes", help="Уничтожить. Без этого ключа — только показать.")] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Показать (а с --yes уничтожить) файлы, срок хранения которых истёк; остаётся акт и запись в журнале."""
    from rpa.cli.context import locate
    from rpa.operate.purging import destroy, expired_files

    place = locate(data, organization)
    expired = expired_files(place)
    size = sum(item.size for item in expired)
    if not yes or not expired:
        if as_json:
            files = [{"kind": item.kind, "path": item.path, "kept_since": item.kept_since} for item in expired]
            output.print_json({"dry_run": True, "files": files, "bytes": size})
            return
        output.print_table(
            "Срок хранения истёк", ("Файл", "Хранится с", "Байт"), ((i.path, i.kept_since, i.size) for i in expired)
        )
        output.print_line(f"Файлов: {len(expired)}. Ничего не удалено." + (" Удалить: --yes." if expired else ""))
        return
    done = destroy(place, expired)
    if as_json:
        output.print_json(
            {"dry_run": False, "deleted": done.deleted, "bytes": done.bytes, "act": done.act, "left": done.left}
        )
    else:
        output.print_line(f"Уничтожено файлов: {done.deleted}. Акт: {done.act}")
        for name, reason in done.left:
            output.warn(f"Не удалён {name}: {reason}.")
    if done.left:
        raise typer.Exit(1)


def _is_packed(path: Path) -> bool:
    """Whatever it is called: a package comes by mail, and its name may lose the ending."""
    if path.suffix.lower() == ".zip":
        return True
    try:
        with path.open("rb") as stream:
            return stream.read(2) == b"PK"
    except OSError:
        return False  # whoever reads it as a journal says what is wrong


def _read_key(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput("Файл ключа не читается.", hint="Проверьте путь и права на файл.") from error


def _show(verdict: Verdict, as_json: bool) -> None:
    if as_json:
        output.print_json(verdict.as_dict())
        return
    for finding in verdict.findings:
        output.print_line(f"✗ {finding.sentence}")
    for remark in verdict.remarks:
        output.warn(remark)
    # An emptied file is a chain of nothing: it holds together, and says so of nothing.
    sound = "Журнал сходится" if verdict.records else "ЖУРНАЛ ПУСТ, он ничего не доказывает"
    state = sound if verdict.ok else "ЖУРНАЛ НЕ СХОДИТСЯ"
    output.print_line(
        f"{state}: записей {verdict.records}, подписей {verdict.signatures}, снимков {verdict.pictures} "
        f"(уничтожено по сроку {verdict.purged})."
    )
    output.print_line(f"Контрольная точка: {verdict.head}:{verdict.records}")

"""``rpa stand``: start the training stand."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    @app.command(
        "stand",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
        add_help_option=False,
    )
    def stand(context: typer.Context) -> None:
        """Запустить учебный стенд: кабинет ГИС ЖКХ с придуманными людьми (ключи: rpa stand --help)."""
        from rpa.stand import command

        raise typer.Exit(command.main(context.args))

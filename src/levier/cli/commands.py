"""Every command of ``levier``, in the order ``levier --help`` should teach them.

A command is named here and imported only when it is asked for, so that ``levier --help`` stays quick and the
rules can be used without loading Django.
"""

from __future__ import annotations

from importlib import import_module

import click

#: command name → (module, attribute). One line each; the first line of its docstring is its help.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("levier.cli.demo", "demo"),
    "notice": ("levier.cli.notice", "notice"),
    "watch": ("levier.cli.watch", "watch"),
    "applies": ("levier.cli.applies", "applies"),
    "calibrate": ("levier.cli.calibrate", "calibrate"),
    "referentiels": ("levier.cli.referentiels", "referentiels"),
    "regles": ("levier.cli.regles", "regles"),
    "migrate": ("levier.cli.migrate", "migrate"),
    "open-workspace": ("levier.cli.open_workspace", "open_workspace"),
    "serve": ("levier.cli.serve", "serve"),
    "worker": ("levier.cli.worker", "worker"),
    "data-key": ("levier.cli.data_keys", "data_key"),
    "rotate-keys": ("levier.cli.data_keys", "rotate_keys"),
    "check": ("levier.cli.check", "check"),
    "import-programme": ("levier.cli.import_programme", "import_programme"),
}


class LazyGroup(click.Group):
    """A group that imports a command the day somebody calls it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - a line of the table above is wrong otherwise
        return command

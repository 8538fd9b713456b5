"""What click says when a command is mistyped, in French and on one line."""

from __future__ import annotations

import click


def sentence(error: click.ClickException) -> str:
    """The French sentence for one of click's errors; its own message where there is nothing better."""
    match error:
        case click.NoSuchOption():
            return f"option inconnue : {error.option_name}. Voir « {_help(error)} »."
        case click.MissingParameter():
            return f"il manque {_name(error)}. Voir « {_help(error)} »."
        case click.BadParameter():
            return f"valeur refusée pour {_name(error)} : {error.message}"
        case click.UsageError() if error.message.startswith("No such command"):
            return f"commande inconnue : {error.message.split(maxsplit=3)[-1].strip(chr(39) + '.')}. Voir « {_help(error)} »."
        case _:
            return error.format_message()


def _help(error: click.UsageError) -> str:
    return f"{error.ctx.command_path if error.ctx else 'levier'} --help"


def _name(error: click.BadParameter) -> str:
    """The parameter as it is typed: « --counting », or the name of an argument."""
    match error.param:
        case click.Option(opts=opts):
            return opts[0]
        case click.Parameter():
            return error.param.human_readable_name
        case _:
            return str(error.param_hint or "un paramètre")

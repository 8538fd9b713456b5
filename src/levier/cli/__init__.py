"""The ``levier`` command.

Errors are one line on standard error with exit code 2; ``--json`` where a program would read the answer.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from levier import __version__
from levier.domain.errors import ImportFailed, LevierError

from .commands import LazyGroup
from .french import sentence


class OneLineErrors(LazyGroup):
    """A group whose errors, ours and click's alike, are one line and exit code 2."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        try:
            return super().main(*args, **kwargs)
        except click.ClickException as error:
            self._stop(sentence(error))
        except ImportFailed as error:
            for cell in error.errors[:50]:
                click.echo(f"  {cell}", err=True)
            self._stop(error.message)
        except LevierError as error:
            self._stop(error.message)
        except click.Abort:
            self._stop("Interrompu.")

    @staticmethod
    def _stop(message: str) -> None:
        click.echo(f"levier : {' '.join(message.split())}", err=True)
        sys.exit(2)


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="levier")
def levier() -> None:
    """Levier : du programme de l’acheteur à l’attestation de bonne réalisation."""


def setup_django() -> None:
    """Load Django for the commands that need the database; the others start without it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levier.config.settings")
    import django

    django.setup()


def main() -> None:
    """Entry point of the ``levier`` script."""
    levier()

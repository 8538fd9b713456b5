"""What goes wrong with a source, each with a sentence for a person and a word for a log."""

from __future__ import annotations

from levier.domain.errors import LevierError

#: Code of an answer over the limit: a shorter one may be asked for.
TOO_LARGE = "too-large"


class SourceFailed(LevierError):
    """A source that cannot be read on: what was stored stays, and the next pull starts where this one stopped.

    ``code`` is a word for logs and supervision: it never holds what the source said.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class Refused(SourceFailed):
    """The source answered, and said no (4xx): asking again would not help."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message, code=f"http-{status}")
        self.status = status


class Passing(Exception):
    """A trouble that may be over in a moment: the exchange is made again.

    ``said`` ends a French sentence (« … répond par une erreur 503 »); ``after`` is the wait the source asked for, in seconds;
    ``moved`` is true when something was nonetheless received, so that patience starts anew.
    """

    def __init__(self, said: str, *, code: str, after: float | None = None, moved: bool = False) -> None:
        super().__init__(said)
        self.said = said
        self.code = code
        self.after = after
        self.moved = moved

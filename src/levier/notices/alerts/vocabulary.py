"""Numbers for words and facts, so that matching compares numbers and never text."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..text import stem

Numbers = NDArray[np.int32]


class Vocabulary:
    """A number for each word and each fact met, one for each stem; 0 stands between two texts.

    Subjects and alerts that are matched together share one. It only grows: make one for each run rather than one for the
    life of a process. Threads may share it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        #: By number: the word (« nettoyage ») or the fact (« cpv:90910000 »).
        self.tokens: list[str] = [""]
        #: Number of the stem of each token, 0 for a fact.
        self._stem_of: list[int] = [0]

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def stem_count(self) -> int:
        """One more than the highest number of a stem."""
        return len(self._stems) + 1

    def numbers(self, tokens: Iterable[str]) -> list[int]:
        """Numbers of words or facts (a fact holds a colon), given to those that had none."""
        known = self._tokens.get
        return [known(token) or self._add(token) for token in tokens]

    def _add(self, token: str) -> int:
        with self._lock:
            number = self._tokens.get(token)
            if number is None:
                self._stem_of.append(0 if ":" in token else self._stem_number(stem(token)))
                self.tokens.append(token)
                number = self._tokens[token] = len(self.tokens) - 1
            return number

    def stem_number(self, stemmed: str) -> int:
        """Number of a stem, given to it if it had none."""
        with self._lock:
            return self._stem_number(stemmed)

    def _stem_number(self, stemmed: str) -> int:
        return self._stems.setdefault(stemmed, len(self._stems) + 1)

    def stems_of(self, first: int, last: int) -> Numbers:
        """Numbers of the stems of the tokens numbered from ``first`` to ``last - 1``."""
        return np.array(self._stem_of[first:last], dtype=np.int32)

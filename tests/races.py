"""Several who act at the same moment, each on a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from levier.domain.errors import Conflict


def at_once(act: Callable[[], object], count: int = 2) -> list[str]:
    """Run ``act`` in as many threads, released together; what each one got."""
    gate, results = threading.Barrier(count), []

    def run() -> None:
        try:
            gate.wait(timeout=10)
            act()
            results.append("won")
        except Conflict:
            results.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(results)

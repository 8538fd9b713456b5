"""Search in stored notices: words asked of the database's own index, everything else of columns held in memory.

``search(query, filters, page) -> Page(hits, facets, total)`` is the door. The index is fed with the stems and the words of
``levier.notices.text``, so that SQLite and PostgreSQL find the same notices, in the same order.
"""

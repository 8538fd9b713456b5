"""Messages that come back: how they are read (``dsn``), where they arrive (``mailbox``, ``webhook``), what follows."""

"""Forms of this room, one module per step: ``launch``, ``orders``, ``hours``, ``closing``."""

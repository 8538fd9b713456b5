"""Forms of this room, one module for each part of the record; ``base`` is what they share."""

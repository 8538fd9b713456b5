"""Pages of this room: one module for each part of the record."""

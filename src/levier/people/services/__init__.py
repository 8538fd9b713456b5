"""Write people: one module for each part of their record."""

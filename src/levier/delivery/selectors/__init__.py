"""Read delivery: one module for each part of the step."""

"""Pages of delivery: one module for each part of the step."""

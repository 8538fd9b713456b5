"""Saved alerts: a question of the search kept by a person, what it finds among newly stored notices, and the digests sent."""

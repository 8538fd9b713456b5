"""What happened to people: what followed a step, gaps between spells, exits after the last contract."""

"""Pages of a structure that looks for lots and answers them."""

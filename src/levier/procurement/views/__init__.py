"""Pages of procurement: read the form, call one selector or one service, render."""

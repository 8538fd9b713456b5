"""What the pages « Recherche » and « Avis » show of stored notices: the question asked, facets, badges, passages. Reads only."""

"""A structure answers: lots ranked by fit, go or no-go, what it joins to an answer, joint bids."""

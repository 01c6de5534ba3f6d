"""What passes between the rooms: citations, answers, quotes, and what can be wrong with a sentence."""

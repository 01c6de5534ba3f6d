"""What passes between the rooms: citations, answers, quotes, and the problems of a sentence."""

"""Numbers and dates of a claim, compared by value with those of its source."""

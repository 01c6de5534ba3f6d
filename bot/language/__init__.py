"""Words, names and phrases of questions and claims."""

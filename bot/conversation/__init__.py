"""What a question means after the questions and answers before it."""

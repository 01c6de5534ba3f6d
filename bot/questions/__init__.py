"""What a question asks: taken apart, narrowed, asked back, spelled anew."""

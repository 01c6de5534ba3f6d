"""What is kept of conversations, and what is counted of them."""

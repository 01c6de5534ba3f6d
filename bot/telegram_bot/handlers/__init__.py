"""What the bot does with each update: a module for each kind."""

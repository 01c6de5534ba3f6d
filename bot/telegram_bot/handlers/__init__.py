"""What the bot does with each kind of update, a module for each kind."""

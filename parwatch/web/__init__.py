"""The web page beside the bot: what is stored, how each source does, and the health check."""

"""The demonstration: a workspace of its own with the bot in it, each a process, on this machine only."""

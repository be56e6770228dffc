"""Ways out: Redis, Slack, the file system."""

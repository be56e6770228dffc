"""Ways in over plain HTTP, beside Slack."""

"""Ways in from Slack: one file a verb; a handler parses, calls the desk or a query, and shows."""

"""What the workspace holds: people, conversations, messages, views, files. In memory only."""

"""What people do in the workspace, and what the app is sent when they do it."""

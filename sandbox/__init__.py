"""A local Slack workspace over HTTP and WebSocket, for demonstrations and tests."""

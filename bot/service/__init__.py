"""Use cases: the desk, the courier, the heartbeat and the queries; async, and only through ports."""

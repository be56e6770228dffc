"""The incident domain: pure functions over frozen values; no await, no clock, no input or output."""

"""Tocsin: incident command for machine-learning systems, in Slack."""

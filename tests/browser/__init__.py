"""A package, so that pytest ends the browser when it leaves this folder: its loop would stand in the way of others."""

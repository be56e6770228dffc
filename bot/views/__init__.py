"""State to small typed view models to Block Kit and documents."""

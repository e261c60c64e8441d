"""What the fixtures are built of."""

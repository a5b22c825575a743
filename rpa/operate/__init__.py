"""What people and schedulers start: planning, answering, verifying, setting up, watching."""

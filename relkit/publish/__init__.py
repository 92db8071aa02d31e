"""Publishing: pushing with a lease, and pull requests; nothing here decides what is published."""

"""What changes are, for programs and for people."""

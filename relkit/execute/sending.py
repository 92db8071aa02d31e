"""Sending the results of an operation to a remote, and asking for them to be merged."""

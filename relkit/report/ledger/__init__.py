"""The ledger, shown: for people, for programs, for an issue."""

"""Backports, shown: what is to be picked and what became of it, on a terminal and as JSON documents."""

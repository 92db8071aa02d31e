"""One file a verb: read, decide, act where told, and return a result. Only here the rooms meet."""

"""The only room that talks to git: reading refs, history and objects, and predicting merges."""

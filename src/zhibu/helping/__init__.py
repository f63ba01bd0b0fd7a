"""Where help is needed, and offers of it. What was counted is kept beside the facts; no status is."""

"""The tree of organizations and the members in it: as they are, and as they were on any day."""

"""A county that does not exist, to try everything on. No real person's data, ever."""

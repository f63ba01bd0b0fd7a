"""Who signs in, which posts they hold, and what a post may see and do.

``policy.py`` is the table a reviewer reads; ``pages.py`` says which line of it opens which page.
"""

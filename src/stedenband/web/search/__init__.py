"""Finding things by name at ``/search``: what is asked, and what was found as a page or as JSON."""

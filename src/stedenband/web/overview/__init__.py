"""The whole at a glance: the front page with map and timeline, and the page of figures at ``/statistics``."""

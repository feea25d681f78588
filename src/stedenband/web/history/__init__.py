"""What changed over time: ``/releases``, ``/changes``, the feed, event streams, and documents as they were."""

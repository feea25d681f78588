"""Views: each reads a request, asks the release, has the result rendered, and returns the response."""

"""What every room says in HTTP: answers, refusals, policy, static files, and what is read of a request."""

"""What is told of the work to who watches it: the log and the figures."""

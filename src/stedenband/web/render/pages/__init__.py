"""Pages of HTML: all that each shows as plain values, and the templates that write them."""

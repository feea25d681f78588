"""The page of the vocabulary at ``/ns``: every term told to people and to programs, in each of its versions."""

"""The documents about things at ``/doc``: what is said of each, by whom, and how to cite it."""

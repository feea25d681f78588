"""The catalogue of the data at ``/catalog``: its documents, its pages, and the files to download."""

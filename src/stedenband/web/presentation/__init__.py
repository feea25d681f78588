"""How anything is told to one reader: the language, the words, the terms of the graph, the templates."""

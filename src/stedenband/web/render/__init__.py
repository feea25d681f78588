"""Rendering: values in, text or bytes out."""

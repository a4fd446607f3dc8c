"""Data files of the analysis, read with importlib.resources."""

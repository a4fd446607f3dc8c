"""Be Vietnam Pro in two weights (SIL Open Font License, OFL.txt), made by tools/make_fonts.py."""

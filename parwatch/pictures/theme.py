"""The measures and colours of the pictures: drawn 1280 wide, read 360 wide on a phone, so no letter is under 28.

Every pair of colours that text is drawn in has a contrast of 4.5 or more; no difference is told by colour alone.
"""

WIDTH = 1280
MARGIN = 56
ROOM = WIDTH - 2 * MARGIN

INK = "#17212b"
MUTED = "#52606d"
LANE = "#e9eef4"
STRIPE = "#f3f6f9"
EDGE = "#8796a5"
TRACE = "#9dc1da"
ACCENT = "#0b5a8f"
GOOD = "#1a7340"
BAD = "#b42318"
DISPUTED = "#8a4b00"
CONTESTED = "#fff4e0"
PAPER = "#ffffff"

SMALL = 28
BODY = 34
STRONG = 42

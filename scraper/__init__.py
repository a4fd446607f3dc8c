"""Web -> Page: which portals are watched, one polite request, what is linked from it, and the clean article in it.

The only room that knows HTTP, HTML and feeds. It imports the ground and nothing else.
"""

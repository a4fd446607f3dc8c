"""Everything that lets parwatch be seen and tested without the outside world: sample portals and a sample Bot API.

Written for the project and served on loopback addresses only. The tests drive the real service through the same
objects, so that the demo cannot drift away from what is tested.
"""

"""What people do in chats, and what the bot answers: one module for each kind of thing that is asked.

A handler takes a `Question` and returns replies; it knows no network. `router` finds the handler.
"""

"""How the sample Bot API says no."""

from __future__ import annotations


class Refusal(Exception):
    """An answer with ok = false: the code and the description are the real server's; `parameters` go with them."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> Refusal:
    """A 400 in the real server's manner."""
    return Refusal(400, f"Bad Request: {description}")

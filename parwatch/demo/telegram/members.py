"""Who is in a chat of the sample Bot API, and who may change it."""

from __future__ import annotations

from dataclasses import dataclass

from parwatch.demo.telegram.forms import Params
from parwatch.demo.telegram.messages import Messages
from parwatch.demo.telegram.refusal import bad_request
from parwatch.demo.telegram.state import Chat, Json, State, bot_json, chat_json, person_json


@dataclass(slots=True)
class Members:
    """The methods that ask about chats and people."""

    messages: Messages

    @property
    def _state(self) -> State:
        return self.messages.state

    async def get_chat(self, params: Params) -> Json:
        """getChat, with the fields that the library asks for."""
        return chat_json(self.messages.open_chat(params)) | {"accent_color_id": 0, "max_reaction_count": 11}

    async def get_chat_member(self, params: Params) -> Json:
        """getChatMember: creator, administrator or member; everybody is in."""
        chat = self.messages.open_chat(params)
        user_id = params.whole("user_id")
        if not user_id:
            raise bad_request("invalid user_id specified")
        return self._member(chat, user_id)

    async def get_chat_administrators(self, params: Params) -> list[Json]:
        """getChatAdministrators."""
        chat = self.messages.open_chat(params)
        if chat.kind == "private":
            raise bad_request("there are no administrators in the private chat")
        return [self._member(chat, user_id) for user_id in sorted(chat.admins)]

    async def leave_chat(self, params: Params) -> bool:
        """leaveChat."""
        chat = self.messages.open_chat(params)
        if chat.kind == "private":
            raise bad_request("chat member status can't be changed in private chats")
        chat.blocked = True
        return True

    def _member(self, chat: Chat, user_id: int) -> Json:
        bot = bot_json(self.messages.token)
        user = bot if user_id == bot["id"] else person_json(user_id, chat.language)
        status = "creator" if user_id in chat.admins else "member"
        return {"user": user, "status": status, **({"is_anonymous": False} if status == "creator" else {})}

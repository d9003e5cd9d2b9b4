"""The web chat's side of the contract. A message to it waits in the outbox until the page asks for news."""

from __future__ import annotations

from bot.channels.base import Capabilities, Outgoing, Receipt

NAME = "web"


class WebChannel:
    """The page shows buttons, pictures and files, and fetches what was sent to it: sending needs no call."""

    name = NAME
    capabilities = Capabilities(
        max_text=100_000,  # the page sets no limit; no prompt comes near
        buttons=50,
        button_label=400,
        sends_documents=True,
        sends_pictures=True,
        receives_files=True,
        passive_reply=True,
    )

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Nothing to do: a row marked sent is what the page reads."""
        return Receipt(platform_id=outgoing.key)

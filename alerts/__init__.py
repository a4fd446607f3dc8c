"""From a Notice to a message that somebody reads.

    texts       every sentence that a person sees, once a language
    spans       formatted text as a value: HTML and plain are two spellings of it
    standings   the claims of a notice, grouped: one unit on one index, newest year first
    render      Notice -> messages below Telegram's limit, for a phone or for a terminal
    channels    the protocol that the roof sends through, and the console
    pacing      Telegram's speed limits, kept by waiting
    secrets     the token stays out of logs
    verdicts    what an answer of the Bot API means for the sender: the DeliveryError tree
    telegram    one client of the Bot API; the channel that uses it
    desk        what the bot may ask of the service
    commands    what people write to the bot, and the replies
    responder   each chat answered in its order
    bot         the loop that listens

The room knows python-telegram-bot and nothing of the web, the database or the settings.
"""

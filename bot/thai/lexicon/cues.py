"""Words that say what a message wants. A cue's name is the sign that matching rules speak of; several may fit."""

from bot.thai.lexicon import compiled, data

CUES = compiled(data("cues"))

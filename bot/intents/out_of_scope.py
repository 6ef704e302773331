"""What is not for us, or was not understood: suggestions, never silence."""

from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import general

NAME = "out_of_scope"

RULE = Rule(cases=(("foreign", 0.55),), lowers=(("measure_no percent indicator", 0.3),))


def matches(reading: Reading) -> Match | None:
    """Another office's business. What nobody understands is brought here by `choose`."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Not ours, or not understood: what it may have meant, and what we can do."""
    choices = [(each.label, each.words) for each in meaning.alternatives]
    return Answer([general.not_understood(choices) if choices else general.outside()])

"""What can be asked and done."""

from bot import own_data
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import general, papers
from tracker.actions.authority import role_name

NAME = "help"
EXAMPLE = "ช่วยเหลือ"

RULE = Rule(
    cases=(
        ("erase_me", 0.97),
        ("own_data", 0.95),
        ("aid", 0.85),
        ("how !send !report !score", 0.5),
        ("take_in !percent !measure_no !year", 0.9),
        ("meaning_of ita|instrument !year !measure", 0.86),
    ),
    lowers=(
        ("foreign", 0.6),
        ("attach", 0.4),
        ("remind", 0.35),
        ("measure_no department percent enrol evidence grade lack do_to_reach", 0.3),
        ("score measure if year weak state", 0.2),
        ("report", 0.15),
        ("duty send ita", 0.1),
    ),
    hints={
        "meaning_of": "meaning_of",
        "take_in": "take_in",
        "own_data": "own_data",
        "erase_me": "erase_me",
    },
)


def matches(reading: Reading) -> Match | None:
    """Somebody asks for help."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """What can be asked and done, by who asks."""
    if meaning.hints.get("erase_me"):
        return own_data.repeated(scene)
    if meaning.hints.get("own_data"):
        return own_data.shown(scene)
    if meaning.hints.get("meaning_of"):
        return Answer([general.what_ita_is()])
    if meaning.hints.get("take_in"):
        return papers_in(scene)
    posts = scene.authority.holdings if scene.chat == "private" else ()
    who = role_name(posts[0].role, posts[0].department) if posts else "สำหรับทุกคน"
    return Answer([general.help_card(who, [post.role for post in posts], scene.links.privacy)])


def papers_in(scene: Scene) -> Answer:
    """How papers are taken in: the empty workbook for anybody; for a coordinator also the office's own."""
    own = None
    if scene.allows("export_workbook") and scene.person is not None:
        own = scene.links.workbook(scene.office().id, scene.person.id)
    return Answer([papers.form(scene.links.template, own)])


BUTTONS = own_data.BUTTONS

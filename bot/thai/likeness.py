"""Which example a message is most like, for what no rule speaks of.

Examples are kept as skeletons: the key of a message with what it mentions replaced by a mark each, so that another
year or department is no difference. They are compared by the letters that stand together, rarer ones counting more.
The same message is always most like the same examples, and the nearest one can be shown.
"""

import math
import re
import tomllib
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate

from bot.thai.reading import Reading

LONGEST = 200
"""Letters of a skeleton that are compared: what is longer is no short question in other words."""
NEIGHBOURS = 5

_MARKS = {
    "year": "ป", "indicator": "ช", "instrument": "บ", "item": "โ", "item_no": "ข", "measure_no": "ม",
    "measure_text": "ท", "department": "ก", "round": "ร", "day": "ว", "percent": "%", "format": "ฟ", "level": "ล",
    "letter": "ล", "status": "ส", "office": "อ", "every_department": "ก",
}  # fmt: skip
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Likeness:
    """What the nearest examples are of. `nearness` 0 to 1 to the nearest one, `agreement` 0 to 1 among them."""

    intent: str
    nearness: float
    agreement: float
    example: str


def skeleton(reading: Reading) -> str:
    """A message without its particulars."""
    key, parts, at = reading.key.text, [], 0
    for mention in reading.mentions:
        if mention.start >= at:
            parts += [key[at : mention.start], f"<{_MARKS.get(mention.kind, '?')}>"]
            at = mention.end
    words = "".join(parts) + key[at:]
    return _NUMBER.sub("#", words.replace("\0", ""))[:LONGEST]


def likest(reading: Reading) -> Likeness | None:
    """What a message is most like, None when it shares nothing with any example."""
    return _index().likest(skeleton(reading))


def _grams(words: str) -> Counter[str]:
    framed = f"^{words}$"
    return Counter(framed[at : at + size] for size in (2, 3, 4) for at in range(len(framed) - size + 1))


class _Index:
    """The examples by the letters that stand together in them: of each group a part of two long arrays, which examples
    it stands in and how much it weighs there. Lists of its own for each group would take fifteen megabytes."""

    def __init__(self, examples: list[tuple[str, str]]) -> None:
        self._examples = examples
        known = Counter(gram for words, _ in examples for gram in _grams(words))
        self._place = {gram: place for place, gram in enumerate(known)}
        self._starts = array("I", accumulate(known.values(), initial=0))
        self._where = array("H", bytes(2 * self._starts[-1]))
        self._weight = array("f", bytes(4 * self._starts[-1]))
        free = array("I", self._starts)
        for number, (words, _) in enumerate(examples):
            grams = {self._place[gram]: count for gram, count in _grams(words).items()}
            weights = {place: (1 + math.log(count)) * self._rarity(place) for place, count in grams.items()}
            length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
            for place, weight in weights.items():
                self._where[free[place]], self._weight[free[place]] = number, weight / length
                free[place] += 1

    def _rarity(self, place: int) -> float:
        """How much a group of letters tells: the fewer examples have it, the more."""
        return math.log(len(self._examples) / (self._starts[place + 1] - self._starts[place]))

    def likest(self, words: str) -> Likeness | None:
        unknown = math.log(len(self._examples))
        found: dict[int, float] = defaultdict(float)
        length = 0.0
        for gram, count in _grams(words).items():
            place = self._place.get(gram)
            weight = (1 + math.log(count)) * (unknown if place is None else self._rarity(place))
            length += weight * weight
            if place is not None:
                its = slice(self._starts[place], self._starts[place + 1])
                for number, theirs in zip(self._where[its], self._weight[its], strict=True):
                    found[number] += weight * theirs
        if not found or not length:
            return None
        nearest = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:NEIGHBOURS]
        votes: Counter[str] = Counter()
        for number, near in nearest:
            votes[self._examples[number][1]] += near * near  # type: ignore[assignment]
        intent, most = max(votes.items(), key=lambda pair: pair[1])
        example = next(
            self._examples[number][0] for number, _ in nearest if self._examples[number][1] == intent
        )
        return Likeness(intent, nearest[0][1] / math.sqrt(length), most / sum(votes.values()), example)


@lru_cache(maxsize=1)
def _index() -> _Index:
    text = (files("bot.thai.lexicon") / "examples.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return _Index([(words, intent) for intent, examples in data.items() for words in examples])

"""Departments (ส่วนราชการ) by full name, with the names they go by."""

import re

from bot.thai.lexicon import compiled, data
from bot.thai.normalise import fold_letters

_WORDS = data("departments")
DEPARTMENTS = compiled(_WORDS["names"])
ABBREVIATIONS: dict[str, str] = {fold_letters(short): full for short, full in _WORDS["abbreviations"].items()}
ABBREVIATION = re.compile("|".join(sorted(ABBREVIATIONS, key=len, reverse=True)))
EVERY = re.compile(
    fold_letters("ทุก(?:กอง|สำนัก|ส่วน(?:ราชการ|งาน)?|หน่วยงาน|ฝ่าย)(?:/(?:ทุก)?(?:กอง|สำนัก(?:ปลัด)?))*")
)

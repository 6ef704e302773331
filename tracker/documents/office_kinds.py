"""The kinds of local government (อปท.), as papers and people write them."""

KINDS: tuple[tuple[str, str, str], ...] = (
    ("องค์การบริหารส่วนจังหวัด", "อบจ.", r"อ\s?บ\s?จ\s?\."),
    ("องค์การบริหารส่วนตำบล", "อบต.", r"อ\s?บ\s?ต\s?\."),
    ("เทศบาลนคร", "ทน.", r"ทน\."),
    ("เทศบาลเมือง", "ทม.", r"ทม\."),
    ("เทศบาลตำบล", "ทต.", r"ทต\."),
)
"""Written out, short, and the short form as a pattern: dots and blanks are set as one likes."""

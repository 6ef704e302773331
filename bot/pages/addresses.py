"""Where the page of a year leads: on the web, or within the folder that the static copy unpacks to."""

from dataclasses import dataclass

from bot.pages.assets import version

ON_PAPER = {
    "analysis": "รายงานการวิเคราะห์ผลการประเมิน",
    "measures": "มาตรการส่งเสริมคุณธรรมและความโปร่งใส",
    "progress": "รายงานผลการดำเนินการ",
}
"""The reports of a year that may be read by everybody, by their kind."""


@dataclass(frozen=True)
class Addresses:
    """The addresses of one year's page. Those of a folder are relative and lead nowhere else: what the web process
    alone can answer (`home`, `privacy`, `zip`, other years) is None there."""

    style: str
    icon: str
    json: str
    csv: str
    readme: str
    home: str | None
    privacy: str | None
    zip: str | None
    _year: str | None
    _files: str
    _photos: str

    def year(self, fiscal_year: int) -> str | None:
        """The page of another year of the same office."""
        return f"{self._year}{fiscal_year}" if self._year is not None else None

    def report(self, kind: str, format: str) -> str:
        """A report (key of ON_PAPER) in a format of tracker.reports."""
        return f"{self._files}{kind}.{format}"

    def photo(self, evidence_id: int) -> str:
        """A photo of the published copy."""
        return f"{self._photos}{evidence_id}.jpg"


def on_the_web(slug: str, fiscal_year: int) -> Addresses:
    """As the routes of the public pages answer."""
    here = f"/o/{slug}/{fiscal_year}"
    return Addresses(
        style=f"/static/page.css?v={version('page.css')}",
        icon=f"/static/mark.svg?v={version('mark.svg')}",
        json=f"{here}.json",
        csv=f"{here}.csv",
        readme=f"{here}/readme.txt",
        home="/",
        privacy="/privacy",
        zip=f"{here}.zip",
        _year=f"/o/{slug}/",
        _files=f"{here}/",
        _photos=f"{here}/photo/",
    )


def in_a_folder(slug: str, fiscal_year: int) -> Addresses:
    """As the static copy is laid out: ASCII names, everything beside index.html."""
    return Addresses(
        style="page.css",
        icon="mark.svg",
        json=f"{slug}-{fiscal_year}.json",
        csv=f"{slug}-{fiscal_year}.csv",
        readme="readme.txt",
        home=None,
        privacy=None,
        zip=None,
        _year=None,
        _files="reports/",
        _photos="photos/",
    )

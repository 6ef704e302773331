"""The departments as one picture, asked for in the chat."""

from bot.scene import Answer, Scene
from bot.voice import measures as measures_voice
from bot.voice import pictures as voice
from tracker.errors import NotAllowed
from tracker.rules.overview import figures


def summary_picture(fiscal_year: int | None, scene: Scene) -> Answer:
    """The picture of a year (B.E.; None: the present one's measures) for who reads the whole office."""
    office = scene.office()
    if not scene.reads_everything or scene.person is None:
        raise NotAllowed(
            who="ผู้ที่ไม่ใช่ผู้บริหารหรือผู้ประสาน ITA",
            instead="ดูงานของส่วนราชการตนได้ด้วย “งานของฉัน” หรือดูหน้าสาธารณะด้วย “ขอลิงก์หน้าสาธารณะ”",
        )
    year = fiscal_year or scene.current_measure_year()
    known = scene.year(year)
    if not known.measures:
        said = measures_voice.no_measures(office.name, year, scene.measure_years(), public=False)
        return Answer([said], topic={"office_id": office.id})
    shown = figures(known, scene.today)
    address = scene.links.picture(office.id, scene.person.id, shown)
    return Answer(
        voice.summary(shown, office.name, address), topic={"office_id": office.id, "fiscal_year": year}
    )

"""The nouns. Importing this package registers every table.

Whatever belongs to one office carries its office_id in its keys and indexes, so that no query crosses offices by
mistake and a PostgreSQL spread over machines can split by it.
"""

from sqlmodel import SQLModel

# Names must be known to the migrations on every database, so set them before the first table is declared.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

from tracker.model.assessments import Assessment, Doubt, Finding, IndicatorScore, Source  # noqa: E402
from tracker.model.desk import DeskLink, DeskLockout, DeskSession  # noqa: E402
from tracker.model.measures import (  # noqa: E402
    Acknowledgement,
    Drawing,
    Evidence,
    Measure,
    MeasureRound,
    OfficeTemplate,
    ProgressEntry,
    PublishedCopy,
    Responsibility,
    Round,
    RoundEdition,
    TextRelease,
)
from tracker.model.messages import (  # noqa: E402
    AuditEntry,
    AuditHead,
    Draft,
    Heartbeat,
    Memory,
    Message,
    Notice,
    Pace,
    SeenEvent,
)
from tracker.model.organisations import Department, Office, OfficeHoliday, OfficeRevision  # noqa: E402
from tracker.model.papers import IncomingPaper, KnownOffice, PaperReport  # noqa: E402
from tracker.model.people import (  # noqa: E402
    Invitation,
    InvitationGuess,
    MenuToUnlink,
    NoticeAcceptance,
    Person,
    Post,
    Tenure,
)
from tracker.model.reviews import Review  # noqa: E402

__all__ = [
    "Acknowledgement",
    "Assessment",
    "AuditEntry",
    "AuditHead",
    "Department",
    "DeskLink",
    "DeskLockout",
    "DeskSession",
    "Doubt",
    "Draft",
    "Drawing",
    "Evidence",
    "Finding",
    "Heartbeat",
    "IncomingPaper",
    "IndicatorScore",
    "Invitation",
    "InvitationGuess",
    "KnownOffice",
    "Measure",
    "MeasureRound",
    "Memory",
    "MenuToUnlink",
    "Message",
    "Notice",
    "NoticeAcceptance",
    "Office",
    "OfficeHoliday",
    "Pace",
    "OfficeRevision",
    "OfficeTemplate",
    "PaperReport",
    "Person",
    "Post",
    "ProgressEntry",
    "PublishedCopy",
    "Responsibility",
    "Review",
    "Round",
    "RoundEdition",
    "SeenEvent",
    "Source",
    "Tenure",
    "TextRelease",
]

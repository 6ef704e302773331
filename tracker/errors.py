"""The tracker's errors: one small tree.

A class's docstring is the Thai sentence a person reads in the chat or on a page; it says what is wrong and
what to do next. `english` is the line an operator reads on stderr. Both may name facts in braces, which are
given as keyword arguments when the error is raised.
"""

from typing import Any, ClassVar


class TrackerError(Exception):
    """ขออภัยค่ะ ทำรายการนี้ไม่ได้ กรุณาลองใหม่หรือแจ้งผู้ประสาน ITA ของหน่วยงาน"""

    english: ClassVar[str] = "the request could not be carried out"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.english.format(**facts))
        self.facts = facts

    @property
    def sentence(self) -> str:
        """The Thai sentence for the person, with its facts filled in."""
        return (type(self).__doc__ or "").format(**self.facts)


class StorageUnavailable(TrackerError):
    """ระบบบันทึกข้อมูลไม่ได้ชั่วคราว กรุณาส่งข้อความเดิมอีกครั้งในอีกสักครู่ค่ะ"""

    english = "the database cannot be used right now: {reason}"


class FilesUnavailable(TrackerError):
    """ระบบเปิดหรือเก็บไฟล์ไม่ได้ชั่วคราว กรุณาลองใหม่อีกครั้งในอีกสักครู่ค่ะ"""

    english = "the file store cannot be used right now: {reason}"


class PictureNotDrawn(TrackerError):
    """วาดภาพสรุปไม่ได้ในขณะนี้ กรุณาเปิดใหม่อีกครั้งในอีกสักครู่ค่ะ"""

    english = "the picture could not be drawn: {problem}"


class SettingInvalid(TrackerError):
    """การตั้งค่าระบบไม่ครบ กรุณาแจ้งผู้ดูแลระบบค่ะ"""

    english = "setting {name}: {problem}; for example {name}={example}"


class AccountUnknown(TrackerError):
    """บัญชี LINE นี้ไม่ได้อยู่ในระบบแล้วค่ะ"""

    english = "no account {account} is set up (any more): it is missing from LINE_CHANNELS"


class NotAllowed(TrackerError):
    """ขออภัยค่ะ {who}ทำรายการนี้ไม่ได้ {instead}"""

    english = "not allowed: {who} {instead}"


class UnknownOffice(TrackerError):
    """ไม่พบหน่วยงาน “{office}” ค่ะ กรุณาพิมพ์ชื่อหน่วยงานอีกครั้ง"""

    english = "no office has the slug {office!r}; run `python -m tracker sample` or check the spelling"


class UnknownDepartment(TrackerError):
    """ไม่พบ “{department}” ใน{office}ค่ะ ส่วนราชการที่มีคือ {known}"""

    english = "no department {department!r} in {office}; it has: {known}"


class UnknownMeasure(TrackerError):
    """ไม่มีมาตรการที่ {number} ในปีงบประมาณ {fiscal_year} ค่ะ {known}"""

    english = "no measure {number} in fiscal year {fiscal_year}; {known}"


class UnknownYear(TrackerError):
    """ยังไม่มีข้อมูลปีงบประมาณ {fiscal_year} ค่ะ {known} ผู้ประสาน ITA นำเข้าข้อมูลปีอื่นได้"""

    english = "no data of fiscal year {fiscal_year}; {known}"


class NotResponsible(TrackerError):
    """มาตรการที่ {number} ไม่ใช่ของ{department}ค่ะ ผู้รับผิดชอบคือ {responsible} กรุณาแจ้งผู้ประสาน ITA หากต้องแก้ไข"""

    english = "measure {number} does not belong to {department}; responsible: {responsible}"


class PercentOutOfRange(TrackerError):
    """ร้อยละ {percent} ไม่ถูกต้องค่ะ กรุณาระบุตัวเลข 0 ถึง 100 เช่น “มาตรการ {number} ทำแล้ว 60%”"""

    english = "{percent} is not a percent from 0 to 100"


class PercentUnclear(TrackerError):
    """ไม่แน่ใจว่า “{percent}” คือร้อยละเท่าไรค่ะ กรุณาพิมพ์ตัวเลข 0 ถึง 100 เช่น “มาตรการ {number} ทำแล้ว 60%”"""

    english = "{percent!r} is no plain number"


class PercentContradictsStatus(TrackerError):
    """“{status}” กับร้อยละ {percent} ไม่ตรงกันค่ะ กรุณาบอกอย่างใดอย่างหนึ่ง เช่น “มาตรการ {number} ทำแล้ว {percent}%”"""

    english = "status {status} contradicts {percent} percent"


class ChangedMeanwhile(TrackerError):
    """มีผู้บันทึกมาตรการที่ {number} ไปก่อนแล้วค่ะ ตอนนี้คือ {state} กรุณาตรวจแล้วกดยืนยันอีกครั้ง"""

    english = "measure {number} was changed by someone else meanwhile: {state}"


class DraftExpired(TrackerError):
    """ปุ่มนี้หมดอายุแล้วค่ะ ยังไม่มีอะไรถูกบันทึก กรุณาตรวจข้อมูลแล้วกดปุ่มของการ์ดใหม่นี้แทน"""

    english = "the confirmation is older than 15 minutes"


class DraftUnknown(TrackerError):
    """ปุ่มนี้ใช้ไม่ได้แล้วค่ะ กรุณาพิมพ์รายงานใหม่ เช่น “มาตรการ 2 ทำแล้ว 60%”"""

    english = "no such draft for this person"


class AlreadyRecorded(TrackerError):
    """บันทึกไปแล้วค่ะ เลขที่ {receipt} ไม่ได้บันทึกซ้ำ"""

    english = "already recorded as {receipt}"


class UndoTooLate(TrackerError):
    """เลิกทำได้ภายใน 15 นาทีหลังบันทึกค่ะ หากต้องแก้ กรุณารายงานค่าใหม่ เช่น “มาตรการ {number} ทำแล้ว 60%”"""

    english = "an update can be undone for 15 minutes only"


class UndoBlocked(TrackerError):
    """เลิกทำไม่ได้ค่ะ เพราะมีการบันทึกมาตรการที่ {number} ใหม่กว่านี้แล้ว กรุณารายงานค่าที่ถูกต้องแทน"""

    english = "a newer update of measure {number} exists"


class AlreadyUndone(TrackerError):
    """รายการเลขที่ {receipt} ถูกเลิกทำไปแล้วค่ะ"""

    english = "{receipt} was already undone"


class InvitationInvalid(TrackerError):
    """รหัสเชิญนี้ไม่ถูกต้องค่ะ กรุณาตรวจตัวสะกดหรือขอรหัสใหม่จากผู้ประสาน ITA"""

    english = "no such invitation"


class InvitationUsedUp(TrackerError):
    """รหัสเชิญนี้ถูกใช้ครบแล้วค่ะ กรุณาขอรหัสใหม่จากผู้ประสาน ITA"""

    english = "the invitation is used up"


class InvitationExpired(TrackerError):
    """รหัสเชิญนี้หมดอายุแล้วค่ะ กรุณาขอรหัสใหม่จากผู้ประสาน ITA"""

    english = "the invitation has expired"


class InvitationRevoked(TrackerError):
    """รหัสเชิญนี้ถูกยกเลิกแล้วค่ะ กรุณาขอรหัสใหม่จากผู้ประสาน ITA"""

    english = "the invitation was revoked"


class InvitationWaits(TrackerError):
    """รหัสเชิญนี้ยังรอการอนุมัติจากผู้ที่ดำรงตำแหน่งเดียวกันค่ะ กรุณาส่งรหัสเดิมอีกครั้งเมื่ออนุมัติแล้ว"""

    english = "the invitation waits for somebody else in the role to approve it"


class ApproveYourself(TrackerError):
    """ผู้ออกรหัสเชิญอนุมัติรหัสของตนเองไม่ได้ค่ะ กรุณาให้ผู้ที่ดำรงตำแหน่งเดียวกันอีกท่านหนึ่งอนุมัติ"""

    english = "whoever made an invitation cannot approve it"


class NobodyToApprove(TrackerError):
    """ยังไม่มีผู้อื่นในตำแหน่งนี้ที่จะอนุมัติค่ะ กรุณาให้ผู้ดูแลระบบออกรหัสด้วยคำสั่ง `tracker invite` แทน"""

    english = "nobody else holds the role {role} to approve; use `python -m tracker invite --office {office}`"


class PostUnknown(TrackerError):
    """ไม่พบผู้ดำรงตำแหน่งนี้แล้วค่ะ กรุณาดูรายชื่อล่าสุดด้วยคำว่า “ใครอยู่ในตำแหน่งอะไรบ้าง”"""

    english = "nobody holds that post: {post}"


class LastCoordinator(TrackerError):
    """ท่านนี้เป็นผู้ประสาน ITA คนสุดท้ายของหน่วยงานค่ะ กรุณาเชิญผู้ประสานคนใหม่ให้ลงทะเบียนก่อน"""

    english = "the last coordinator of {office} cannot be ended before another one is enrolled"


class ActingNeedsEnd(TrackerError):
    """วันสิ้นสุดรักษาการต้องอยู่หลังวันนี้และไม่เกิน 1 ปีค่ะ เช่น “ให้หัวหน้ากองคลังรักษาการหัวหน้ากองช่างถึง {example}”"""

    english = "an acting post needs an end within a year, after today"


class ActingOutlastsPost(TrackerError):
    """ท่านนี้จะพ้นจากตำแหน่งปัจจุบันหลังวันที่ {last} ค่ะ กรุณาเลือกวันสิ้นสุดรักษาการไม่เกินวันนั้น หรือแต่งตั้งท่านอื่น"""

    english = "an acting post cannot outlast the person's own post, which ends after {last}"


class ActingByInvitation(TrackerError):
    """ตำแหน่งนี้แต่งตั้งรักษาการด้วยปุ่มไม่ได้ค่ะ กรุณาออกรหัสเชิญ ซึ่งต้องมีผู้ดำรงตำแหน่งเดียวกันอนุมัติ"""

    english = "coordinators and executives take their post by an approved invitation only"


class AlreadyHeld(TrackerError):
    """ท่านนี้ดำรงตำแหน่งนั้นอยู่แล้วค่ะ"""

    english = "the person holds that post already"


class TooManyGuesses(TrackerError):
    """ลองรหัสผิดหลายครั้งแล้วค่ะ กรุณารอ {minutes} นาทีแล้วลองใหม่ หรือขอรหัสใหม่จากผู้ประสาน ITA"""

    english = "too many wrong invitation codes; wait {minutes} minutes"


class RoundUnknown(TrackerError):
    """ไม่พบรอบรายงานนี้ในปีงบประมาณ {fiscal_year} ค่ะ รอบที่มีคือ {known}"""

    english = "no such round in fiscal year {fiscal_year}; known: {known}"


class RoundClosed(TrackerError):
    """{label} ปิดไปแล้วค่ะ"""

    english = "{label} is already closed"


class FileRefused(TrackerError):
    """รับไฟล์นี้ไม่ได้ค่ะ {reason} กรุณาส่งใหม่"""

    english = "file refused: {reason}"


class PictureRefused(FileRefused):
    """รับรูปนี้ไม่ได้ค่ะ {reason} แล้วส่งใหม่"""

    english = "picture refused: {reason}"


class TooManyFiles(TrackerError):
    """วันนี้ท่านส่งรูปและไฟล์ครบ {count} รายการแล้วค่ะ รายงานที่บันทึกไว้ยังอยู่ครบ กรุณาส่งหลักฐานเพิ่มพรุ่งนี้"""

    english = "this person sent {count} pieces of evidence today"


class DepartmentFull(TrackerError):
    """เดือนนี้ส่วนราชการของท่านส่งรูปและไฟล์ครบ {megabytes} MB แล้วค่ะ รายงานที่บันทึกไว้ยังอยู่ครบ กรุณาส่งเป็นลิงก์แทน หรือส่งเดือนหน้า"""

    english = "the department has stored {megabytes} MB of evidence this month"


class DiskNearlyFull(TrackerError):
    """ที่เก็บไฟล์ของระบบใกล้เต็ม จึงยังรับรูปและไฟล์ไม่ได้ค่ะ รายงานที่บันทึกไว้ยังอยู่ครบ กรุณาแจ้งผู้ดูแลระบบแล้วส่งใหม่ภายหลัง"""

    english = "the disk of FILES_URL is nearly full"


class TooManyPapers(TrackerError):
    """มีเอกสารของท่านรออยู่ {count} ฉบับแล้วค่ะ กรุณายืนยันหรือยกเลิกฉบับที่รออยู่ก่อน แล้วส่งฉบับนี้ใหม่"""

    english = "this person has {count} papers waiting"


class DocumentUnreadable(TrackerError):
    """อ่านเอกสารนี้ไม่ได้ค่ะ {reason}"""

    english = "{file} could not be read: {problem}"


class BackupRefused(TrackerError):
    """กู้คืนข้อมูลสำรองไม่ได้ค่ะ กรุณาแจ้งผู้ดูแลระบบ"""

    english = "nothing was restored: {problem}"


class ReportNotDrawn(TrackerError):
    """จัดทำไฟล์รายงานไม่สำเร็จ กรุณาลองใหม่อีกครั้ง หากยังไม่ได้ให้ขอเป็น Excel หรือแจ้งผู้ดูแลระบบ"""

    english = "the report was not drawn: {problem}"


class TemplateUnusable(TrackerError):
    """ใช้แบบรายงานนี้ไม่ได้: {reason} กรุณาแก้ในไฟล์ Word แล้วส่งใหม่ แบบเดิมยังใช้อยู่"""

    english = "the template cannot be used: {reason}"


class NothingToReport(TrackerError):
    """ยังไม่มีข้อมูลสำหรับทำรายงานนี้ค่ะ {known}"""

    english = "there is nothing to report: {known}"


class ImportNeedsOffice(TrackerError):
    """ยังไม่ทราบว่าเอกสารนี้เป็นของหน่วยงานใดค่ะ กรุณาระบุหน่วยงาน"""

    english = "{file} speaks of {name}, which is not in the database; name the office with --office SLUG"


class PaperSettled(TrackerError):
    """เอกสารนี้ดำเนินการไปแล้วค่ะ ไม่ได้นำเข้าซ้ำ หากต้องการนำเข้าอีกครั้ง กรุณาส่งไฟล์ใหม่"""

    english = "the paper was taken in already"


class PaperUnknown(TrackerError):
    """ปุ่มนี้ใช้ไม่ได้แล้วค่ะ กรุณาส่งไฟล์เอกสารใหม่อีกครั้ง"""

    english = "no such paper waits for a decision"


class OfficeListUnreadable(TrackerError):
    """อ่านบัญชีรายชื่อหน่วยงานไม่ได้ค่ะ กรุณาส่งไฟล์ CSV ที่มีหัวตาราง ชื่อ อำเภอ จังหวัด"""

    english = "{file}: {problem}"


class DateNotYet(TrackerError):
    """วันที่ {date} ยังมาไม่ถึงค่ะ (วันนี้ {today}) กรุณาระบุวันที่ทำไปแล้ว หรือไม่ต้องระบุวันที่"""

    english = "{date} is after today, {today}"


class DateImpossible(TrackerError):
    """วันที่ในข้อความไม่มีในปฏิทินค่ะ กรุณาตรวจแล้วพิมพ์ใหม่ เช่น “มาตรการ 2 ทำแล้ว 60% วันที่ 15 มี.ค. 2567”"""

    english = "the date does not exist"


class EvidenceOfUndone(TrackerError):
    """รายการเลขที่ {receipt} ถูกเลิกทำไปแล้วค่ะ กรุณารายงานใหม่ก่อนแล้วจึงแนบหลักฐาน"""

    english = "{receipt} was undone"


class PaperOfAnotherOffice(TrackerError):
    """เอกสารนี้เป็นของ{named} ไม่ใช่{office}ค่ะ จึงยังไม่ได้นำเข้า"""

    english = "{file} is a paper of {named}, not of {office}; nothing was imported"


class TooManyDoubts(TrackerError):
    """วันนี้ท่านแจ้งข้อมูลผิดครบ {count} เรื่องแล้วค่ะ กรุณาแจ้งเพิ่มพรุ่งนี้ หรือติดต่อผู้ประสาน ITA ของหน่วยงานโดยตรง"""

    english = "this person told {count} doubts within a day"


class PostponementDay(TrackerError):
    """กรุณาเลือกวันที่ขอเลื่อนถึงให้อยู่หลังวันนี้ ({today}) และไม่เกิน {last} ค่ะ"""

    english = "a postponement must end after {today} and by {last}"


class RequestSettled(TrackerError):
    """เรื่องนี้มีคำตอบแล้ว หรือมีคำขอใหม่มาแทนแล้วค่ะ ดูเรื่องที่ยังรอได้โดยพิมพ์ “คำขอที่รอตอบ”"""

    english = "the request was settled already"


class TooManyRequests(TrackerError):
    """วันนี้ท่านส่งคำขอถึงผู้ประสาน ITA ครบ {count} เรื่องแล้วค่ะ กรุณาส่งเพิ่มพรุ่งนี้ หรือติดต่อผู้ประสานโดยตรง"""

    english = "this person sent {count} requests within a day"


class UnknownPerson(TrackerError):
    """ไม่พบผู้ใช้นี้ หรือลบข้อมูลไปแล้วค่ะ"""

    english = (
        "no person has the number {person_id}, or they were erased; `python -m tracker people` lists them"
    )


class DeskLinkInvalid(TrackerError):
    """ลิงก์นี้ใช้ไม่ได้แล้วค่ะ ลิงก์ใช้ได้ครั้งเดียวภายใน 10 นาที กรุณาพิมพ์ “เปิดหน้าจัดการ” ในแชทเพื่อขอลิงก์ใหม่"""

    english = "no such link to the desk page, or it was used or is too old"


class DeskSessionOver(TrackerError):
    """หมดเวลาใช้หน้าจัดการแล้วค่ะ กรุณาพิมพ์ “เปิดหน้าจัดการ” ในแชทเพื่อขอลิงก์ใหม่"""

    english = "the session of the desk page is over"


class DeskFormStale(TrackerError):
    """แบบฟอร์มนี้เก่าหรือไม่ได้มาจากหน้าจัดการค่ะ ยังไม่มีอะไรเปลี่ยน กรุณาเปิดหน้าใหม่แล้วกดอีกครั้ง"""

    english = "the form's token is not of this session"


class DeskFormUsed(TrackerError):
    """ออกรหัสจากแบบฟอร์มนี้ไปแล้วค่ะ รหัสแสดงครั้งเดียว หากไม่ได้คัดลอกไว้ ให้ยกเลิกรหัสนั้นในหน้าจัดการ แล้วออกรหัสใหม่"""

    english = "the form was sent before"


class DeskLocked(TrackerError):
    """ลองผิดหลายครั้งเกินไปค่ะ กรุณารอ {minutes} นาที แล้วขอลิงก์ใหม่จากแชท"""

    english = "too many wrong links or forms; wait {minutes} minutes"


class SettledAlready(TrackerError):
    """รายการนี้มีผู้ดำเนินการไปแล้วค่ะ ไม่ได้ทำซ้ำ"""

    english = "somebody settled it already"


class ReasonMissing(TrackerError):
    """กรุณาพิมพ์เหตุผลที่ส่งกลับ เพื่อให้ส่วนราชการรู้ว่าต้องแก้อะไรค่ะ ยังไม่มีอะไรถูกบันทึก"""

    english = "a report goes back with a reason only"


class ReportReplaced(TrackerError):
    """รายการเลขที่ {receipt} ถูกแก้หรือเลิกทำไปแล้วค่ะ กรุณาดูรายการใหม่แทน"""

    english = "{receipt} was corrected or undone"


class SettingImpossible(TrackerError):
    """{problem} ยังไม่มีอะไรเปลี่ยนค่ะ"""

    english = "the setting cannot be: {problem}"

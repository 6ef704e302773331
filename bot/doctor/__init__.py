"""What is wrong with an installation, line by line, each with what to do about it.

A check that cannot be made because of something already told is left out of the lines: one problem, one line.
"""

from bot.doctor import lines, ours
from bot.doctor.patient import Check, Finding, Patient
from tracker.errors import TrackerError

__all__ = ["Check", "Finding", "Patient", "examine"]


def examine(patient: Patient | None = None) -> list[Finding]:
    """Every check in turn. One that fails does not keep the others from being made, only those that rest on it."""
    patient = patient or Patient()
    found: list[Finding] = []
    out: set[str] = set()  # failed, or resting on what failed
    try:
        for check in (*ours.CHECKS, *lines.CHECKS, *_of_accounts(patient)):
            if out.intersection(check.needs):
                out.add(check.name)
                continue
            finding = _made(check, patient)
            found.append(finding)
            if not finding.ok:
                out.add(check.name)
    finally:
        if "store" in patient.__dict__:
            patient.store.close()
    return found


def _of_accounts(patient: Patient) -> tuple[Check, ...]:
    """Where LINE_CHANNELS names several accounts each of the others has a line; the main one has those of all."""
    try:
        listed = patient.web.accounts[1:]
    except TrackerError:
        return ()  # which the settings' own line tells
    return lines.of_accounts(listed)


def _made(check: Check, patient: Patient) -> Finding:
    try:
        return Finding(check.name, True, check.look(patient))
    except (TrackerError, OSError) as error:
        return Finding(check.name, False, str(error))

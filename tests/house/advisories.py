"""`python -m tests.house.advisories`: known advisories of every pinned package, by pip-audit.

Without a way to the advisories pip-audit checks nothing and, asked kindly, still says that all is well. So the way is
tried first; where there is none it is said plainly that nothing was checked, and that counts as no result.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUIREMENTS = "requirements.txt"
NOT_RUN = "pip-audit: NOT RUN, advisories cannot be reached"
# An old release with well-known advisories: an audit that finds none of them has reached nothing.
KNOWN_BAD = "flask==0.12.2"


def audit(*words: str) -> subprocess.CompletedProcess[str]:
    """pip-audit with these words."""
    command = [sys.executable, "-m", "pip_audit", "--progress-spinner=off", "--timeout=15", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def reaches(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether an audit of the known bad release found its advisories, so that a clean result means something."""
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return False
    return any(package.get("vulns") for package in packages)


def main() -> int:
    """0: audited and clean, or plainly not run. 1: advisories were found, or the audit itself failed."""
    bad = ROOT / "var" / "known-bad.txt"
    bad.parent.mkdir(exist_ok=True)
    bad.write_text(f"{KNOWN_BAD}\n", "utf-8")
    if not reaches(audit("--format=json", "--no-deps", "--disable-pip", "-r", str(bad))):
        print(NOT_RUN)
        return 0
    done = audit("--strict", "--require-hashes", "--disable-pip", "-r", REQUIREMENTS)
    print(done.stdout or done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

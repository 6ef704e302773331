"""Everybody presses everything: python -m tests.authority.leaks [options of pytest]."""

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    os.environ["PRONGSAI_LEAKS_WHOLE"] = "1"
    sys.exit(pytest.main([str(Path(__file__).with_name("test_leaks.py")), *sys.argv[1:]]))

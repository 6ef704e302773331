"""Headless Chromium, where the machine has it."""

import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Where this machine has Chromium, if it has."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

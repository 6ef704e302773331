"""All the words of an answer, as a person would read them from top to bottom."""

from collections.abc import Iterator
from typing import Any


def as_text(messages: list[dict[str, Any]]) -> str:
    """The text of messages, line by line: texts, cards, buttons, quick replies."""
    return "\n".join(words for message in messages for words in _words(message))


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _words(child)
        return
    if node.get("type") == "text" and node.get("text", "").strip():
        yield node["text"].strip()
    for part in ("header", "hero", "body", "footer", "contents"):
        if part in node:
            yield from _words(node[part])
    if node.get("type") == "button":
        yield f"[{node['action']['label']}]"
    labels = [item["action"]["label"] for item in node.get("quickReply", {}).get("items", [])]
    if labels:
        yield " ".join(f"[{label}]" for label in labels)

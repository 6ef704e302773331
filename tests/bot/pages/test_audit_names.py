"""Everything that leaves a line in the audit log has a Thai name on the desk, found in the source itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.pages.desk.search import ACTIONS

ROOT = Path(__file__).parents[3]
PLACES = ("tracker", "bot", "scheduler")
THIRD = 2  # audit(tx, now, action, …)


@dataclass(frozen=True)
class Call:
    """A call with the functions it stands in, innermost last."""

    path: Path
    node: ast.Call
    within: tuple[ast.FunctionDef, ...]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.node.lineno}"


def calls() -> Iterator[Call]:
    for path in sorted(each for place in PLACES for each in (ROOT / place).rglob("*.py")):
        yield from _within(path, ast.parse(path.read_text("utf-8")), ())


def _within(path: Path, node: ast.AST, functions: tuple[ast.FunctionDef, ...]) -> Iterator[Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield Call(path, child, functions)
        inner = (*functions, child) if isinstance(child, ast.FunctionDef) else functions
        yield from _within(path, child, inner)


EVERY_CALL = list(calls())


def named(call: Call, name: str) -> bool:
    function = call.node.func
    return (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) == name


def given(call: Call, position: int, keyword: str) -> ast.expr | None:
    by_name = {each.arg: each.value for each in call.node.keywords}
    return call.node.args[position] if len(call.node.args) > position else by_name.get(keyword)


def actions_of(call: Call, value: ast.expr | None, seen: frozenset[str] = frozenset()) -> set[str]:
    """The actions an argument can be: written there, either of two, or what is handed to the function it stands in.
    Fails where that cannot be told: then write the action out."""
    match value:
        case ast.Constant(value=str(action)):
            return {action}
        case ast.IfExp(body=one, orelse=other):
            return actions_of(call, one, seen) | actions_of(call, other, seen)
        case ast.Name(id=name):
            for function in reversed(call.within):
                names = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
                if name in names and function.name not in seen:
                    return _handed_to(call, function, names.index(name), name, seen | {function.name})
        case ast.Attribute(attr=field):
            return _of_field(call, field)
    pytest.fail(f"{call}: which action is this? {ast.unparse(value) if value else 'none'}")


def _handed_to(
    call: Call, function: ast.FunctionDef, position: int, name: str, seen: frozenset[str]
) -> set[str]:
    private = function.name.startswith("_")
    users = [
        each for each in EVERY_CALL if named(each, function.name) and (each.path == call.path or not private)
    ]
    assert users, f"{call}: nobody calls {function.name}"
    return set[str]().union(*(actions_of(each, given(each, position, name), seen) for each in users))


def _of_field(call: Call, field: str) -> set[str]:
    """A field of a dataclass of that module whose type lists its values: Literal["end_post", "transfer"]."""
    for node in ast.walk(ast.parse(call.path.read_text("utf-8"))):
        match node:
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=ast.Subscript(slice=ast.Tuple(elts=values))
            ):
                if name == field:
                    return {str(each.value) for each in values if isinstance(each, ast.Constant)}
    pytest.fail(f"{call}: the field {field} does not list its actions")


def audited() -> dict[str, str]:
    """Every action, with a place that leaves it."""
    found: dict[str, str] = {}
    for call in EVERY_CALL:
        if named(call, "AuditEntry") and not (call.within and call.within[-1].name == "audit"):
            value = given(call, 99, "action")
        elif named(call, "audit") and isinstance(call.node.func, ast.Name):
            value = given(call, THIRD, "action")
        else:
            continue
        found |= dict.fromkeys(actions_of(call, value), str(call))
    return found


def test_everything_that_is_audited_has_a_thai_name_of_its_own() -> None:
    found = audited()
    assert {"invite", "transfer", "retry_event", "desk_enter", "push_limit", "drop_paper"} <= set(found)
    assert {action: place for action, place in found.items() if action not in ACTIONS} == {}
    assert len(set(ACTIONS.values())) == len(ACTIONS)
    assert all("ก" <= name[0] <= "๛" and not set(name) & set("_") for name in ACTIONS.values())


def test_no_name_is_kept_for_what_nobody_does() -> None:
    assert set(ACTIONS) - set(audited()) == set()

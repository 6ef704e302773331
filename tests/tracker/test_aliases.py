"""What all threads of a process share is whole before there is a second thread."""

import pkgutil
from importlib import import_module

from sqlalchemy import inspect
from sqlalchemy.orm.util import AliasedClass

import tracker.store


def test_names_that_modules_made_for_tables_know_their_columns_before_a_thread_asks() -> None:
    found = 0
    for module in pkgutil.walk_packages(tracker.store.__path__, "tracker.store."):
        if ".migrations" in module.name:
            continue
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, AliasedClass):
                found += 1
                for column in inspect(value).mapper.column_attrs.keys():
                    asked = vars(value).get(column)  # what was looked up stays there
                    assert asked is not None, f"{module.name}.{name}.{column} is looked up later"
                    assert asked.expression.table is inspect(value).selectable
    assert found >= 3

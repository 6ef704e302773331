"""The sample offices in each kind of database, a fresh copy for each test; a bucket behind a real S3 protocol."""

import time
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.conftest import Databases
from tests.contracts.clerk import BANGKOK, MORNING
from tracker.actions.load_samples import load_samples
from tracker.store import Store, schema


@pytest.fixture
def sampled(databases: Databases) -> Iterator[Store]:
    """A database that holds the sample offices, loaded on a morning of fiscal year 2570."""
    url = databases.copy("sampled", _with_samples)
    opened = Store(url)
    yield opened
    opened.close()
    databases.drop(url)


def _with_samples(store: Store) -> None:
    schema.migrate(store)
    with store.begin() as tx:
        load_samples(tx, MORNING, BANGKOK)


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a stand-in for S3."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket, with the variables that lead to it."""
    for name, value in {
        "AWS_ENDPOINT_URL": s3,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    name = f"photos-{time.monotonic_ns()}"
    boto3.client("s3").create_bucket(Bucket=name)
    return f"s3://{name}/prongsai"

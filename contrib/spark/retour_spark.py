#!/usr/bin/env python3
"""Reads mail, traces and logs with Retour on Apache Spark 4, with exactly the numbers of one machine.

    spark-submit retour_spark.py --retour ./retour --output /shared/out --buckets 16 /shared/archive

Map is `retour scan --shard`, shuffle is by `shard_key`, reduce is `retour merge`: the same binary,
which Spark carries to the workers. The output folder has to be one that all workers can write (NFS, a
FUSE mount, a local folder in local mode):

    lines/            the shard lines, as Parquet
    buckets/*.sqlite  databases, each with all that belongs to its deliveries
    events/day=.../   v1_event of all buckets, as Parquet by day
    totals.sqlite     totals of all buckets: retour top --db totals.sqlite

Tasks may be repeated or run twice: nothing counts twice. Exit codes of Retour: 75 and a signal make
Spark try a task again; 65 and others mean that the input is bad, which is told at the end (exit 65).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

LINES = pa.schema([(name, pa.string()) for name in ("record", "shard_key", "link_key", "path", "line")])
LINES_DDL = "record string, shard_key string, link_key string, path string, line string"
BATCH = 2_000
TRY_LATER = 75


class Later(RuntimeError):
    """What Spark should try again."""


def program() -> str:
    """The binary on this worker."""
    path = SparkFiles.get("retour")
    os.chmod(path, 0o755)
    return path


def shipped(options: list[str]) -> list[str]:
    """Options whose files Spark has brought: `@name` is one of them."""
    return [SparkFiles.get(o[1:]) if o.startswith("@") else o for o in options]


# MARK: What there is to read


def units(paths: list[str], range_size: int, batch: int) -> list[str]:
    """Pieces of work, each a JSON text: many small files together, parts of one big mailbox."""
    work: list[dict] = []
    small: list[str] = []
    size = 0

    def flush() -> None:
        nonlocal size
        if small:
            work.append({"paths": list(small)})
        small.clear()
        size = 0

    for path in paths:
        for item in sorted(walk(Path(path))):
            if item.is_dir() or not item.exists():
                work.append({"paths": [str(item)]})
                continue
            bytes_ = item.stat().st_size
            if bytes_ > range_size and is_mailbox(item):
                for start in range(0, bytes_, range_size):
                    end = start + range_size if start + range_size < bytes_ else ""
                    work.append({"paths": [str(item)], "range": f"{start}:{end}"})
                continue
            if size + bytes_ > batch or len(small) >= 1_000:
                flush()
            small.append(str(item))
            size += bytes_
    flush()
    return [json.dumps(unit) for unit in work]


def walk(path: Path) -> Iterator[Path]:
    """Files below a path; a Maildir, and a folder with logs (*.log*), is one thing."""
    if not path.is_dir():
        yield path
        return
    names = {entry.name for entry in path.iterdir()}
    if {"cur", "new"} <= names or any(".log" in name for name in names):
        yield path
        return
    for name in names:
        yield from walk(path / name)


def is_mailbox(path: Path) -> bool:
    """Whether a file is a mailbox that can be read in parts."""
    with path.open("rb") as file:
        head = file.read(65_536)
    return head.startswith(b"From ") and b"\nContent-Length:" not in head


# MARK: Map


def scan(options: list[str]):
    """A function for `mapInArrow` that runs `retour scan --shard` on each unit."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for unit in batch.column(0).to_pylist():
                yield from scan_unit(json.loads(unit), options)

    return run


def scan_unit(unit: dict, options: list[str]) -> Iterator[pa.RecordBatch]:
    """The lines of one unit; a whole shard, or an error."""
    command = [program(), "scan", "--shard", "-q", *shipped(options)]
    if "range" in unit:
        command += ["--range", unit["range"], unit["paths"][0]]
        names = b""
    else:
        command += ["--files-from", "-", "-0"]
        names = b"".join(os.fsencode(path) + b"\0" for path in unit["paths"])
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stderr:
        stdin.write(names)
        stdin.seek(0)
        process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr)
        assert process.stdout
        rows: list[dict] = []
        is_whole = False
        for line in process.stdout:
            row = described(line)
            is_whole = row["record"] in ("file", "part") and b'"last":true' in line[-16:]
            rows.append(row)
            if len(rows) >= BATCH:
                yield pa.RecordBatch.from_pylist(rows, LINES)
                rows = []
        status = process.wait()
        stderr.seek(0)
        words = stderr.read(4_096).decode(errors="replace").strip()
    if status == TRY_LATER or status < 0 or (status == 0 and not is_whole):
        raise Later(f"retour scan ended with {status}: {words}")
    if status != 0:
        rows.append({"record": "bad", "path": " ".join(unit["paths"]), "line": f"{status}: {words}"})
    yield pa.RecordBatch.from_pylist(rows, LINES)


def described(line: bytes) -> dict:
    """What the shuffle has to know of a line."""
    fields = json.loads(line)
    path = fields.get("source") or fields.get("source_path") or fields.get("path") or ""
    record = "part" if fields["record"] == "file" and "range_start" in fields else fields["record"]
    return {
        "record": record,
        "shard_key": fields.get("shard_key"),
        "link_key": fields.get("link_key"),
        "path": path,
        "line": line.decode().rstrip("\n"),
    }


# MARK: Shuffle


def joined_keys(lines: DataFrame) -> dict[str, str]:
    """Keys that a network message id joins, each with the one that stands for all of them."""
    pairs = lines.where("link_key is not null").select("link_key", "shard_key").distinct()
    groups = pairs.groupBy("link_key").agg(f.collect_set("shard_key").alias("keys"))
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for row in groups.where("size(keys) > 1").toLocalIterator():
        first, *others = sorted(row["keys"])
        for other in others:
            left, right = sorted((find(first), find(other)))
            parent[right] = left
    return {key: find(key) for key in parent}


def dealt(spark: SparkSession, lines: DataFrame, buckets: int) -> DataFrame:
    """Lines with their bucket; the books of parts of a mailbox go, first, to all buckets."""
    joined = joined_keys(lines)
    if joined:
        table = spark.createDataFrame(list(joined.items()), "shard_key string, joined string")
        lines = lines.join(f.broadcast(table), "shard_key", "left")
    else:
        lines = lines.withColumn("joined", f.lit(None).cast("string"))
    key = f.coalesce("joined", "shard_key", f.md5("path"))
    number = f.conv(f.substring(key, 1, 8), 16, 10).cast("bigint") % buckets
    everywhere = f.sequence(f.lit(0), f.lit(buckets - 1)).cast("array<bigint>")
    return lines.where("record <> 'bad'").select(
        f.explode(f.when(f.col("record") == "part", everywhere).otherwise(f.array(number)))
        .alias("bucket"),
        (f.col("record") != "part").cast("int").alias("order"),
        "line",
    )


# MARK: Reduce


def merge(folder: str, options: list[str], columns: list[str]):
    """A function for `mapInArrow` that merges sorted lines and gives the events of each bucket."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        bucket: Bucket | None = None
        for batch in batches:
            for number, line in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist()):
                if bucket is None or bucket.number != number:
                    if bucket:
                        yield from bucket.finish(columns)
                    bucket = Bucket(number, folder, options)
                bucket.add(line)
        if bucket:
            yield from bucket.finish(columns)

    return run


class Bucket:
    """A database that is being merged; it gets its name once it is whole."""

    def __init__(self, number: int, folder: str, options: list[str]) -> None:
        self.number = number
        self.place = Path(folder) / f"bucket-{number:05d}.sqlite"
        self.work = Path(tempfile.mkdtemp(prefix="retour-"))
        self.errors = tempfile.TemporaryFile()
        command = [program(), "merge", "-q", "--shuffled", "--db", str(self.work / "d.sqlite")]
        self.process = subprocess.Popen(
            [*command, *shipped(options), "-"], stdin=subprocess.PIPE, stderr=self.errors
        )

    def add(self, line: str) -> None:
        """Gives a line to the merge; where that has ended, `finish` says why."""
        assert self.process.stdin
        try:
            self.process.stdin.write(line.encode() + b"\n")
        except BrokenPipeError:
            pass

    def finish(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """Puts the database into its place, and gives its events."""
        try:
            self.process.communicate()
            self.errors.seek(0)
            words = self.errors.read(4_096).decode(errors="replace").strip()
            if self.process.returncode != 0:
                raise Later(f"retour merge ended with {self.process.returncode}: {words}")
            schema = pa.schema([(name, pa.string()) for name in columns])
            with sqlite3.connect(self.work / "d.sqlite") as database:
                names = ", ".join(f'CAST("{name}" AS TEXT)' for name in columns)
                rows = database.execute(f"SELECT {names} FROM v1_event")
                while some := rows.fetchmany(BATCH):
                    yield pa.RecordBatch.from_arrays([pa.array(c) for c in zip(*some)], schema=schema)
            database.close()
            # Beside its place first, so that no task is met half-way, and two of them do no harm.
            beside = self.place.with_name(f".{self.place.name}.{uuid.uuid4().hex}")
            shutil.copyfile(self.work / "d.sqlite", beside)
            # It holds addresses.
            os.chmod(beside, 0o600)
            os.replace(beside, self.place)
        finally:
            shutil.rmtree(self.work, ignore_errors=True)


# MARK: The job


def event_columns(retour: str) -> list[str]:
    """The columns of `v1_event`, as the binary makes them."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/empty.sqlite"
        subprocess.run([retour, "merge", "-q", "--shuffled", "--db", path, "-"],
                       stdin=subprocess.DEVNULL, check=True)
        database = sqlite3.connect(path)
        names = [row[1] for row in database.execute("PRAGMA table_xinfo(v1_event)")]
        database.close()
        return names


def run(spark: SparkSession, options: argparse.Namespace, paths: list[str]) -> int:
    """Does the whole job; the exit code says whether all inputs were good."""
    output = Path(options.output)
    (output / "buckets").mkdir(parents=True, exist_ok=True)
    for stale in (output / "buckets").glob("*.sqlite"):
        stale.unlink()
    (output / "totals.sqlite").unlink(missing_ok=True)
    spark.sparkContext.addFile(options.retour)
    both = []
    if options.config:
        spark.sparkContext.addFile(options.config)
        both = ["--config", f"@{os.path.basename(options.config)}"]
    merging = both + (["--tz", options.tz] if options.tz else [])
    columns = event_columns(options.retour)
    work = units(paths, options.range_size, options.batch_size)
    tasks = spark.createDataFrame([(unit,) for unit in work], "unit string")
    tasks = tasks.repartition(max(1, min(len(work), options.tasks)))
    tasks.mapInArrow(scan(both + options.scan_option), LINES_DDL).write.mode("overwrite").parquet(
        str(output / "lines"))
    lines = spark.read.schema(LINES_DDL).parquet(str(output / "lines"))
    ddl = ", ".join(f"`{name}` string" for name in columns)
    ordered = dealt(spark, lines, options.buckets).repartition(options.buckets, "bucket")
    ordered = ordered.sortWithinPartitions("bucket", "order").select("bucket", "line")
    events = ordered.mapInArrow(merge(str(output / "buckets"), merging, columns), ddl)
    events.write.mode("overwrite").partitionBy("day").parquet(str(output / "events"))
    databases = sorted(str(path) for path in (output / "buckets").glob("*.sqlite"))
    if databases:
        subprocess.run([options.retour, "merge", "-q", "--totals-only", "--db",
                        str(output / "totals.sqlite"), *databases], check=True)
    bad = lines.where("record = 'bad'").select("path", "line").collect()
    for row in bad:
        print(f"retour_spark: {row['path']}: exit {row['line']}", file=sys.stderr)
    return 65 if bad else 0


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", help="files and folders that all workers can read")
    parser.add_argument("--paths-from", help="a file with a path a line")
    parser.add_argument("--table", help="a table with a column `path`")
    parser.add_argument("--retour", required=True, help="the binary, named retour")
    parser.add_argument("--output", required=True, help="a folder that all workers can write")
    parser.add_argument("--buckets", type=int, default=16)
    parser.add_argument("--tasks", type=int, default=10_000, help="map tasks at most")
    parser.add_argument("--range-size", type=int, default=1 << 30, help="bytes of a part of a mailbox")
    parser.add_argument("--batch-size", type=int, default=64 << 20, help="bytes of small files together")
    parser.add_argument("--tz", help="the time zone in which days are cut")
    parser.add_argument("--config", help="a configuration of Retour, shipped to the workers")
    parser.add_argument("--scan-option", action="append", default=[], help="an option for `scan`")
    return parser


def main() -> int:
    """Runs the job on the cluster that spark-submit names."""
    options = arguments().parse_args()
    if os.path.basename(options.retour) != "retour":
        sys.exit("retour_spark: --retour has to name a file called retour")
    spark = SparkSession.builder.appName("retour").getOrCreate()
    paths = list(options.paths)
    if options.paths_from:
        paths += Path(options.paths_from).read_text().splitlines()
    if options.table:
        paths += [row["path"] for row in spark.table(options.table).select("path").collect()]
    if not paths:
        sys.exit("retour_spark: nothing to read; name paths, --paths-from or --table")
    try:
        return run(spark, options, paths)
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main())

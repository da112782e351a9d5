"""The first design's ways, timed: SQLite opened for each call, and pandas. Prints medians in milliseconds as JSON."""
import json
import os
import sqlite3
import statistics
import sys
import time

what, path, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])


def median_ms(work):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def record():
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO calls VALUES ('2026-11-20T14:03:22.123Z', 1200, 1)")
    connection.commit()
    connection.close()


def aggregate():
    import pandas

    connection = sqlite3.connect(path)
    table = pandas.read_sql_query("SELECT timestamp, latency_ms, success FROM invocations", connection)
    connection.close()
    table["timestamp"] = pandas.to_datetime(table["timestamp"])
    minutes = table.set_index("timestamp").resample("1min")
    latency = minutes["latency_ms"]
    latency.count(), latency.mean(), minutes["success"].mean()
    latency.quantile([0.5, 0.95, 0.99])


def tail():
    with open(path, encoding="utf-8") as log:
        log.readlines()[-20:]


if what == "tail":
    print(json.dumps(median_ms(tail)))
elif what == "record":
    if os.path.exists(path):
        os.remove(path)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE calls (timestamp TEXT, latency_ms INTEGER, success INTEGER)")
    connection.commit()
    connection.close()
    print(json.dumps(median_ms(record)))
else:
    import pandas  # noqa: F401  its loading is not what is measured

    print(json.dumps(median_ms(aggregate)))

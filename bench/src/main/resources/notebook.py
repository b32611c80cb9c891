"""An energy report as one writes it in a notebook: all items into a frame, group, plot.

Arguments: the first day, the number of days, the number of sites, a directory for the charts. The items are made up,
and look as boto3 returns them.
"""

import json
import random
import resource
import sys
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

began = time.perf_counter()

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import pandas as pd


def items(first, days, sites):
    """All readings, one a minute for each site."""
    for site in range(sites):
        name = f"site-{site:03d}"
        values = random.Random(site)
        for minute in range(days * 24 * 60):
            at = first + timedelta(minutes=minute)
            generated = values.randrange(-10, 1000)
            consumed = values.randrange(1000)
            yield {
                "site_id": name,
                "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.000000000Z"),
                "energy_generated_kwh": Decimal(generated),
                "energy_consumed_kwh": Decimal(consumed),
                "net_energy_kwh": Decimal(generated - consumed),
                "anomaly": generated < 0,
            }


def charts(frame, days):
    """The charts of our report, each with a name."""
    per_site = frame.groupby("site_id")[["energy_generated_kwh", "energy_consumed_kwh"]].sum()
    per_hour = frame.resample("1h", on="timestamp")[["energy_generated_kwh", "energy_consumed_kwh"]].sum()
    yield "sites", per_site.nlargest(20, "energy_consumed_kwh").plot.bar
    yield "anomalies", frame[frame["anomaly"]].groupby("site_id").size().nlargest(20).plot.bar
    yield "time", per_hour.plot
    yield "net", (per_site["energy_generated_kwh"] - per_site["energy_consumed_kwh"]).nlargest(20).plot.bar
    yield "completeness", (frame.groupby("site_id").size() / (days * 24 * 60)).nsmallest(20).plot.bar


def main():
    first = datetime.combine(date.fromisoformat(sys.argv[1]), datetime.min.time(), timezone.utc)
    days, sites, directory = int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    gathering = time.perf_counter()
    frame = pd.DataFrame(list(items(first, days, sites)))
    frame["timestamp"] = pd.to_datetime(frame["timestamp"])
    for column in ("energy_generated_kwh", "energy_consumed_kwh", "net_energy_kwh"):
        frame[column] = frame[column].astype(float)
    gathered = time.perf_counter()
    drawn = []
    for name, plot in charts(frame, days):
        drawing = time.perf_counter()
        figure = plot(figsize=(9, 4)).figure
        figure.savefig(directory / f"notebook-{name}.svg")
        plt.close(figure)
        drawn.append(time.perf_counter() - drawing)
    print(
        "REPORT "
        + json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "gatherSeconds": gathered - gathering,
                "chartMillis": 1000 * sum(drawn) / len(drawn),
                "read": len(frame),
                "peakResidentMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


main()

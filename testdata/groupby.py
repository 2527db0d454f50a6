"""Makes the db-benchmark (H2O) group-by table, any size, as Parquet.

    python testdata/groupby.py --rows 1e7 --out /tmp/g1 [--seed 0] [--files 4] [--nulls 5]

Columns: id1, id2 (K strings `id%03d`), id3 (rows/K strings `id%010d`), id4, id5 (1..K),
id6 (1..rows/K), v1 (1..5), v2 (1..15), v3 (0..100, six decimals). The rows depend on rows, seed, K
and nulls only, never on how they are cut into files and row groups. Memory stays at a few blocks.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BLOCK = 1_000_000

SCHEMA = pa.schema(
    [(f"id{i}", pa.string()) for i in (1, 2, 3)]
    + [(name, pa.int32()) for name in ("id4", "id5", "id6", "v1", "v2")]
    + [("v3", pa.float64())]
)


@dataclass(frozen=True)
class Recipe:
    """All that decides the rows."""

    rows: int
    seed: int = 0
    groups: int = 100
    nulls: float = 0.0


def labels(codes: np.ndarray, width: int) -> pa.Array:
    digits = pc.utf8_lpad(pc.cast(pa.array(codes), pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar("id"), digits, pa.scalar(""))


def block(recipe: Recipe, number: int) -> pa.Table:
    """Rows number * BLOCK and on; each block has its own stream of random numbers."""
    size = min(BLOCK, recipe.rows - number * BLOCK)
    random = np.random.Generator(np.random.PCG64([recipe.seed, number]))
    many, few = max(1, recipe.rows // recipe.groups), recipe.groups

    def sample(top: int) -> np.ndarray:
        return random.integers(1, top + 1, size, dtype=np.int32)

    columns = [
        labels(sample(few), 3),
        labels(sample(few), 3),
        labels(sample(many), 10),
        *(pa.array(sample(top)) for top in (few, few, many, 5, 15)),
        pa.array(np.round(random.random(size) * 100, 6)),
    ]
    if recipe.nulls > 0:
        share = recipe.nulls / 100
        columns = [pc.if_else(random.random(size) < share, None, each) for each in columns]
    return pa.table(columns, schema=SCHEMA)


def pieces(recipe: Recipe, cuts: list[int]) -> Iterator[pa.Table]:
    """The rows between neighbouring cuts, holding one block at a time."""
    held, current = -1, SCHEMA.empty_table()
    for start, stop in pairwise(cuts):
        parts = []
        while start < stop:
            if held != start // BLOCK:
                held = start // BLOCK
                current = block(recipe, held)
            offset = start - held * BLOCK
            part = current.slice(offset, min(stop - start, BLOCK - offset))
            parts.append(part)
            start += part.num_rows
        yield pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def write(recipe: Recipe, out: Path, files: int, row_group: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    edges = [recipe.rows * i // files for i in range(files + 1)]
    cuts = {cut for start, stop in pairwise(edges) for cut in range(start, stop, row_group)}
    stream = pieces(recipe, sorted(cuts | {recipe.rows}))
    for i in range(files):
        left = edges[i + 1] - edges[i]
        with pq.ParquetWriter(out / f"part-{i:04d}.parquet", SCHEMA, compression="zstd") as writer:
            while left > 0:
                piece = next(stream)
                writer.write_table(piece, row_group_size=row_group)
                left -= piece.num_rows


def number(text: str) -> int:
    """1e7 is how people say it."""
    return int(float(text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=number, default=10_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--groups", type=number, default=100, metavar="K")
    parser.add_argument("--nulls", type=float, default=0.0, metavar="PCT")
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--row-group", type=number, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    args = parser.parse_args()
    if args.rows < 0 or args.files < 1 or args.row_group < 1 or args.groups < 1:
        parser.error("rows must not be negative; files, row-group and groups are at least 1")
    if not 0 <= args.nulls <= 100:
        parser.error("nulls is a percentage")
    recipe = Recipe(args.rows, args.seed, args.groups, args.nulls)
    write(recipe, args.out, args.files, args.row_group)
    print(f"{args.out}: {args.rows} rows in {args.files} files")


if __name__ == "__main__":
    main()

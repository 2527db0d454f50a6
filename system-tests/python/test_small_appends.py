"""Many clients that append a few rows at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest
from cluster import Cluster

import tadashi_mizu as tm

CLIENTS, EACH = 24, 6
SCHEMA = pa.schema([pa.field("client", pa.int64(), nullable=False), pa.field("n", pa.int64())])
LOOSE = pa.schema([pa.field("client", pa.int64()), pa.field("n", pa.int64())])


@pytest.fixture
def sessions(cluster: Cluster) -> Iterator[list[tm.Session]]:
    opened = [tm.connect(cluster.http) for _ in range(CLIENTS)]
    yield opened
    for session in opened:
        session.close()


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What each client gets, or the error that it gets."""
    answers: list[Any] = [None] * CLIENTS
    ready = threading.Barrier(CLIENTS)

    def run(client: int) -> None:
        ready.wait()
        try:
            answers[client] = work(client)
        except tm.TadashiError as failure:
            answers[client] = failure

    threads = [threading.Thread(target=run, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def rows(session: tm.Session, query: str) -> list[dict[str, Any]]:
    return session.sql(query).result().to_arrow().to_pylist()


def some(client: int, n: int) -> pa.Table:
    return pa.table({"client": [client] * 3, "n": [n, n, None]}, schema=LOOSE)


def files(session: tm.Session, table: str) -> int:
    [found] = [each for each in session.tables("main") if each.name == f"main.{table}"]
    return found.files


def test_appends_at_the_same_time_share_files_and_keep_their_rows(sessions: list[tm.Session]) -> None:
    sessions[0].write("together", SCHEMA.empty_table(), "create")
    repeats = []

    def work(client: int) -> list[tm.Written]:
        written = []
        for n in range(EACH):
            name = f"{client}-{n}"
            written.append(sessions[client].write("together", some(client, n), "append", ingest_id=name))
            repeats.append(name)
        return written

    answers = at_once(work)
    assert all((each.rows, each.files, each.repeated) == (3, 1, False) for all in answers for each in all)
    assert rows(
        sessions[0],
        "select client, count(*) as rows, sum(n) as s, count(n) as c from together group by 1 order by 1",
    ) == [
        {"client": client, "rows": 3 * EACH, "s": EACH * (EACH - 1), "c": 2 * EACH}
        for client in range(CLIENTS)
    ]
    snapshots = {each.snapshot for all in answers for each in all}
    assert len(snapshots) < CLIENTS * EACH / 2
    assert files(sessions[0], "together") <= len(snapshots)
    again = sessions[0].write("together", some(1, 2), "append", ingest_id="1-2")
    assert (again.rows, again.repeated, again.snapshot) == (3, True, answers[1][2].snapshot)
    assert rows(sessions[0], "select count(*) as n from together") == [{"n": 3 * CLIENTS * EACH}]


def test_a_bad_append_fails_alone(sessions: list[tm.Session]) -> None:
    sessions[0].write("spoilt", SCHEMA.empty_table(), "create")
    bad = pa.table({"client": [1, None, 1], "n": [1, 2, 3]}, schema=LOOSE)

    def work(client: int) -> tm.Written:
        return sessions[client].write("spoilt", bad if client % 6 == 5 else some(client, 0), "append")

    answers = at_once(work)
    for client, answer in enumerate(answers):
        if client % 6 == 5:
            assert isinstance(answer, tm.UserError) and "'client'" in str(answer)
        else:
            assert answer.rows == 3
    assert rows(sessions[0], "select count(*) as n, count(distinct client) as c from spoilt") == [
        {"n": 3 * (CLIENTS - CLIENTS // 6), "c": CLIENTS - CLIENTS // 6}
    ]


def test_one_ingest_id_of_many_clients_adds_its_rows_once(sessions: list[tm.Session]) -> None:
    sessions[0].write("once", SCHEMA.empty_table(), "create")

    def work(client: int) -> tm.Written:
        name = "same" if client % 2 else f"own-{client}"
        return sessions[client].write("once", some(client % 2, client % 2), "append", ingest_id=name)

    answers = at_once(work)
    assert sum(not each.repeated for each in answers) == CLIENTS // 2 + 1
    assert rows(sessions[0], "select client, count(*) as n from once group by 1 order by 1") == [
        {"client": 0, "n": 3 * CLIENTS // 2},
        {"client": 1, "n": 3},
    ]


def test_a_table_that_is_not_there_is_made_by_the_first(sessions: list[tm.Session]) -> None:
    answers = at_once(lambda client: sessions[client].write("made", some(client, 1)))
    assert all(each.rows == 3 for each in answers)
    assert rows(sessions[0], "select count(distinct client) as c, count(*) as n from made") == [
        {"c": CLIENTS, "n": 3 * CLIENTS}
    ]

import duckdb
import pyarrow as pa
import pytest
from little_server import ROWS, TASK

import tadashi_mizu as tm


def test_a_task_is_submitted_waited_for_and_fetched(server, session):
    task = session.submit(table="t", by="carrier", detached=True, timeout=1.5, idempotency_key="k")
    assert task.id == TASK
    assert server.requests[-1] == (
        "SubmitTask",
        {
            "aggregate": {"table": "t", "by": ["carrier"]},
            "detached": True,
            "idempotency_key": "k",
            "timeout": "1500ms",
        },
    )
    assert task.status().state == "queued"
    assert task.result().table == ROWS
    assert task.result().table == ROWS  # the rows stay in the handle: they stream only once
    assert server.fetched == 1


def test_a_result_goes_into_every_dataframe_library(session):
    result = session.submit(table="t", by="carrier").result()
    assert pa.table(result) == ROWS
    assert result.to_pandas()["carrier"].tolist()[:2] == ["AA", "UA"]
    assert result.to_polars().rows()[2] == (None, None)
    assert duckdb.sql("select sum(delay) from result").fetchall() == [(4.0,)]
    assert len(result) == 3 and list(result)[0] == {"carrier": "AA", "delay": 1.5}
    assert "carrier" in repr(result) and "2.5" in repr(result)


def test_an_expired_session_is_opened_again(server, session):
    before = session.id
    server.forget_sessions()
    assert session.workers()[0].healthy
    assert session.id != before


def test_errors_of_the_server_keep_code_and_class(session):
    with pytest.raises(tm.UserError) as caught:
        session.task("nope")
    assert caught.value.code == 1012
    with pytest.raises(tm.UserError, match="UNKNOWN_OPERATION 1005"):
        session.call("Nope")


def test_a_failed_task_raises_its_error_when_fetched(server, session):
    server.states = ["failed"]
    server.error = {"code": 3005, "name": "FILE_CORRUPT", "class": "external", "message": "cut"}
    task = session.submit(table="t", by="a")
    assert task.wait().state == "failed"
    with pytest.raises(tm.ExternalError, match="FILE_CORRUPT 3005: cut"):
        task.result()
    with pytest.raises(tm.ExternalError):
        session.load("t")


def test_a_cancelled_task_says_so(server, session):
    server.states = ["cancelled"]
    with pytest.raises(tm.UserError, match="TASK_CANCELLED"):
        session.submit(table="t", by="a").result()


def test_waiting_ends_at_its_timeout(server, session):
    server.states = ["running"]
    with pytest.raises(TimeoutError, match="is running after 0.05 s"):
        session.submit(table="t", by="a").wait(timeout=0.05)


def test_progress_is_shown_when_asked_for(session, capsys):
    session.load("t", progress=True)
    assert "load t" in capsys.readouterr().err
    session.load("t", progress=False)
    assert capsys.readouterr().err == ""


def test_lists_page_and_print_as_tables(server, session):
    server.states = ["succeeded"]
    assert len(session.tasks()) == 2
    assert len(session.tasks(limit=1)) == 1
    workers = session.workers()
    assert workers[0].load.threads == 2 and workers[0].load.cached_bytes == 0
    assert workers[0].registered.microsecond == 123456
    assert "localhost:50051" in repr(workers) and "1.0 GiB" in repr(workers)
    assert "<td>healthy</td>" in workers._repr_html_()


def test_the_server_lists_its_operations(session):
    assert session.operations() == {"GetTask": "a task with its stages and splits"}


def test_a_spec_and_its_parts_exclude_each_other(session):
    with pytest.raises(TypeError, match="not both"):
        session.submit({"table": "t"}, by="a")
    with pytest.raises(TypeError, match="a spec or a table"):
        session.submit(by="a")


def test_a_closed_session_says_so(session):
    session.close()
    session.close()
    with pytest.raises(tm.ExternalError, match="SESSION_CLOSED"):
        session.workers()

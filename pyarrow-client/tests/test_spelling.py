import pytest

import tadashi_mizu
import TmScheduler as tm


@pytest.fixture
def current(server):
    yield tm.NewSession(server.uri)
    tm.CloseSession()


def test_without_a_session_the_advice_names_the_call():
    with pytest.raises(tm.UserError, match="NewSession"):
        tm.ListWorkers()


def test_all_calls_act_on_the_current_session(server, current):
    assert tm.CurrentSession() is current
    assert tm.ListWorkers()[0].address == "localhost:50051"
    task = tm.SubmitTask(table="t", by="carrier", where=tm.col("delay") > 1)
    assert tm.GetTask(task.id).id == task.id
    assert tm.GetResult(task).num_rows == 3
    tm.LoadTable("t", ["carrier"], progress=False)
    assert ("LoadTable", {"table": "t", "columns": ["carrier"]}) in server.requests


def test_a_new_session_replaces_the_old(server, current):
    other = tm.NewSession(server.uri)
    assert tm.CurrentSession() is other is not current
    with pytest.raises(tm.ExternalError, match="SESSION_CLOSED"):
        current.workers()


def test_the_spelling_offers_every_operation_of_a_session(server, current):
    face = {"RegisterWorker", "DrainWorker", "UnregisterWorker", "ListWorkers", "SubmitTask",
            "RegisterObjectStore", "ListObjectStores", "DropObjectStore", "ListTables", "LoadTable",
            "EvictTable", "ListPartitions", "GetTask", "ListTasks", "CancelTask"}  # fmt: skip
    assert face <= set(tm.__all__)
    assert all(hasattr(tm, name) for name in tm.__all__)
    assert tm.UserError is tadashi_mizu.UserError

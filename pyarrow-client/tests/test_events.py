from __future__ import annotations

import io

import pytest

import tadashi_mizu as tm
from tadashi_mizu._events import parse


def test_events_are_read_and_comments_skipped():
    stream = io.BytesIO(
        b":\n\n"
        b"id: 7-1\nevent: snapshot\ndata: {\"tasks\": []}\n\n"
        b":\n\n"
        b"id: 7-2\r\nevent:task\r\ndata:{\"state\": \"queued\"}\r\n\r\n"
        b"id: 7-3\nevent: task\ndata: {\"cut\": "
    )
    assert list(parse(stream)) == [
        tm.Event("7-1", "snapshot", {"tasks": []}),
        tm.Event("7-2", "task", {"state": "queued"}),
    ]


def test_a_session_by_flight_alone_says_that_it_hears_no_events(session):
    with pytest.raises(tm.UserError, match="HTTP address"):
        session.events()


def test_a_task_is_followed_to_its_end(flights):
    task = flights.submit(table="flights", by="carrier")
    heard = list(task.events())
    assert {event.kind for event in heard} == {"task"}
    assert heard[-1].data["state"] == "succeeded"
    assert heard[-1].data["rows"] == 16


def test_who_comes_back_hears_what_was_missed(flights):
    events = flights.events()
    first = next(events)
    assert first.kind == "snapshot"
    assert len(first.data["workers"]) == 3
    events.close()
    task = flights.submit(table="flights", by="carrier")
    task.wait()
    for event in flights.events(first.id):
        assert event.kind != "snapshot"
        if event.data.get("id") == task.id and event.data["state"] == "succeeded":
            break


def test_events_of_no_task_are_an_error(flights):
    gone = tm.Task(flights._wire, "0" * 26)
    with pytest.raises(tm.UserError):
        next(gone.events())


def test_tasks_of_several_states_and_how_much_was_read(flights):
    load = flights.load("airports", progress=False)
    assert load.status().input == tm.Input(1458, 1458, load.status().bytes, load.status().bytes)
    listed = flights.tasks(["succeeded", "failed"], limit=500)
    assert load.id in {task.id for task in listed}
    assert {task.state for task in listed} <= {"succeeded", "failed"}
    cancelled = flights.tasks(["cancelled"], limit=500)
    assert {task.state for task in cancelled} <= {"cancelled"}
    assert load.id not in {task.id for task in cancelled}

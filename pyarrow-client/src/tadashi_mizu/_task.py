"""A submitted task: watch it, wait for it, fetch its rows, cancel it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from ._decode import decode
from ._errors import ExternalError, InternalError
from ._events import Event, listen
from ._progress import Bar
from ._result import Result
from ._views import TaskInfo
from ._wire import Wire

PAUSE = 0.2
# How long the server is asked to wait for the end, with and without a bar to be moved.
BAR_WAIT, LONGEST_WAIT = 0.1, 0.5
# How long a control plane may be away (it restarts with the same ids) before waiting gives up.
AWAY = 30.0


class Task:
    """A handle; the task itself lives on the server under `id`, whatever happens to the handle."""

    def __init__(self, wire: Wire, id: str, label: str = "task") -> None:
        self.id = id
        self._wire = wire
        self._label = label
        self._result: Result | None = None

    def status(self) -> TaskInfo:
        """The task as it is now, with its stages and splits."""
        return self._status(0)

    def _status(self, wait: float) -> TaskInfo:
        request = {"id": self.id, "await": f"{wait * 1000:.0f}ms"} if wait > 0 else {"id": self.id}
        return decode(TaskInfo, self._wire.call("GetTask", request))

    @property
    def state(self) -> str:
        """Its state now: queued, planning, running, succeeded, failed or cancelled."""
        return self.status().state

    @property
    def progress(self) -> float:
        """How much of it is done now, 0 to 1."""
        return self.status().progress

    @property
    def done(self) -> bool:
        """Whether it is over."""
        return self.status().done

    def wait(self, timeout: float | None = None, progress: bool | None = None) -> TaskInfo:
        """Waits until the task is over, however it ended.

        `progress` shows a bar (True), none (False), or one when this is a terminal (None). After
        `timeout` seconds a TimeoutError is raised; the task goes on.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        with Bar(self._label, progress) as bar:
            most = BAR_WAIT if bar.wanted else LONGEST_WAIT
            while True:
                left = most if deadline is None else deadline - time.monotonic()
                info = self._patient_status(min(max(left, 0), most))
                bar.update(info.progress)
                if info.done:
                    return info
                if left <= 0:
                    raise TimeoutError(f"task {self.id} is {info.state} after {timeout} s")

    def _patient_status(self, wait: float) -> TaskInfo:
        """The status once the task is over or `wait` seconds have passed; a control plane that is being
        restarted is waited for."""
        gone: float | None = None
        while True:
            try:
                return self._status(wait)
            except ExternalError as failure:
                now = time.monotonic()
                gone = now if gone is None else gone
                if failure.name != "SERVER_UNREACHABLE" or now - gone > AWAY:
                    raise
                time.sleep(PAUSE)

    def events(self) -> Iterator[Event]:
        """What happens to the task, as it happens, until it is over."""
        wire = self._wire
        return listen(wire.events_url(self.id), wire.token, wire.session, None)

    def result(self, timeout: float | None = None, progress: bool | None = None) -> Result:
        """Waits, then fetches the rows; raises the task's error when it failed or was cancelled.

        The rows are kept in the handle, because the server streams a large result only once.
        """
        if self._result is None:
            info = self.wait(timeout, progress)
            info.raise_for_state()
            if info.ticket is None:
                raise InternalError(f"task {self.id} has no result to fetch", name="NO_RESULT")
            self._result = Result(self._wire.fetch(info.ticket))
        return self._result

    def cancel(self) -> TaskInfo:
        """Cancels the task; one that is over is an error."""
        return decode(TaskInfo, self._wire.call("CancelTask", {"id": self.id}))

    def __repr__(self) -> str:
        return f"<Task {self.id} ({self._label})>"

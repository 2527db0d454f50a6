"""A progress bar for long work: shown on a terminal, or when asked for."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

# Work that is over sooner than this is not worth a bar that only flickers.
PATIENCE = 0.3


class Bar:
    """A bar from 0 to 1; `show` None: when stderr is a terminal and the work takes a while."""

    def __init__(self, label: str, show: bool | None) -> None:
        self.wanted = sys.stderr.isatty() if show is None else show
        self._patience = 0.0 if show else PATIENCE
        self._born = time.monotonic()
        self._label = label
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        return self

    def update(self, fraction: float) -> None:
        """Moves the bar; it appears with the first move after its patience."""
        if not self.wanted or time.monotonic() - self._born < self._patience:
            return
        if self._progress is None:
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
            )
            self._task = self._progress.add_task(self._label, total=1.0)
            self._progress.start()
        self._progress.update(self._task, completed=min(1.0, fraction))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

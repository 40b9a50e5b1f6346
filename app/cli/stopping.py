"""Ctrl-C and SIGTERM as an event that a long command looks at."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


def stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set while the click command runs, so that it ends between two requests; a second
    one ends it at once."""
    return click.get_current_context().with_resource(_catch_signals())


@contextmanager
def _catch_signals() -> Iterator[threading.Event]:
    """The event is set in a thread of its own, told by the byte that Python writes as soon as a signal comes in
    (`signal.set_wakeup_fd`): a handler runs in the main thread, which may just have begun to wait for that very event
    and then sleeps on until its time is over."""
    stop = threading.Event()
    told, tells = socket.socketpair()
    tells.setblocking(False)

    def watch() -> None:
        if told.recv(1):  # nothing once `tells` is closed
            stop.set()

    watcher = threading.Thread(target=watch, name="signals", daemon=True)
    watcher.start()
    woken = signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)
    kept = {number: signal.signal(number, lambda n, _: signal.signal(n, signal.SIG_DFL)) for number in _NUMBERS}
    try:
        yield stop
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(woken)
        tells.close()
        watcher.join()
        told.close()

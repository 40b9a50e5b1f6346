"""Signals that a long command takes for a wish to end."""

from __future__ import annotations

import signal
import threading

import click
import pytest

from app.cli.stopping import stop_on_signals

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.parametrize("number", _SIGNALS)
def test_a_wait_ends_though_the_waiting_thread_is_not_disturbed(number: signal.Signals) -> None:
    with click.Context(click.Command("long")):
        stop = stop_on_signals()
        other = threading.Timer(0.1, lambda: signal.pthread_kill(threading.get_ident(), number))
        other.start()
        assert stop.wait(30), "the handler has no chance to run before the wait is over"
        other.join()
        assert signal.getsignal(number) is signal.SIG_DFL, "the next one ends the program"


def test_without_a_signal_nothing_is_stopped_and_nothing_is_left_behind() -> None:
    before = [signal.getsignal(number) for number in _SIGNALS]
    threads = threading.active_count()
    with click.Context(click.Command("long")):
        stop = stop_on_signals()
        assert not stop.is_set()
    assert not stop.is_set()
    assert [signal.getsignal(number) for number in _SIGNALS] == before
    assert threading.active_count() == threads
    woken = signal.set_wakeup_fd(-1)
    assert woken == -1

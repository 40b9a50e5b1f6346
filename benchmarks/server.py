"""`python -m benchmarks.server`: requests a second through HTTP beside the service called directly, and memory.

Takes an index that `benchmarks.search` has built. The server is a program of its own, as `shingikai serve` starts it;
so is whoever asks, with 16 connections that stay open. Both answer the same questions, to the JSON's last byte.

    python -m benchmarks.server --folder /tmp/search --items 10000
    python -m benchmarks.server --folder /tmp/search --items 2000 --requests 100000 --limit-memory 1.2
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analyzer
from app.cli.serving import count_turns, keep_loaded, listen
from app.engine.embedded import open_engine
from app.main import create_app
from app.search.service import SearchService
from app.vocabulary.entries import load_vocabulary
from benchmarks.measure import Table, describe_machine, make_percentile
from benchmarks.search import load_questions

_PROJECT = Path(__file__).parent.parent
_HOST = "127.0.0.1"
_WARMING = 200  # requests
_READY = 60.0  # seconds to wait for the server's first answer
_PARTS = 10  # of a run, between which memory is read


def main(arguments: Sequence[str] | None = None) -> int:
    """→ exit code: 1 where the memory grew beyond what is allowed, or a request was not answered by 200."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True, help="that of benchmarks.search")
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--at-once", type=int, default=count_turns(), help="requests worked on at a time; 0: all")
    parser.add_argument("--limit-memory", type=float, metavar="TIMES", help="fail if it grows beyond, after a tenth")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--ask", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        _serve(options)
        return 0
    if options.ask:
        print(json.dumps(_ask(options)))
        return 0
    print("\n".join(f"- {line}" for line in describe_machine()), "\n", flush=True)
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    direct, cost = _call(options)
    server = subprocess.Popen(_command(options, "--serve"), cwd=_PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        memory, rates, costs, refused = [], [], [], 0
        for part in range(_PARTS + 1):
            count = _WARMING if part == 0 else options.requests // _PARTS
            command = [*_command(options, "--ask", port), "--requests", str(count)]
            before = _read_cpu(server.pid)
            done = subprocess.run(command, cwd=_PROJECT, check=True, capture_output=True, text=True)
            told = json.loads(done.stdout)
            refused += told["refused"]
            memory.append(_read_memory(server.pid))
            if part:
                rates.append(count / told["seconds"])
                costs.append((_read_cpu(server.pid) - before) / count)
    finally:
        server.terminate()
        server.wait(timeout=30)
    median = make_percentile(rates, 0.5)
    rows = (
        ("the service, called directly, one thread", f"{direct:,.0f}", "–", f"{cost * 1e3:.1f}", "–"),
        (
            f"the server, {options.connections} connections, {options.at_once or 'all'} at a time",
            f"{median:,.0f} ({min(rates):,.0f}–{max(rates):,.0f})",
            f"{median / direct:.0%}",
            f"{make_percentile(costs, 0.5) * 1e3:.1f}",
            f"{memory[0] / 1e6:,.0f} → {memory[1] / 1e6:,.0f} → {memory[-1] / 1e6:,.0f}",
        ),
    )
    heads = ("what", "requests/s", "of the direct calls", "CPU ms each", "MB after warming, a tenth, all")
    print(Table(f"{options.requests:,} searches of {options.items:,} items, top 20, JSON", heads, rows).text())
    grown = memory[-1] / memory[1]
    if refused:
        print(f"{refused:,} requests were not answered by 200", file=sys.stderr)
    if options.limit_memory and grown > options.limit_memory:
        print(f"memory grew to {grown:.2f} times of what it was after a tenth of the requests", file=sys.stderr)
        return 1
    return 1 if refused else 0


def _command(options: argparse.Namespace, *more: str) -> list[str]:
    own = [sys.executable, "-m", "benchmarks.server", "--folder", str(options.folder), "--items", str(options.items)]
    return [*own, "--connections", str(options.connections), "--at-once", str(options.at_once), *more]


def _make_queries(folder: Path) -> list[dict[str, str]]:
    questions = load_questions(folder)
    queries = [query for pair in zip(questions.long, questions.short, strict=False) for query in pair]
    return [{"q": query.text, **({"topic": query.topic} if query.topic else {})} for query in queries]


def _call(options: argparse.Namespace) -> tuple[float, float]:
    """→ answers a second, CPU seconds each."""
    analyzer = Analyzer()
    engine = open_engine(options.folder / f"index-{options.items}", built_with={"analyzer": analyzer.version})
    service = SearchService(engine, analyzer, load_vocabulary(), expander=load_expander(analyzer))
    asked = _make_queries(options.folder)
    count = min(options.requests, 2_000)
    seconds = cost = 0.0
    for warm, number in ((True, _WARMING), (False, count)):
        begin, worked = time.perf_counter(), time.process_time()
        for params in islice(cycle(asked), number):
            request = service.parse({name: [value] for name, value in params.items()})
            service.search(request, "http://localhost").model_dump_json().encode()
        if not warm:
            seconds, cost = time.perf_counter() - begin, (time.process_time() - worked) / number
    engine.close()
    return count / seconds, cost


def _serve(options: argparse.Namespace) -> None:
    analyzer = Analyzer()
    engine = open_engine(options.folder / f"index-{options.items}", built_with={"analyzer": analyzer.version})
    expander = load_expander(analyzer)
    application = create_app(engine, analyzer, load_vocabulary(), expander=expander, at_once=options.at_once or None)
    engine.state()  # opens it
    keep_loaded()
    listening = listen(_HOST, 0)
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(application, log_level="warning", server_header=False)).run([listening])


def _ask(options: argparse.Namespace) -> dict[str, float]:
    """Requests on so many connections at a time → seconds, and how many were not answered by 200."""
    _wait(options.ask)
    paths = [f"/api/v1/items?{urlencode(params)}" for params in _make_queries(options.folder)]
    waiting = islice(cycle(paths), options.requests)
    lock = threading.Lock()
    refused = [0] * options.connections

    def work(number: int) -> None:
        connection = http.client.HTTPConnection(_HOST, options.ask, timeout=120)
        while True:
            with lock:
                path = next(waiting, None)
            if path is None:
                connection.close()
                return
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            refused[number] += answer.status != http.client.OK

    threads = [threading.Thread(target=work, args=(number,)) for number in range(options.connections)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": time.perf_counter() - begin, "refused": sum(refused)}


def _wait(port: int) -> None:
    """Until the server answers; TimeoutError."""
    end = time.monotonic() + _READY
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection(_HOST, port, timeout=_READY)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no answer from port {port} in {_READY:.0f} s")


def _read_cpu(pid: int) -> float:
    """CPU seconds that a process has worked."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _read_memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


if __name__ == "__main__":
    sys.exit(main())

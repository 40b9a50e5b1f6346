"""`scripts/opensearch-node`: one node or several on this machine until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from samples.opensearch.home import MissingError, build_home
from samples.opensearch.node import Cluster


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/opensearch-node", description=(__doc__ or "").strip())
    parser.add_argument("--prepare", action="store_true", help="only fetch what a node needs")
    parser.add_argument("--nodes", type=int, default=1, choices=range(1, 10), help="how many (default: 1)")
    parser.add_argument("--port", type=int, help="of the first node (default: a free one)")
    parser.add_argument("--data", type=Path, help="where its data are kept (default: a temporary folder)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if options.prepare:
            print(build_home().folder)
            return 0
        with Cluster(options.nodes, folder=options.data, port=options.port) as cluster:
            print(f"export SHINGIKAI_ENGINE=opensearch SHINGIKAI_OPENSEARCH_URL={cluster.urls}", flush=True)
            signal.pause()
    except MissingError as error:
        print(f"shingikai: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The servers: conditional requests, types and charsets, redirects, the request log, ports, editions."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

from samples.serve import PortTakenError, Servers, serve
from tests.samples.published import Built

pytestmark = pytest.mark.slow  # the samples are built first
REPLACED = "/gyosei/fuzoku/privacy/dai35kai/35kaigiroku.PDF"


@pytest.fixture(scope="module")
def running(built: Built) -> Iterator[Servers]:
    with serve(built.sites, first_port=0) as servers:
        yield servers


@pytest.fixture
def servers(running: Servers) -> Servers:
    running.requests.clear()
    running.edition = 1
    return running


def ask(
    servers: Servers, slug: str, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    address = urlsplit(servers.urls[slug])
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
    connection.request(method, quote(path), headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    answer = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return answer


@pytest.mark.parametrize("slug", ["aosagi", "ashiharazaki", "minamocho"])
@pytest.mark.parametrize(("sent", "received"), [("If_None_Match", "ETag"), ("If_Modified_Since", "Last-Modified")])
def test_unchanged_document_is_answered_304_without_a_body(
    servers: Servers, built: Built, slug: str, sent: str, received: str
) -> None:
    for path in (built.site(slug).start[0], next(iter(built.site(slug).documents.values()))[0]):
        status, headers, body = ask(servers, slug, path)
        assert (status, len(body) > 100) == (200, True)
        status, _, body = ask(servers, slug, path, **{sent: headers[received]})
        assert (status, body) == (304, b"")
    assert [(request.status, request.conditional) for request in servers.requests] == [(200, False), (304, True)] * 2
    assert [request.bytes > 0 for request in servers.requests] == [True, False] * 2


def test_all_minutes_of_all_sites_are_served(servers: Servers, built: Built) -> None:
    for site in built.sites:
        for paths in site.documents.values():
            for path in paths:
                status, headers, body = ask(servers, site.slug, path)
                assert (status, int(headers["Content-Length"])) == (200, len(body)), path


def test_second_edition_changes_one_document_while_running(servers: Servers) -> None:
    _, first, _ = ask(servers, "kirigaoka", REPLACED)
    servers.edition = 2
    status, second, _ = ask(servers, "kirigaoka", REPLACED, If_None_Match=first["ETag"])
    assert status == 200
    assert second["ETag"] != first["ETag"]
    assert second["Last-Modified"] != first["Last-Modified"]
    assert ask(servers, "kirigaoka", REPLACED, If_None_Match=second["ETag"])[0] == 304


@pytest.mark.parametrize(
    ("slug", "path", "status", "media_type"),
    [
        ("kirigaoka", "/robots.txt", 200, "text/plain"),
        ("kirinohara", "/robots.txt", 404, "text/html; charset=utf-8"),
        ("kirigaoka", REPLACED, 200, "application/pdf"),
        ("ashiharazaki", "/joho/kaigiroku.htm", 200, "text/html"),
        ("shiraho", "/", 200, "text/html; charset=utf-8"),
        ("kirigaoka", "/gyosei/fuzoku/privacy/dai30kai/30kaigiroku.pdf", 404, "text/html; charset=utf-8"),
        ("kirigaoka", "/../../sources/kirigaoka.toml", 404, "text/html; charset=utf-8"),
        ("kirigaoka", "/../shiraho/index.html", 404, "text/html; charset=utf-8"),
    ],
)
def test_types_and_missing_pages(servers: Servers, slug: str, path: str, status: int, media_type: str) -> None:
    answer = ask(servers, slug, path)
    assert (answer[0], answer[1]["Content-Type"]) == (status, media_type)


def test_folder_without_slash_is_redirected_and_head_has_no_body(servers: Servers) -> None:
    status, headers, _ = ask(servers, "kirigaoka", "/gyosei/fuzoku/privacy")
    assert (status, headers["Location"]) == (301, "/gyosei/fuzoku/privacy/")
    status, headers, body = ask(servers, "kirigaoka", REPLACED, method="HEAD")
    assert (status, body, int(headers["Content-Length"]) > 1000) == (200, b"", True)
    assert servers.requests[-1].bytes == 0


def test_taken_port_is_a_plain_error(servers: Servers, built: Built) -> None:
    port = urlsplit(servers.urls["aosagi"]).port or 0
    with pytest.raises(PortTakenError, match=str(port)):
        serve(built.sites[:1], first_port=port)

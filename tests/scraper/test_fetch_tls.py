"""TLS: verification is never off, and each way to fail has its own name."""

import asyncio
import contextlib
import socket
import ssl

import pytest
from support.certificates import Authority, needs_openssl
from support.wire import Wire, answer, page

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import TlsMode
from scraper.fetch import Fetcher, Request, trust

pytestmark = needs_openssl


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


async def outcome(server: ssl.SSLContext, ca, *, tls=TlsMode.STRICT, host="127.0.0.1") -> FetchStatus:
    async def resolve(name, port):
        return ["127.0.0.1"]

    async with Wire({"/": answer(page())}, tls=server) as portal:
        options = {"allow_networks": ("127.0.0.0/8",), "delay": 0.0, "resolve": resolve}
        async with Fetcher(user_agent="parwatch/1.0 (test)", **options) as client:
            try:
                return (await client.fetch(Request(portal.url(host=host), tls=tls, ca=ca and str(ca)))).status
            except FetchError as error:
                return error.status


async def test_a_certificate_of_an_added_root_is_believed(authority):
    assert await outcome(authority.server("good"), authority.root) is FetchStatus.OK


async def test_the_name_is_sent_and_checked(authority):
    server = authority.server("named", names="DNS:portal.example")
    assert await outcome(server, authority.root, host="portal.example") is FetchStatus.OK
    assert await outcome(server, authority.root, host="other.example") is FetchStatus.TLS_HOST


async def test_an_unknown_root_is_a_chain_failure(authority):
    assert await outcome(authority.server("unknown"), None) is FetchStatus.TLS_CHAIN


async def test_an_incomplete_chain_is_a_chain_failure_and_a_complete_one_is_not(authority):
    lacking = authority.server("lacking", issuer="middle")
    complete = authority.server("complete", issuer="middle", chain=True)
    assert await outcome(lacking, authority.root) is FetchStatus.TLS_CHAIN
    assert await outcome(complete, authority.root) is FetchStatus.OK


async def test_the_missing_intermediate_may_be_the_added_file(authority):
    server = authority.server("mended", issuer="middle")
    both = authority.directory / "both.pem"
    both.write_text(authority.root.read_text() + (authority.directory / "middle.pem").read_text())
    assert await outcome(server, both) is FetchStatus.OK


async def test_an_expired_certificate_has_its_own_name(authority):
    assert await outcome(authority.server("old", days="-1"), authority.root) is FetchStatus.TLS_EXPIRED


async def test_a_wrong_host_has_its_own_name(authority):
    assert await outcome(authority.server("wrong", names="IP:127.0.0.9"), authority.root) is FetchStatus.TLS_HOST


@pytest.mark.parametrize(
    ("name", "strict", "legacy"),
    [
        ("expired", FetchStatus.TLS_EXPIRED, FetchStatus.TLS_EXPIRED),
        ("stranger", FetchStatus.TLS_HOST, FetchStatus.TLS_HOST),
    ],
)
async def test_legacy_mode_verifies_all_the_same(authority, name, strict, legacy):
    options = {"days": "-1"} if name == "expired" else {"names": "IP:127.0.0.9"}
    server = authority.server(name, **options)
    assert await outcome(server, authority.root) is strict
    assert await outcome(server, authority.root, tls=TlsMode.LEGACY) is legacy
    assert await outcome(server, None, tls=TlsMode.LEGACY) is not FetchStatus.OK


async def test_a_short_key_needs_legacy(authority):
    server = authority.server("short", key=("-newkey", "rsa:1024"))
    assert await outcome(server, authority.root) is FetchStatus.TLS_LEGACY
    assert await outcome(server, authority.root, tls=TlsMode.LEGACY) is FetchStatus.OK


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_tls_1_0_needs_legacy(authority):
    server = authority.server("ancient")
    server.minimum_version = server.maximum_version = ssl.TLSVersion.TLSv1
    assert await handshake_failure(server) is FetchStatus.TLS_LEGACY
    assert await outcome(server, authority.root, tls=TlsMode.LEGACY) is FetchStatus.OK


async def handshake_failure(server: ssl.SSLContext) -> FetchStatus:
    """The failure against a server that says goodbye with an alert, which asyncio's own server does not."""

    def refuse(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with contextlib.suppress(ssl.SSLError), line:
            server.wrap_socket(line, server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        refusing = asyncio.create_task(asyncio.to_thread(refuse, listener))
        status = await failure(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        await refusing
    return status


async def failure(url: str, **options) -> FetchStatus:
    async with Fetcher(user_agent="parwatch/1.0 (test)", allow_networks=("127.0.0.0/8",), delay=0.0) as client:
        with pytest.raises(FetchError) as caught:
            await client.fetch(Request(url, **options))
    return caught.value.status


async def with_server(handle) -> FetchStatus:
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        return await failure(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")


async def test_plain_http_on_the_tls_port_is_another_failure():
    async def bad_request(reader, writer):
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    assert await with_server(bad_request) is FetchStatus.TLS_OTHER


async def test_a_line_cut_in_the_handshake_is_reset():
    async def hang_up(reader, writer):
        await reader.read(100)
        writer.close()

    assert await with_server(hang_up) is FetchStatus.RESET


@pytest.mark.parametrize("content", [None, "không phải chứng thư"])
async def test_a_ca_file_that_cannot_be_used_is_said(authority, tmp_path, content):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    assert await outcome(authority.server("any"), path) is FetchStatus.TLS_OTHER


@pytest.mark.parametrize("tls", list(TlsMode))
def test_every_context_verifies_chain_and_name(tls):
    context = trust.context(tls, None)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.get_ca_certs()


async def test_http_to_https_and_back_is_a_loop(authority):
    async with Wire() as plain, Wire(tls=authority.server("pingpong")) as secure:
        plain.routes["/"] = answer("", "301 Moved", Location=secure.url())
        secure.routes["/"] = answer("", "301 Moved", Location=plain.url())
        assert await failure(plain.url(), ca=str(authority.root)) is FetchStatus.REDIRECT_LOOP

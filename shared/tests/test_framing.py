"""Which heads and bodies are let in, without a socket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.process.http1.bodies import Body, Chunked, Counted
from shared.process.http1.framing import OUTSIDE, Refused, check_unfinished, read_head

HOST = b"Host: a.example:3001\r\n"


def head_of(line: bytes, fields: bytes = HOST) -> bytes:
    return line + b"\r\n" + fields + b"\r\n"


def status_of(data: bytes) -> int:
    with pytest.raises(Refused) as refused:
        read_head(data, OUTSIDE)
    return refused.value.status


class TestARequestLine:
    @pytest.mark.parametrize(
        ("line", "status"),
        [
            (b"GET  / HTTP/1.1", 400),
            (b"GET /  HTTP/1.1", 400),
            (b"GET\t/ HTTP/1.1", 400),
            (b" GET / HTTP/1.1", 400),
            (b"GET / HTTP/1.1 ", 400),
            (b"GET /", 400),
            (b"get / HTTP/1.1", 400),
            (b"GET / http/1.1", 400),
            (b"GET /a b HTTP/1.1", 400),
            (b"GET /\xc3\xa9 HTTP/1.1", 400),
            (b"GET /#top HTTP/1.1", 400),
            (b"GET * HTTP/1.1", 400),
            (b"GET a HTTP/1.1", 400),
            (b"GET / HTTP/2.0", 505),
            (b"GET / HTTP/0.9", 505),
            (b"GET / HTTP/1.2", 505),
            (b"GET / RTSP/1.0", 400),
            (b"BREW / HTTP/1.1", 501),
            (b"CONNECT a:1 HTTP/1.1", 501),
            (b"GET /" + b"a" * 9000 + b" HTTP/1.1", 414),
            (b"GET http://b.example/ HTTP/1.1", 421),
            (b"GET http://a.example:3001@b/ HTTP/1.1", 400),
            (b"GET ftp://a.example:3001/ HTTP/1.1", 400),
        ],
    )
    def test_of_another_form_is_refused(self, line: bytes, status: int) -> None:
        assert status_of(head_of(line)) == status

    def test_may_name_the_host_again(self) -> None:
        assert read_head(head_of(b"GET http://A.example:3001/api?x=1 HTTP/1.1"), OUTSIDE).target == b"/api?x=1"
        assert read_head(head_of(b"GET http://a.example:3001 HTTP/1.1"), OUTSIDE).target == b"/"


class TestAField:
    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            (b"", 400),
            (b"Host:\r\n", 400),
            (b"Host: a b\r\n", 400),
            (b"Host: a/b\r\n", 400),
            (b"Host: user@a\r\n", 400),
            (b"Host: a,b\r\n", 400),
            (b"Host: a:x\r\n", 400),
            (b"Host: a:65536\r\n", 400),
            (b"Host: a:99999\r\n", 400),
            (HOST + b"Connection: " + b"," * 64 + b"\r\n", 431),
            (HOST + HOST, 400),
            (HOST + b"X : 1\r\n", 400),
            (HOST + b" X: 1\r\n", 400),
            (HOST + b": 1\r\n", 400),
            (HOST + b"X\r\n", 400),
            (HOST + b"X: 1\r\n 2\r\n", 400),
            (HOST + b"X: 1\n", 400),
            (HOST + b"X: 1\nY: 2\r\n", 400),
            (HOST + b"X: 1\rY: 2\r\n", 400),
            (HOST + b"X: \x00\r\n", 400),
            (HOST + b"X: \x7f\r\n", 400),
            (HOST + b"X(y): 1\r\n", 400),
            (HOST + b"Content-Length: 1\r\nContent-Length: 1\r\n", 400),
            (HOST + b"Content-Length: 1, 1\r\n", 400),
            (HOST + b"Content-Length: +1\r\n", 400),
            (HOST + b"Content-Length: -1\r\n", 400),
            (HOST + b"Content-Length: 0x1\r\n", 400),
            (HOST + b"Content-Length:\r\n", 400),
            (HOST + b"Content-Length: " + b"9" * 16 + b"\r\n", 400),
            (HOST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400),
            (HOST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400),
            (HOST + b"Transfer-Encoding: identity, chunked\r\n", 501),
            (HOST + b"Transfer-Encoding: chunked, chunked\r\n", 501),
            (HOST + b"Transfer-Encoding: gzip\r\n", 501),
            (HOST + b"Transfer-Encoding: \x0bchunked\r\n", 400),
            (HOST + b"Expect: 200-ok\r\n", 417),
            (HOST + b"X: " + b"x" * 17_000 + b"\r\n", 431),
            (HOST + b"X: 1\r\n" * 64, 431),
        ],
    )
    def test_of_another_form_is_refused(self, fields: bytes, status: int) -> None:
        assert status_of(head_of(b"POST / HTTP/1.1", fields)) == status

    def test_with_a_coding_is_none_for_http_1_0(self) -> None:
        assert status_of(head_of(b"POST / HTTP/1.0", b"Transfer-Encoding: chunked\r\n")) == 400

    def test_of_a_host_can_be_missing_in_http_1_0(self) -> None:
        assert read_head(head_of(b"GET / HTTP/1.0", b""), OUTSIDE).closes

    def test_keeps_its_order_and_loses_the_space_around_it(self) -> None:
        fields = HOST + b"Cookie: a=1\r\nX:\t b c \t\r\nCookie: b=2\r\nEmpty:\r\n"
        found = read_head(head_of(b"GET / HTTP/1.1", fields), OUTSIDE).fields
        assert found[1:] == [(b"cookie", b"a=1"), (b"x", b"b c"), (b"cookie", b"b=2"), (b"empty", b"")]

    def test_of_the_connection_may_close_it(self) -> None:
        assert read_head(head_of(b"GET / HTTP/1.1", HOST + b"Connection: x, Close\r\n"), OUTSIDE).closes
        assert not read_head(head_of(b"GET / HTTP/1.1", HOST + b"Connection: keep-alive\r\n"), OUTSIDE).closes


class TestABeginning:
    @pytest.mark.parametrize(
        "data", [b"\x16\x03\x01", b"get ", b"GET /\n", b"GET / HTTP/1.1\r\nA: \x00", b"\n", b"\r\r"]
    )
    def test_that_can_become_no_head_is_refused_at_once(self, data: bytes) -> None:
        with pytest.raises(Refused):
            check_unfinished(data, OUTSIDE)

    @pytest.mark.parametrize("data", [b"G", b"GET / HTTP/1.1\r", b"GET / HTTP/1.1\r\nHost: a\r\n", b"\r"])
    def test_of_a_good_one_is_waited_for(self, data: bytes) -> None:
        check_unfinished(data, OUTSIDE)


def fed(body: Body, data: bytes, cuts: list[int]) -> bytes:
    content, at = b"", 0
    for cut in [*sorted(cuts), len(data)]:
        piece, at = data[at:cut], max(at, cut)
        content += body.feed(piece) if piece and not body.ended else b""
    return content


cuts = st.lists(st.integers(0, 200), max_size=8)


class TestABody:
    @given(st.lists(st.binary(min_size=1, max_size=20), max_size=6), cuts)
    def test_in_chunks_is_the_same_however_it_is_cut(self, pieces: list[bytes], cuts: list[int]) -> None:
        data = b"".join(b"%X;a=b\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\nX-T: 1\r\n\r\n"
        body = Chunked()
        assert fed(body, data, cuts) == b"".join(pieces)
        assert body.ended

    @given(st.binary(max_size=30), st.binary(max_size=30))
    def test_leaves_what_follows_it(self, content: bytes, rest: bytes) -> None:
        counted, chunked = Counted(len(content)), Chunked()
        assert counted.feed(content + rest) == content
        framed = b"%x\r\n%b\r\n" % (len(content), content) if content else b""
        assert chunked.feed(framed + b"0\r\n\r\n" + rest) == content
        assert counted.rest == chunked.rest == rest

    @pytest.mark.parametrize(
        "data",
        [
            b"x\r\n",
            b"\r\n",
            b"-1\r\n",
            b"0x1\r\n",
            b" 1\r\n",
            b"1 \r\n",
            b"1\na\r\n",
            b"1\r\naa\r\n",
            b"1\r\na\n",
            b"1\r\na\r1",
            b"123456789\r\n",
            b"1;" + b"x" * 300 + b"\r\n",
            b"1;" + b"x" * 300,
            (b"1;" + b"x" * 100 + b"\r\na\r\n") * 3,
            b"1;\x00\r\n",
            b"0\r\nX : 1\r\n\r\n",
            b"0\r\nX: 1\n\r\n",
            b"0\r\nX: " + b"x" * 5000 + b"\r\n\r\n",
            b"0\r\nX: " + b"x" * 5000,
            b"0\r\nX: 1\r\n" + b"X: 1\r\n" * 1000 + b"\r\n",
        ],
    )
    def test_in_chunks_that_are_none_is_refused(self, data: bytes) -> None:
        with pytest.raises(Refused):
            Chunked().feed(data)

"""Serves the built web page out of memory; where there is none, a word on where the API is."""

import mimetypes
import re
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from gateway.http.calls import PAGE_HEADERS, OwnCall, tag_of
from shared.wire.errors import NotFound

NOT_THE_PAGE = ("/api", "/internal", "/metrics", "/healthz", "/readyz")
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PRECOMPRESSED = (("br", ".br"), ("gzip", ".gz"))  # the build writes them beside the file
CODINGS = 16  # of Accept-Encoding, that are looked at
_ACCEPTED = re.compile(r"\s*([a-z*-]+)\s*(?:;\s*q=([0-9.]+)\s*)?", re.IGNORECASE).fullmatch
WITHOUT_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>VetChart</title>
<h1>VetChart</h1>
<p>The API is at <code>/api</code>; <a href="/api/docs">its calls</a>, <a href="/api/health">its health</a>.</p>
</html>
"""


class Spa:
    def __init__(self, folder: Path) -> None:
        """The folder, of a few MB, is read once: what isn't in it now can't be asked for by any path, and who asks
        for much waits for no disk."""
        found = sorted(folder.rglob("*")) if folder.is_dir() else []
        files = {f"/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in found if path.is_file()}
        self._files = {path: (body, tag_of(body)) for path, body in files.items()}

    async def page(self, call: OwnCall) -> Response:
        path = call.path.decode("latin-1")
        file = self._files.get(path)
        if file is None and self._is_page(path, call):
            path, file = "/index.html", self._files.get("/index.html")
            if file is None and call.path == b"/":
                return HTMLResponse(WITHOUT_PAGE, headers=PAGE_HEADERS)
        if file is None:
            raise NotFound
        media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        headers = _headers(path)
        for coding, ending in PRECOMPRESSED:
            smaller = self._files.get(path + ending)
            if smaller is not None and coding in _accepted(call):
                file, headers = smaller, headers | {"Content-Encoding": coding}
                break
        body, tag = file
        return call.answer(body, media_type, headers, tag=tag)

    def _is_page(self, path: str, call: OwnCall) -> bool:
        """The page's own paths; whoever asks for HTML there gets the page, which knows them."""
        if path == "/":
            return True
        first = f"/{path.split('/')[1]}".lower()
        last = path.rpartition("/")[2]
        return first not in NOT_THE_PAGE and "." not in last and b"text/html" in call.headers.get(b"accept", b"")


def _accepted(call: OwnCall) -> set[str]:
    parts = call.headers.get(b"accept-encoding", b"").decode("latin-1").split(",", CODINGS)[:CODINGS]
    found = (match for part in parts if (match := _ACCEPTED(part)))
    return {match[1].lower() for match in found if match[2] is None or match[2].strip("0.")}


def _headers(path: str) -> dict[str, str]:
    # Names in assets/ hold a hash of what is in them.
    cached = "public, max-age=31536000, immutable" if path.startswith("/assets/") else "no-cache"
    return PAGE_HEADERS | {"Content-Security-Policy": POLICY, "Cache-Control": cached, "Vary": "Accept-Encoding"}

"""The refresh token's cookie: `__Host-` makes browsers refuse it without Secure, from other paths or other hosts."""

from starlette.requests import Request
from starlette.responses import Response

NAME = "__Host-vetchart_refresh"


def refresh_token(request: Request) -> str:
    return request.cookies.get(NAME, "")


def set_refresh_token(response: Response, token: str, ttl: int) -> None:
    response.set_cookie(NAME, token, max_age=ttl, path="/", secure=True, httponly=True, samesite="strict")


def clear(response: Response) -> None:
    response.delete_cookie(NAME, path="/", secure=True, httponly=True, samesite="strict")

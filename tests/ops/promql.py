"""The metrics that a PromQL expression names."""

import re

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_MATCHERS = re.compile(r"\{[^}]*\}")
_WINDOW = re.compile(r"\[[^]]*\]")
_LABELS = re.compile(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
_NAME = re.compile(r"(?<![\w:.$])([a-zA-Z_:][\w:]*)(?!\s*\()\b(?!\s*\()")
_WORDS = {"and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset"}
VARIABLES = {"$__rate_interval": "5m", "$service": ".*"}  # Grafana's, and one of our own


def plain(expression: str) -> str:
    """Without Grafana's variables."""
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def metrics(expression: str) -> set[str]:
    bare = _TEXT.sub('""', plain(expression))
    for pattern in (_MATCHERS, _WINDOW, _LABELS):
        bare = pattern.sub("", bare)
    return {name for name in _NAME.findall(bare) if name not in _WORDS}

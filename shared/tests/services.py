"""The services whose schemas the tests look at: those that have migrations."""

from pathlib import Path

SERVICES = sorted({path.parts[-4] for path in Path("services").glob("*/migrations/versions/*.py")})

"""WAL archiving of a PostgreSQL of ours, which deploy/operations/pitr.py goes back in time with."""

from pathlib import Path

ARCHIVE_SCRIPT = Path(__file__).parents[1] / "postgres" / "archive-wal.sh"
ARCHIVE_TIMEOUT = "60"  # seconds: what a quiet clinic loses at most with its server


def archiving(folder: Path) -> dict[str, str]:
    """Settings of a server whose WAL goes to `folder`/wal."""
    wal = folder.absolute() / "wal"
    wal.mkdir(parents=True, exist_ok=True)
    command = f'"{ARCHIVE_SCRIPT}" "%p" "{wal}/%f"'
    return {"archive_mode": "on", "archive_command": command, "archive_timeout": ARCHIVE_TIMEOUT}

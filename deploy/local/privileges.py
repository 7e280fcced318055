"""Prefixes for a command: to run it as someone else than root, to end it with its parent."""

import functools
import os
import pwd
import subprocess
from collections.abc import Sequence


@functools.cache
def unprivileged() -> Sequence[str]:
    """For a command that refuses to run as root; empty for everyone else. Raises PermissionError.

    A user namespace leaves all files root's own, so nothing needs a chown. Containers often forbid it: there
    `nobody` runs the command, and keeps the one capability with which it can pass through root's folders.
    """
    if os.geteuid() != 0:
        return ()
    nobody = pwd.getpwnam("nobody").pw_uid
    namespace = ("unshare", "--user", f"--map-user={nobody}", f"--map-group={nobody}", "--")
    user = ("setpriv", f"--reuid={nobody}", f"--regid={nobody}", "--clear-groups")
    capability = ("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--")
    for prefix in (namespace, user + capability):
        if _works(prefix):
            return prefix
    raise PermissionError("PostgreSQL refuses to run as root, and root can't step down here: run this as another user.")


@functools.cache
def dying_with_parent(how: str) -> Sequence[str]:
    """Sends the command the signal `how` when the thread that started it ends. Empty where there's no such means."""
    prefix = ("setpriv", "--pdeathsig", how, "--")
    return prefix if _works(prefix) else ()


def _works(prefix: Sequence[str]) -> bool:
    try:
        return subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False

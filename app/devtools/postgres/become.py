"""The last step before the server: take its account, tie its life to its parent's, become it."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(parent: int, uid: int, gid: int, command: list[str]) -> None:  # pragma: no cover
    """Turn this process into the server; it runs apart from the tests, which see its effects."""
    if uid != os.geteuid():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of account, which resets it. SIGINT asks for a fast, clean shutdown.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != parent:
        sys.exit("The process that wanted a server is gone.")
    os.execv(command[0], command)  # noqa: S606 - there must be no shell in between.


if __name__ == "__main__":  # pragma: no cover
    become(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])

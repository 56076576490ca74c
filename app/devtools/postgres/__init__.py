"""A PostgreSQL of our own for `make run` and the tests: started, joined and stopped from Python.

`start` blocks, so call it before an event loop runs, from a thread that lives as long as the server
must: on Linux the server shuts down when that thread ends, even by `kill -9`.
"""

from app.devtools.postgres.binaries import find_binaries
from app.devtools.postgres.errors import PostgresUnusable
from app.devtools.postgres.home import erase
from app.devtools.postgres.roles import API, DATABASE, OWNER, SUPERUSER, WORKER
from app.devtools.postgres.server import Server, start

__all__ = [
    "API",
    "DATABASE",
    "OWNER",
    "SUPERUSER",
    "WORKER",
    "PostgresUnusable",
    "Server",
    "erase",
    "find_binaries",
    "start",
]

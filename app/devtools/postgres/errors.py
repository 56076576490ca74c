"""What a person at the terminal is told when no server can be had."""


class PostgresUnusable(RuntimeError):
    """Says what is wrong, where, and what to do; it never reaches a caller of the API."""

"""The test's one connection as a database, for what opens its own transactions."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.station import TestDatabase


@pytest.fixture
def database(connection: AsyncConnection) -> TestDatabase:
    database = TestDatabase()
    database.connection = connection
    return database

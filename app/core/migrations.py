"""The schema of this release: where its migrations are, and how they are applied."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

DIRECTORY: Final = Path(__file__).parents[2] / "alembic"


def configuration(url: str | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["url"] = url
    return config


def newest_revision() -> str:
    """The schema that this release expects."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise RuntimeError("There are no migrations.")
    return head


def upgrade(url: str) -> None:
    """Bring the database of the schema's owner to this release; nothing to do is fine."""
    command.upgrade(configuration(url), "head")

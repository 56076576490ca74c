"""What the service answers to its examples, as it was recorded."""

import json
from pathlib import Path
from typing import Any, Final

PATH: Final = Path(__file__).with_name("answers.json")

ANSWERS: Final[dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))

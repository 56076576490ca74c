"""The district files that ship for demonstration."""

from pathlib import Path
from typing import Final

DEMONSTRATION: Final = Path(__file__).with_name("310120.toml")

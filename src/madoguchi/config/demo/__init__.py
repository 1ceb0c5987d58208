"""The demo prefecture: loaded once, then walked through over HTTP."""

from madoguchi.config.demo.walk import run
from madoguchi.config.demo.world import load_if_empty

__all__ = ["load_if_empty", "run"]

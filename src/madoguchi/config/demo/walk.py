"""`madoguchi demo`: serves the demo prefecture and lets the walker go through it over HTTP."""

import argparse


def run(args: argparse.Namespace) -> int:
    return 0

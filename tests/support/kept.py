"""What a process keeps for a while: it does not pass while a test's clock stands, so each test begins with nothing."""

from __future__ import annotations


def forget_kept() -> None:
    """Forget bodies, figures, clients' tokens and rates, who listens, and directories."""
    from madoguchi.ground.foundation import known_bodies, metrics
    from madoguchi.office.clients import listening, rates, tokens
    from madoguchi.office.directories import public as directories

    known_bodies.forget_bodies()
    for kept in (metrics, tokens, listening, rates, directories):
        kept.forget()

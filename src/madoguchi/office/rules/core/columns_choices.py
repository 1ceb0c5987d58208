"""Back end 2: かつ, または and もし, of which each part is worked out where it matters."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.columns_certain import Facts
from madoguchi.office.rules.core.columns_encoding import filler
from madoguchi.office.rules.core.columns_parts import Guarded, Step, few, for_few, of_few, work_out
from madoguchi.office.rules.core.columns_run import Members, Run, Work
from madoguchi.office.rules.core.columns_values import Array, Column, choose, is_set, kleene, known_as

if TYPE_CHECKING:
    from madoguchi.office.rules.core.columns_nodes import Compiler


def compile_both(compiler: "Compiler", node: typed.Both | typed.Either) -> Work:
    """Compile かつ and または."""
    decides, left = isinstance(node, typed.Either), compiler.node(node.left)
    if compiler.is_left_out(node.right, node):
        return _of_both(left, _where_it_matters(compiler, node.right, node), decides=decides)
    right = compiler.node(node.right)
    return lambda run: kleene(left(run), right(run), decides=decides)


def compile_choice(compiler: "Compiler", node: typed.If) -> Work:
    """Compile もし."""
    facts = None if compiler.is_of_days else compiler.lazy.facts(node)
    if facts is not None:
        ((condition, value),) = node.branches
        return _where_they_differ(
            _where_it_matters(compiler, condition, node), compiler.node(value), compiler.node(node.otherwise), facts
        )
    if not any(compiler.is_left_out(each, node) for each in typed.children(node)):
        plain = [(compiler.node(each), compiler.node(value)) for each, value in node.branches]
        return _laid_over(plain, compiler.node(node.otherwise))
    branches = [
        (compiler.node(each), compiler.steps(each), _where_it_matters(compiler, value, node))
        for each, value in node.branches
    ]
    rest = compiler.steps(typed.If(node.type, node.branches[1:], node.otherwise))
    return _first_of(branches, _where_it_matters(compiler, node.otherwise, node), rest, filler(node.type))


def _where_it_matters(compiler: "Compiler", node: typed.Typed, above: typed.Typed) -> Guarded:
    """Compile what may matter for some rows only."""
    work = compiler.node(node)
    if not compiler.is_left_out(node, above):
        return lambda frame, matter: work(frame)
    return for_few(node.type, work, compiler.steps(node))


def _laid_over(branches: list[tuple[Work, Work]], otherwise: Work) -> Work:
    """From the last branch to the first, each laid over those after it."""

    def run_if(run: Run | Members) -> Column:
        found = otherwise(run)
        for condition, value in reversed(branches):
            found = choose(condition(run), value(run), found)
        return found

    return run_if


def _of_both(left: Work, right: Guarded, *, decides: bool) -> Work:
    """かつ and または, as ``columns_values.kleene``: the right side matters where the left does not decide."""

    def run_both(run: Run | Members) -> Column:
        one = left(run)
        return kleene(one, right(run, ~known_as(one, decides)), decides=decides)

    return run_both


def _first_of(
    branches: list[tuple[Work, list[Step], Guarded]], otherwise: Guarded, rest: list[Step], nothing: Array
) -> Work:
    """Conditions matter where those before do not hold, and values where theirs is the first that does.

    With each condition go its steps, as in ``for_few``. ``rest`` are those of all after the first branch.
    """

    def run_from(first: int, run: Run | Members) -> Column:
        reached, found, made = np.array([True]), [], None
        for place, (condition, steps, value) in enumerate(branches[first:], first):
            if place > first and not run.is_part:
                rows = few(run, reached)
                if rows is not None:
                    made = of_few(run, rows, partial(run_from, place), rest, nothing)
                    break
                work_out(run, steps)
            fits = condition(run)
            found.append((fits, value(run, reached & known_as(fits, True))))
            reached = reached & known_as(fits, False)
        if made is None:
            made = otherwise(run, reached)
        for fits, of_branch in reversed(found):
            made = choose(fits, of_branch, made)
        return made

    return partial(run_from, 0)


def _where_they_differ(condition: Guarded, value: Work, otherwise: Work, facts: Facts) -> Work:
    """A choice whose condition is known where these facts hold: there it matters if the two values differ."""

    def run_choice(run: Run | Members) -> Column:
        yes, no = value(run), otherwise(run)
        matter = yes.data != no.data
        for doubts in (yes.bits, no.bits):
            if doubts is not None:
                matter = matter | is_set(doubts)
        doubts = run.doubtful(facts)
        return choose(condition(run, matter if doubts is None else matter | doubts), yes, no)

    return run_choice

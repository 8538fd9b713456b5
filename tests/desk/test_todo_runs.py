"""« À faire » keeps things of one kind together and folds the many, without losing or reordering any within its kind."""

from __future__ import annotations

from datetime import date

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from levier.desk.todo.item import TodoItem, Urgency
from levier.desk.todo.runs import SHOWN, runs, together
from tests.cast import Cast

from . import world


def _item(kind: str, urgency: Urgency, rank: int) -> TodoItem:
    return TodoItem(
        kind=kind, title=str(rank), why="", since=None, due=date(2026, 1, 1), urgency=urgency, url="", button=""
    )


#: In the order of the list: the most urgent first.
ITEMS = st.lists(
    st.tuples(st.sampled_from(["exit", "validate", "late_statement"]), st.sampled_from(Urgency)), max_size=15
).map(lambda pairs: [_item(kind, urgency, n) for n, (kind, urgency) in enumerate(sorted(pairs, key=lambda p: p[1]))])


@given(ITEMS)
def test_nothing_is_lost_and_each_kind_keeps_its_own_order(items: list[TodoItem]) -> None:
    kept = together(items)
    assert sorted(one.title for one in kept) == sorted(one.title for one in items)
    assert [one.urgency for one in kept] == sorted(one.urgency for one in items)
    for kind in {one.kind for one in items}:
        assert [one for one in kept if one.kind == kind] == [one for one in items if one.kind == kind]


@given(ITEMS, st.booleans())
def test_the_runs_hold_the_page_and_fold_only_the_many(items: list[TodoItem], fold: bool) -> None:
    found = runs(together(items), fold=fold)
    assert [one for run in found for one in (*run.shown, *run.folded)] == together(items)
    for run in found:
        assert len({(one.kind, one.urgency) for one in (*run.shown, *run.folded)}) == 1
        assert len(run.folded) != 1
        if run.folded:
            assert fold
            assert len(run.shown) == SHOWN


def test_the_most_urgent_thing_stays_first() -> None:
    first = _item("validate", Urgency.LATE, 0)
    others = [_item("exit", Urgency.LATE, rank) for rank in range(1, 9)]
    last = _item("validate", Urgency.LATE, 9)
    assert together([first, *others, last])[:2] == [first, last]


@time_machine.travel(world.TODAY)
def test_many_things_of_one_kind_are_folded_until_that_kind_is_asked_for(cast: Cast) -> None:
    world.something_for_everyone(cast, times=SHOWN + 2)
    client = cast.client("facilitator")
    assert '<li class="todo todo--more' in client.get("/a-faire/").text
    asked = client.get("/a-faire/?nature=late_statement").text
    assert "<li" in asked
    assert "todo--more" not in asked

"""Containment, clicked as people do: proposed, approved by another, put in place, verified, kept, undone, listed."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import driving
from tests.browser.driving import block, fill, log, modal, run_command, submit
from tests.browser.incident import form, sent
from tests.browser.responder import CHECKLIST, Crew, from_menu, newest, press

FIRST, SECOND = (
    re.compile(r"Action 1: .*Proposed by", re.DOTALL),
    re.compile(r"Action 2: .*Proposed by", re.DOTALL),
)


def propose(crew: Crew) -> None:
    """The row of the playbook that fits proposes a change; who proposed it cannot overlook whose yes it needs."""
    ben = crew.ben
    press(ben, CHECKLIST, "What do you see?")
    form(ben, "What do you see?")
    crew.look(ben, "rows")
    block_of_row = modal(ben).locator("[data-block-type]").filter(has_text="quality SLO is breached")
    block_of_row.get_by_role("button", name="Contain").click()
    form(ben, "Contain INC-1")
    crew.look(ben, "proposal")
    sent(ben)
    expect(newest(ben, FIRST)).to_contain_text("Proposed")
    crew.look(ben, "action-proposed")


def put_in_place(crew: Crew) -> None:
    """Ana approves at her desk, Ben puts it in place on his phone."""
    ana, ben = crew.ana, crew.ben
    press(ana, FIRST, "Approve")
    expect(newest(ben, FIRST)).to_contain_text("not in place yet")
    crew.look(ben, "action-approved")
    press(ben, FIRST, "Applied")
    expect(newest(ana, FIRST)).to_contain_text("In place, not verified")
    crew.look(ben, "action-applied")


def hasten(crew: Crew) -> None:
    """A second change from the menu of all that is possible waits for the first one, unless somebody says why not."""
    ana, ben = crew.ana, crew.ben
    driving.press(log(ana).get_by_role("button", name="Contain", exact=True).first)
    form(ana, "Contain INC-1")
    crew.look(ana, "contain")
    block(ana, "containment").locator("[data-value]").filter(has_text="Pause").first.click()
    submit(ana)
    expect(block(ana, "what")).to_be_visible()
    fill(ana, "what", "Pause retraining of ranker")
    sent(ana)
    press(ben, SECOND, "Approve")
    expect(newest(ana, SECOND)).to_contain_text("not in place yet")
    press(ana, SECOND, "Applied")
    form(ana, "One change at a time")
    crew.look(ana, "override")
    fill(ana, "override", "Tonight's retraining starts in ten minutes")
    sent(ana)
    expect(newest(ana, SECOND)).to_contain_text("In place, not verified")
    crew.look(ana, "applied-told")


def verify(crew: Crew) -> None:
    """Ben sees the first one work; Ana keeps the second one, and undoes what she did by mistake."""
    ana, ben = crew.ana, crew.ben
    press(ben, FIRST, "It works: verified")
    form(ben, "Action 1, INC-1")
    crew.look(ben, "settle")
    fill(ben, "words", "AUC 0.866 on the moved half, 0.82 on the other")
    sent(ben)
    expect(newest(ana, FIRST)).to_contain_text("In place and verified")
    crew.look(ben, "action-verified")
    from_menu(ana, newest(ana, SECOND), "more", "Undo the last step")
    form(ana, "Undo the last step")
    crew.look(ana, "undo")
    fill(ana, "reason", "It is paused on staging only")
    sent(ana)
    expect(newest(ana, SECOND)).to_contain_text("not in place yet")
    press(ana, SECOND, "Applied")
    expect(newest(ana, SECOND)).to_contain_text("In place, not verified")


def keep(crew: Crew) -> None:
    """A change may stay on purpose, in somebody's name, until a day; a list shows all of them with their room."""
    ana = crew.ana
    press(ana, FIRST, "Keep on purpose")
    form(ana, "Keep on purpose")
    crew.look(ana, "keep")
    fill(ana, "reason", "Until the version with holidays is out")
    sent(ana)
    expect(newest(ana, FIRST)).to_contain_text("Stays on purpose")
    crew.look(ana, "action-kept")
    run_command(ana, "/incident containments")
    expect(newest(ana, "Containment of INC-1")).to_contain_text("kept by")
    crew.look(ana, "actions")
    from_menu(ana, newest(ana, FIRST), "more", "Show everything")
    expect(modal(ana)).to_be_visible()
    crew.look(ana, "action-page")
    ana.keyboard.press("Escape")
    expect(modal(ana)).to_have_count(0)

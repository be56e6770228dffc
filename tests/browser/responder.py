"""What responders do in the room of an incident, clicked as people do: triage, playbook, cause and proof."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser import driving
from tests.browser.driving import (
    Control,
    Json,
    block,
    choose,
    error_at,
    fill,
    log,
    message,
    modal,
    pick,
    place,
    run_command,
    submit,
)
from tests.browser.incident import form, sent

Look = Callable[[Page, str], None]
"""Looks at a page that shows something new, by a name."""

TITLE = "Ranker drifts after the holidays"
ROOM = "inc-1-ranker-drifts-after-the-holidays"
TRIAGE = re.compile(r"Triage · \d+ answered")
CHECKLIST = ", attached by "
ANSWERS = (
    "seasonality=no errors=normal latency=normal onset=gradual change=world predictions=moved features=one "
    "feature_fault=shifted measurement=no impact=everyone harm=none workaround=no quality_slo=breached label_mix=no"
)
FIGURE = "0.866 over 31 minutes, on all traffic"


@dataclass(frozen=True, slots=True)
class Crew:
    """Ana at her desk, Ben on his phone, and others who act without a page."""

    ana: Page
    ben: Page
    others: Control
    look: Look

    @property
    def room(self) -> str:
        """The room's id."""
        seen = self.others.get("/sandbox/as/UANA/channels")["channels"]
        found: str = next(each["id"] for each in seen if each["name"] == ROOM)
        return found


def newest(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The newest message of the room that says this, after coming back from wherever one was reading."""
    page.evaluate("document.querySelector('[data-do=newest]')?.click()")
    return message(page, text).last


def press(page: Page, text: str | re.Pattern[str], label: str) -> None:
    """Press a button of the newest message that says this."""
    driving.press(newest(page, text).get_by_role("button", name=label, exact=True).first)


def from_menu(page: Page, within: Locator, action_id: str, item: str) -> None:
    """Choose from a menu of further things."""
    driving.press(within.locator(f'[data-action-id="{action_id}"]').first)
    page.get_by_role("menuitem", name=item, exact=True).click()


def declare(crew: Crew) -> None:
    """Ana declares and commands; Ben comes with his phone, and takes the model that he owns."""
    ana, ben = crew.ana, crew.ben
    run_command(ana, f"/incident declare {TITLE}")
    choose(ana, "severity", "SEV3")
    pick(ana, "model", "ranker")
    fill(ana, "seen", "PSI 0.35 on session_length against 0.2, AUC down 5 points, latency and errors normal")
    submit(ana)
    modal(ana).get_by_role("link", name=re.compile(ROOM)).first.click(timeout=10_000)
    expect(place(ana, ROOM)).to_have_attribute("aria-current", "page")
    driving.press(log(ana).get_by_role("button", name="Take command").first)
    ben.goto(f"{crew.others.url}/?as=ben&channel={crew.room}")
    expect(newest(ben, "owns ranker")).to_be_visible()
    crew.look(ben, "owner")
    press(ben, "owns ranker", "Take it")
    expect(log(ben)).to_contain_text("is now ML Owner")


def triage(crew: Crew) -> None:
    """Answers by menu, buttons and form; a false page that is none; a correction; Chi answers what is left."""
    ana = crew.ana
    driving.press(log(ana).get_by_role("button", name="Triage", exact=True).first)
    expect(newest(ana, TRIAGE)).to_contain_text("0 answered")
    crew.look(ana, "triage-begun")
    newest(ana, TRIAGE).locator("select").select_option(
        label="A drift measure of inputs or predictions, such as PSI"
    )
    expect(newest(ana, TRIAGE)).to_contain_text("1 answered")
    press(ana, TRIAGE, "No")
    expect(newest(ana, TRIAGE)).to_contain_text("2 answered")
    press(ana, TRIAGE, "Yes, and it is easing")
    expect(newest(ana, TRIAGE)).to_contain_text("It looks like a false page")
    crew.look(ana, "triage-false-page")
    press(ana, TRIAGE, "Close as a false page")
    form(ana, "Close INC-1")
    crew.look(ana, "false-page")
    ana.keyboard.press("Escape")
    expect(modal(ana)).to_have_count(0)
    press(ana, TRIAGE, "Change an answer")
    form(ana, "Triage of INC-1")
    choose(ana, "answer_cold_start", "no")
    fill(ana, "evidence_cold_start", "No scaling event since Tuesday")
    crew.look(ana, "triage-changed")
    sent(ana)
    expect(newest(ana, TRIAGE)).not_to_contain_text("It looks like a false page")
    press(ana, TRIAGE, "Answer with evidence")
    form(ana, "Triage of INC-1")
    choose(ana, "answer_seasonality", "no")
    fill(ana, "evidence_seasonality", "Last year's holidays moved PSI to 0.12 only")
    sent(ana)
    expect(newest(ana, TRIAGE)).to_contain_text("4 answered")
    for nth, pair in enumerate(ANSWERS.split()[1:], 5):
        question, _, answer = pair.partition("=")
        answered(crew, f":{question}:{answer}")
        expect(newest(ana, TRIAGE)).to_contain_text(f"{nth} answered")
    crew.look(ana, "triage-ended")


def answered(crew: Crew, ending: str) -> None:
    """Chi presses the control of the triage card whose value ends so."""
    shown = next(
        each
        for each in reversed(crew.others.messages("UCHI", crew.room))
        if "Triage* · " in str(each.get("blocks"))
    )
    for held in shown["blocks"]:
        for element in held.get("elements", ()):
            options = [each["value"] for each in element.get("options", ()) if each["value"].endswith(ending)]
            if options or str(element.get("value", "")).endswith(ending):
                chosen = {"value": options[0]} if options else {}
                clicked(crew, "UCHI", shown, element["action_id"], block_id=held["block_id"], **chosen)
                return
    raise AssertionError(f"no control ends in {ending!r}")


def clicked(crew: Crew, user: str, shown: Json, action_id: str, **more: str) -> None:
    """Press a control of a message as another person."""
    crew.others.act(user, "click", channel=crew.room, ts=shown["ts"], action_id=action_id, **more)


def measure(crew: Crew) -> None:
    """What was measured is entered, a word that is no figure is refused; the severity is raised as suggested."""
    ana = crew.ana
    press(ana, TRIAGE, "Measured signals")
    form(ana, "Signals of INC-1")
    fill(ana, "kpi_change_percent", "a little")
    crew.look(ana, "signals")
    submit(ana)
    expect(error_at(ana, "kpi_change_percent")).not_to_be_empty()
    fill(ana, "kpi_change_percent", "-3")
    fill(ana, "psi", "0,35")
    sent(ana)
    driving.press(newest(ana, TRIAGE).get_by_role("button", name=re.compile("^Change to SEV")))
    form(ana, "Severity of INC-1")
    crew.look(ana, "severity")
    choose(ana, "severity", "SEV2")
    fill(ana, "reason", "Rankings are worse, not wrong")
    sent(ana)
    expect(newest(ana, "SEV3 to SEV2")).to_be_visible()
    crew.look(ana, "severity-changed")


def work_by_playbook(crew: Crew) -> None:
    """Ben attaches what fits; its checks are ticked and told; the table of what may be seen opens a proposal."""
    ben = crew.ben
    press(ben, TRIAGE, "Attach the playbook")
    expect(newest(ben, CHECKLIST)).to_contain_text("0 of ")
    crew.look(ben, "playbook-begun")
    press(ben, CHECKLIST, "Done")
    expect(newest(ben, CHECKLIST)).to_contain_text("1 of ")
    for nth, seen in ((2, "session_length only, everywhere, since the 24th"), (3, "AUC 0.82 against 0.87")):
        press(ben, CHECKLIST, f"{nth}: I saw …")
        form(ben, "A step of the playbook")
        crew.look(ben, f"check-{nth}")
        fill(ben, "result", seen)
        sent(ben)
        expect(newest(ben, CHECKLIST)).to_contain_text(f"{nth} of ")
    crew.look(ben, "playbook-checked")
    press(ben, CHECKLIST, "All steps")
    form(ben, "All steps")
    crew.look(ben, "all-steps")
    ben.keyboard.press("Escape")
    expect(modal(ben)).to_have_count(0)


def suppose(crew: Crew) -> None:
    """Ana supposes a cause; Ben finds what speaks against it, and for another one, which is confirmed."""
    ana, ben = crew.ana, crew.ben
    from_menu(ana, log(ana), "more_work", "Hypothesis")
    form(ana, "What is the cause?")
    fill(ana, "statement", "The click stream loses sessions")
    crew.look(ana, "hypothesis")
    sent(ana)
    press(ben, re.compile("Hypothesis 1 by"), "Evidence against")
    form(ben, "Hypothesis 1")
    crew.look(ben, "evidence")
    fill(ben, "words", "Counts of sessions equal those of the web servers")
    sent(ben)
    crew.look(ben, "evidence-told")
    press(ana, re.compile("Hypothesis 1 by"), "Judge")
    form(ana, "Hypothesis 1")
    crew.look(ana, "judge")
    choose(ana, "state", "refuted")
    fill(ana, "reason", "No session is lost")
    sent(ana)
    expect(newest(ana, "Hypothesis 1 is refuted")).to_be_visible()
    run_command(ana, "/incident hypothesis Sessions are longer since the holidays")
    press(ana, re.compile("Hypothesis 2 by"), "Judge")
    choose(ana, "state", "confirmed")
    fill(ana, "reason", "A version trained on last year's holidays does better today")
    sent(ana)
    expect(newest(ana, "Root cause, as far as is known")).to_be_visible()
    crew.look(ana, "cause")
    run_command(ana, "/incident hypotheses")
    expect(newest(ana, "Hypotheses of INC-1")).to_contain_text("refuted")
    crew.look(ana, "hypotheses")


def pace(crew: Crew) -> None:
    """The first ninety minutes: what the record shows is done, and one step is settled by hand."""
    ana = crew.ana
    from_menu(ana, log(ana), "more_work", "First 90 minutes")
    form(ana, "The first 90 minutes")
    crew.look(ana, "first-steps")
    modal(ana).get_by_role("button", name="Settle").first.click()
    expect(block(ana, "state")).to_be_visible()
    crew.look(ana, "first-step")
    fill(ana, "reason", "Told in the stand-up")
    submit(ana)
    expect(modal(ana)).to_contain_text("Told in the stand-up")
    ana.keyboard.press("Escape")
    expect(modal(ana)).to_have_count(0)


def prove(crew: Crew) -> None:
    """The phase waits for a metric, which is named there; it does not hold, labels are awaited, it holds."""
    ana = crew.ana
    from_menu(ana, log(ana), "more", "Change phase")
    form(ana, "Phase of INC-1")
    modal(ana).locator("[data-block-id=phase] select").select_option(
        label="Verify: prove that it is well again"
    )
    fill(ana, "reason", "The moved half is well")
    submit(ana)
    expect(modal(ana)).to_contain_text("Not changed yet")
    crew.look(ana, "phase-gate")
    fill(ana, "metric", "AUC on all traffic")
    fill(ana, "target", "at least 0.85 for 30 minutes")
    sent(ana)
    expect(newest(ana, "at least 0.85")).to_be_visible()
    crew.look(ana, "metric-named")
    from_menu(ana, log(ana), "more_work", "Verify")
    form(ana, "Verify INC-1")
    fill(ana, "observed", "0.84, labels are incomplete")
    choose(ana, "holds", "not_well")
    crew.look(ana, "verify")
    sent(ana)
    expect(newest(ana, "Not well yet")).to_be_visible()
    crew.look(ana, "not-well")
    press(ana, "Not well yet", "Wait for labels")
    form(ana, "Labels of INC-1")
    crew.look(ana, "await")
    ana.keyboard.press("Escape")
    expect(modal(ana)).to_have_count(0)
    press(ana, "Not well yet", "Look again")
    fill(ana, "observed", FIGURE)
    choose(ana, "holds", "well")
    sent(ana)
    expect(newest(ana, "the target is met")).to_be_visible()
    crew.look(ana, "verified")


def close(crew: Crew) -> None:
    """Closing waits for what is still in place, and goes on with a reason."""
    ana = crew.ana
    driving.press(log(ana).get_by_role("button", name="Close", exact=True).first)
    form(ana, "Close INC-1")
    crew.look(ana, "close")
    submit(ana)
    expect(modal(ana)).to_contain_text("Not closed yet")
    expect(block(ana, "verified").get_by_role("textbox")).to_have_value(FIGURE)
    crew.look(ana, "close-gate")
    fill(ana, "override", "Chi watches the second change")
    sent(ana)
    expect(newest(ana, "INC-1 is closed")).to_contain_text("Because: Chi watches")
    crew.look(ana, "closed")

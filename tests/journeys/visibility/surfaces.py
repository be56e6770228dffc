"""The table of every outward surface: what can be asked, pressed, filled in, told, written and printed of an incident.

Whoever adds a verb, a control, a modal, an effect, a form of a document or a command adds its line here; until then
`test_the_table.py` fails. What is about one incident is refused to outsiders in the words that are said of an incident
that there is not; whatever tells is shown to tell those who are inside, for a matrix that shows nobody anything proves
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from tests.journeys.test_responder_visibility import SECRET

About = Literal["one", "many", "nothing"]
"""one: an incident that is named. many: whatever the asker may see. nothing: no incident at all."""


@dataclass(frozen=True)
class Verb:
    """What a verb is about, words that go with it, and whether what it shows names the incident to insiders."""

    about: About
    words: str = ""
    tells: bool = False


VERBS: dict[str, Verb] = {
    **dict.fromkeys(("", "help", "oncall"), Verb("nothing")),
    "declare": Verb("nothing", "Something else"),
    "list": Verb("many", "all", tells=True),
    "search": Verb("many", SECRET, tells=True),
    **dict.fromkeys(("metrics", "actions"), Verb("many")),
    **dict.fromkeys(("status", "summary", "catchup", "similar", "decisions"), Verb("one", tells=True)),
    **dict.fromkeys(("hypotheses", "containments", "verify", "close"), Verb("one", tells=True)),
    **dict.fromkeys(("steps", "take", "decline", "update", "triage", "signals", "times"), Verb("one")),
    **dict.fromkeys(("postmortem", "review", "retry", "ack", "contain", "model"), Verb("one")),
    "playbook": Verb("one", "attach drift-alert"),
    **dict.fromkeys(("assign", "handover"), Verb("one", "<@UELI> ops")),
    "snooze": Verb("one", "30"),
    **dict.fromkeys(("extend", "cadence"), Verb("one", "30 Words")),
    "severity": Verb("one", "SEV1 Words"),
    "phase": Verb("one", "recover Words"),
    **dict.fromkeys(("decide", "hypothesis", "note", "await", "reopen"), Verb("one", "Words")),
    **dict.fromkeys(("hold", "unhold", "escalate", "action"), Verb("one", "Words")),
}
"""Every verb of `/incident`; `test_asked.py` and, for measures and items, `test_counted.py`."""

CONTROLS_OF_MANY = {"list_page:prev", "list_page:next", "home_page:prev", "home_page:next"} | {
    "search_page:prev",
    "search_page:next",
    "items_page:prev",
    "items_page:next",
    "items_csv",
}
CONTROLS_OF_NOTHING = {"declare_incident", "choose_playbook", "playbook_page:prev", "playbook_page:next"} | {
    f"read_playbook:{nth}" for nth in (1, 2, 3)
}
CONTROLS_OF_ONE = frozenset(
    [
        "take_command",
        "assign_role",
        "decline_role",
        "post_update",
        "extend_update",
        "snooze_reminders",
        "record_decision",
        "add_item",
        "change_item",
        "decline_item",
        "item_start",
        "item_done",
        "open_hypothesis",
        "add_evidence",
        "evidence_for",
        "evidence_against",
        "judge_hypothesis",
        "correct_hypothesis",
        "hypotheses_page:prev",
        "hypotheses_page:next",
        "take_ownership",
        "decline_ownership",
        "change_severity",
        "change_severity:suggested",
        "open_triage",
        "triage_answer:1",
        "triage_answer:2",
        "triage_answer:3",
        "triage_answer:4",
        "triage_answer:5",
        "triage_answer_menu",
        "triage_explain:next",
        "triage_explain:changed",
        "triage_question",
        "report_signals",
        "false_page:found",
        "false_page:said",
        "open_verification",
        "name_metric",
        "await_labels",
        "stop_awaiting",
        "close_incident",
        "send_last_word",
        "reopen_incident",
        "write_postmortem",
        "write_section",
        "write_summary",
        "move_review",
        "open_wording",
        "assign_review",
        "take_over_document",
        "retry_deliveries",
        "open_escalation",
        "acknowledge_escalation",
        "read_past:1",
        "read_past:2",
        "read_past:3",
        "attach_playbook",
        "change_playbook",
        "tick_item",
        "open_items",
        "open_item",
        "open_item:1",
        "open_item:2",
        "open_item:3",
        "open_rows",
        "choose_row",
        "open_steps",
        "open_step",
        "propose_containment",
        "approve_action",
        "apply_action",
        "run_action",
        "try_action",
        "run_back_action",
        "withdraw_action",
        "verify_action",
        "lift_action",
        "revert_action",
        "fail_action",
        "keep_action",
        "postpone_action",
    ]
)
OPTIONS_OF_ONE = frozenset(
    [
        "phase",
        "times",
        "decisions",
        "evidence",
        "judge",
        "correct_hypothesis",
        "item_start",
        "item_done",
        "item_open",
        "item_change",
        "item_drop",
        "item_decline",
        "rhythm",
        "catch_up",
        "open_playbook",
        "open_steps",
        "open_hypothesis",
        "open_verification",
        "assign_review",
        "share_review",
        "waive_items",
        "review_back",
        "upload_review",
        "change_wording",
        "keep_wording",
        "action_page",
        "action_keep",
        "action_undo",
        "actions",
    ]
)
MODALS_OF_ONE = frozenset(
    [
        "update",
        "update_preview",
        "last_word",
        "rhythm",
        "severity",
        "triage_answer",
        "triage_signals",
        "false_page",
        "phase",
        "times",
        "decide",
        "hypothesis",
        "evidence",
        "judge",
        "item",
        "item_drop",
        "item_decline",
        "correct_hypothesis",
        "note",
        "role",
        "decline",
        "metric",
        "verification",
        "await_labels",
        "section",
        "review_assign",
        "review_back",
        "review_upload",
        "keep_wording",
        "waive_items",
        "close",
        "reopen",
        "escalate",
        "playbook_item",
        "change_playbook",
        "first_step",
        "containment",
        "proposal",
        "apply",
        "settle",
        "keep",
        "postpone",
        "undo",
    ]
)
MODALS_OF_NOTHING = {"declare"}

OF_MODALS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "item": (
        {"item": 1, "edition": 0},
        {
            "category": {"selected_option": {"value": "signal"}},
            "due": {"selected_date": "2030-01-01"},
            "link": {"value": "https://tracker.example/1"},
        },
    ),
    "item_drop": ({"item": 1}, {}),
    "item_decline": ({"item": 1}, {}),
    "keep_wording": ({"section": "summary", "words": "careless"}, {}),
    "section": ({"section": "summary"}, {}),
    "review_upload": ({}, {"document": {"files": [{"id": "F0"}]}}),
    "review_back": ({}, {"state": {"selected_option": {"value": "draft"}}}),
    "update_preview": (
        {"impact": "x", "actions": "x", "eta": "", "status": "red", "next": 0, "next_check_in": 0},
        {},
    ),
}
"""What single modals remember and ask beside what all of them do."""


SHORTCUTS = {
    "declare_incident": "nothing",
    "declare_from_message": "nothing",
    "add_to_timeline": "the room it is in",
}
EVENTS = {
    "app_home_opened": "test_asked.test_home",
    **dict.fromkeys(("reaction_added", "reaction_removed"), "the room it is in"),
    **dict.fromkeys(("member_joined_channel", "member_left_channel"), "test_asked.test_home"),
    **dict.fromkeys(
        ("channel_archive", "group_archive", "channel_unarchive", "group_unarchive"), "the room it is in"
    ),
}
MESSAGES = dict.fromkeys(("file_share", "message_changed", "message_deleted"), "the room it is in")
"""What else Slack sends: who can send it, and the test that holds what is said in answer."""

ROOM = "test_told.test_the_room"
EFFECTS = {
    **dict.fromkeys(
        ("open_room", "invite", "post_card", "refresh_card", "post_panel", "refresh_panel"), ROOM
    ),
    **dict.fromkeys(("pin_card", "set_topic", "tell_room", "show_receipt", "mark_noted"), ROOM),
    **dict.fromkeys(("read_message", "read_document", "archive_room", "unarchive_room"), ROOM),
    **dict.fromkeys(("announce", "refresh_announcement"), "test_told.test_announcements"),
    "offer_similar": "test_told.test_what_a_room_is_offered",
    **dict.fromkeys(("send_briefing", "address_group"), "test_told.test_audiences"),
    **dict.fromkeys(("staff_level", "page"), "test_told.test_alerts"),
    "staff_rung": "test_told.test_the_ladder",
    "refresh_told": ROOM,
    **dict.fromkeys(("tell_person", "refresh_told_person"), "test_told.test_nobody_outside_is_told_directly"),
    "run_automation": "test_told.test_automation",
    "send_item": "test_counted.test_the_tracker",
    **dict.fromkeys(("share_postmortem", "show_canvas"), "test_written.test_documents"),
    "send_digest": "test_written.test_digests",
    "share_digest": "test_written.test_digests",
    "run_retention": "nobody is told of it in Slack",
}
"""Everything that is told because something happened, and the test that holds who reads it."""

FORMS = dict.fromkeys(("markdown", "html", "pdf", "json"), "test_written.test_documents") | {
    "json": "test_printed.test_export"
}
COMMANDS = {
    "export": "test_printed.test_export",
    **dict.fromkeys(("actions", "metrics"), "test_printed.test_reports"),
    "retention": "test_printed.test_what_is_said_of_it",
    **dict.fromkeys(("run", "check", "schema", "slo", "triage", "playbook"), "nothing of incidents"),
}
"""The forms of the post-mortem as files, and the commands of `tocsin`."""

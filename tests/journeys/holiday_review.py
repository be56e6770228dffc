"""What the five people of the holiday-drift case do afterwards: write, review, publish, close the loop (§13)."""

from __future__ import annotations

from tests.journeys.reviewing import panel, written
from tests.journeys.workspace import MovedClock, Room, Slack

SECTIONS = (
    (
        "ben",
        "summary",
        (
            "From the night of 25 December the ranker put worse results first, for everybody: holiday "
            "sessions are twice as long as any that the version in production had seen in training. A drift "
            "monitor showed it on Monday morning. All traffic went back to 2026.10.4, which was trained with "
            "a December, and ranking was as good as before at 09:40."
        ),
    ),
    (
        "dee",
        "impact",
        (
            "About 2.1 million searches in 80 hours were ranked worse: AUC 0.82 instead of 0.87. Bookings "
            "were down about 1 %, by estimate 3,400. Nobody was shown anything wrong or unsafe; prices and "
            "availability were right throughout."
        ),
    ),
    (
        "eli",
        "detection",
        (
            "The first hour with PSI over 0.2 was 02:00 UTC on the 25th. The monitor saw it, but from 24 "
            "December to 2 January its alerts go to a channel that nobody watches on holidays. NDCG was under"
            " its objective from the 26th, with labels two days late: an alert on quality alone would have "
            "come on the 28th, too."
        ),
    ),
    (
        "ana",
        "response",
        (
            "Taking command took two minutes. Sending half of the traffic to the version before, and "
            "comparing the halves, contained the harm and showed the cause in one step. The severity stayed "
            "SEV3 for twenty minutes, because the rubric does not say what to do when quality is breached and"
            " nobody complains."
        ),
    ),
    (
        "ben",
        "cause",
        (
            "On 2 November the training window was cut from 14 to 10 months to save a third of the training's"
            " cost. No December was left in it. Shadow tests compare the new version with live traffic of the"
            " last week, so they could not show it."
        ),
    ),
    (
        "ben",
        "factors",
        (
            "Data and model together: sessions are longer every December, and the model no longer knew "
            "Decembers. Promotion needs one week of live traffic only. The monitor's holiday routing was made"
            " for alerts of the batch jobs."
        ),
    ),
    (
        "chi",
        "went_well",
        (
            "The last known good version still ran on one replica and could take half of the traffic within "
            "three minutes."
        ),
    ),
    (
        "eli",
        "lucky",
        (
            "The feature schema had not changed since 2026.10.4. With schema v10, which was planned for "
            "December, going back would have needed the feature pipeline, too."
        ),
    ),
    (
        "ana",
        "hard",
        (
            "Three people were on holiday who know the training configuration. That the window had been cut "
            "was found by reading the history of the repository."
        ),
    ),
)

BLAMING = (
    "Reviewers of the change should have noticed that no December was left in the training window, "
    "and whoever set up the holiday routing was careless."
)

BETTER = (
    "The change of the training window was reviewed as a change of cost: the form of such a change "
    "does not ask which seasons are left in the data."
)

ITEMS = (
    (
        "eli",
        "signal",
        "Alert on PSI over 0.2 for three hours through on-call, holidays included",
        "UELI",
        "2027-01-08",
        "https://tracker.example.com/SEARCH-411",
    ),
    (
        "ben",
        "promotion_gate",
        "Promotion replays one stored week of each season against the new version",
        "UBEN",
        "2027-01-22",
        "https://tracker.example.com/SEARCH-412",
    ),
    (
        "chi",
        "blast_radius",
        "Keep the last known good version warm on a tenth of the replicas",
        "UCHI",
        "2027-01-15",
        "",
    ),
    (
        "ana",
        "severity_rubric",
        "Say in the rubric that a breached quality SLO is SEV2 whether or not anybody complains",
        "UANA",
        "2027-01-05",
        "",
    ),
)


async def review(slack: Slack, clock: MovedClock, room: Room) -> None:
    """From the draft that closing began to the completed review."""
    await panel(room, "To be written")
    await clock.forward(hours=26)
    for name, section, text in SECTIONS:
        await clock.forward(minutes=4)
        said = await written(slack, name, room, section, text)
        assert said.get("response_action") != "errors", said
    await _blame(slack, clock, room)
    await clock.forward(minutes=6)
    for name, category, change, owner, due, link in ITEMS:
        await clock.forward(minutes=1)
        person = slack.person(name)
        await person.runs("/incident action", room)
        await person.submits(change=change, category=category, owner=owner, due=due, link=link)
        await room.hears(change)
    await clock.forward(hours=3)
    ana = slack.person("ana")
    await ana.clicks("move_review", room, value="1:published")
    await panel(room, "published")
    await room.hears("Post-mortem of INC-1")
    await clock.forward(minutes=10)
    await ana.clicks("move_review", room, value="1:completed")
    await panel(room, "completed")
    await room.hears("its review is completed")


async def _blame(slack: Slack, clock: MovedClock, room: Room) -> None:
    """What blames is pointed out before it is published, and says what made it easy instead."""
    await clock.forward(minutes=15)
    factors = next(text for _, section, text in SECTIONS if section == "factors")
    await written(slack, "chi", room, "factors", f"{factors} {BLAMING}")
    await slack.person("ben").clicks("move_review", room, value="1:in_review")
    await panel(room, "to change or keep before publishing")
    await clock.forward(minutes=20)
    await written(slack, "ben", room, "factors", f"{factors} {BETTER}")
    await panel(room, "nothing in it blames anybody")

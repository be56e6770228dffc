"""Every invalid case that a third party describes is refused here."""

import json
from collections.abc import Iterator
from typing import Any

from tests.sandbox.test_blockkit_cases import (
    FIXTURES,
    Case,
    Json,
    element_in_block,
    modal,
    mrkdwn,
    needs_pack,
    option,
    ours,
    plain,
)


def long(most: int) -> str:
    """Text of one character too many."""
    return "x" * (most + 1)


def _button(**more: Any) -> Json:
    return element_in_block({"type": "button", "text": plain()} | more)


def _confirm(**more: Any) -> Json:
    whole = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    return _button(confirm=whole | more)


def _select(**more: Any) -> Json:
    return element_in_block({"type": "static_select"} | more)


def _options(count: int) -> list[Json]:
    return [option(value=str(n)) for n in range(count)]


def _group(**more: Any) -> Json:
    return _select(option_groups=[{"label": plain(), "options": _options(1)} | more])


def _element(kind: str, **more: Any) -> Json:
    return element_in_block({"type": kind} | more)


def _section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn()} | more


def _input(**more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": {"type": "plain_text_input"}} | more


def _image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"} | more


def _video(**more: Any) -> Json:
    url = "https://x.example/v"
    whole = {"type": "video", "alt_text": "a", "title": plain(), "thumbnail_url": url, "video_url": url}
    return whole | more


def _card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn()} | more


def _container(**more: Any) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": [_section()]} | more


def _feedback(**more: Any) -> Json:
    good = {"text": plain(), "value": "v"}
    return _element("feedback_buttons", positive_button=good | more, negative_button=good)


def _cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def _rows(rows: int, columns: int, text: str = "x") -> list[list[Json]]:
    return [[_cell(text)] * columns] * rows


def _data_table(rows: list[list[Json]] | None = None, **more: Any) -> Json:
    return {"type": "data_table", "caption": "c", "rows": rows or _rows(2, 2)} | more


def _chart(chart: Json, **more: Any) -> Json:
    return {"type": "data_visualization", "title": "t", "chart": chart} | more


def _pie(*values: int, label: str = "a") -> Json:
    return _chart({"type": "pie", "segments": [{"label": label, "value": value} for value in values]})


def _line(names: list[str], labels: list[str], **axes: Any) -> Json:
    data = [{"label": label, "value": 1} for label in labels]
    series = [{"name": name, "data": data} for name in names]
    return _chart({"type": "line", "series": series, "axis_config": {"categories": labels} | axes})


def _point(label: str) -> Json:
    series = {"name": "s", "data": [{"label": label, "value": 1}]}
    return _chart({"type": "line", "series": [series], "axis_config": {"categories": ["a"]}})


_NAMES = [str(n) for n in range(21)]
BLOCKS: dict[str, Json] = {
    "text-empty": _section(text=plain("")),
    "text-too-long": _section(text=plain(long(3000))),
    "button-action-id-too-long": _button(action_id=long(255)),
    "button-text-too-long": _button(text=plain(long(75))),
    "button-url-too-long": _button(url=long(3000)),
    "button-value-too-long": _button(value=long(2000)),
    "button-accessibility-label-too-long": _button(accessibility_label=long(75)),
    "confirmation-title-too-long": _confirm(title=plain(long(100))),
    "confirmation-text-too-long": _confirm(text=plain(long(300))),
    "confirmation-confirm-too-long": _confirm(confirm=plain(long(30))),
    "confirmation-deny-too-long": _confirm(deny=plain(long(30))),
    "option-text-too-long": _select(options=[option(text=plain(long(75)))]),
    "option-value-too-long": _select(options=[option(value=long(150))]),
    "option-url-too-long": _element("overflow", options=[option(url=long(3000))]),
    "option-description-too-long": _select(options=[option(description=plain(long(75)))]),
    "option-group-label-too-long": _group(label=plain(long(75))),
    "option-group-empty": _group(options=[]),
    "option-group-too-many-options": _group(options=_options(101)),
    "select-placeholder-too-long": _select(options=_options(1), placeholder=plain(long(150))),
    "select-too-many-options": _select(options=_options(101)),
    "select-too-many-option-groups": _select(
        option_groups=[{"label": plain(), "options": _options(1)}] * 101
    ),
    "overflow-empty": _element("overflow", options=[]),
    "overflow-too-many-options": _element("overflow", options=_options(6)),
    "checkboxes-empty": _element("checkboxes", options=[]),
    "checkboxes-too-many-options": _element("checkboxes", options=_options(11)),
    "radio-buttons-empty": _element("radio_buttons", options=[]),
    "radio-buttons-too-many-options": _element("radio_buttons", options=_options(11)),
    "url-source-url-empty": _element("url", url="", text="t"),
    "url-source-url-too-long": _element("url", url=long(3000), text="t"),
    "table-too-many-rows": {"type": "table", "rows": _rows(101, 1)},
    "table-ragged-rows": {"type": "table", "rows": [*_rows(1, 1), *_rows(1, 2)]},
    "table-column-settings-mismatch": {"type": "table", "rows": _rows(1, 2), "column_settings": [{}]},
    "plain-text-input-max-length-too-large": _element("plain_text_input", max_length=3001),
    "actions-too-many-elements": {"type": "actions", "elements": [{"type": "button", "text": plain()}] * 26},
    "context-too-many-elements": {"type": "context", "elements": [plain()] * 11},
    "context-invalid-element": {"type": "context", "elements": [{"type": "button", "text": plain()}]},
    "header-text-too-long": {"type": "header", "text": plain(long(150))},
    "image-url-too-long": _image(image_url=long(3000)),
    "image-alt-text-too-long": _image(alt_text=long(2000)),
    "image-url-and-slack-file": element_in_block(_image(slack_file={"id": "F1"})),
    "input-label-too-long": _input(label=plain(long(2000))),
    "input-hint-too-long": _input(hint=plain(long(2000))),
    "input-invalid-element": _input(element={"type": "button", "text": plain()}),
    "markdown-empty": {"type": "markdown", "text": ""},
    "markdown-too-long": {"type": "markdown", "text": long(12000)},
    "section-text-too-long": _section(text=mrkdwn(long(3000))),
    "section-too-many-fields": _section(fields=[plain()] * 11),
    "section-field-too-long": _section(fields=[plain(long(2000))]),
    "section-missing-content": {"type": "section"},
    "static-select-options-and-groups": _select(
        options=_options(1), option_groups=[{"label": plain(), "options": _options(1)}]
    ),
    "number-input-inverted-range": _element(
        "number_input", is_decimal_allowed=False, min_value="2", max_value="1"
    ),
    "video-alt-text-empty": _video(alt_text=""),
    "video-alt-text-too-long": _video(alt_text=long(200)),
    "video-title-too-long": _video(title=plain(long(200))),
    "video-author-name-too-long": _video(author_name=long(50)),
    "video-description-too-long": _video(description=plain(long(200))),
    "video-provider-name-too-long": _video(provider_name=long(50)),
    "block-id-too-long": {"type": "divider", "block_id": long(255)},
    "alert-text-too-long": {"type": "alert", "text": plain(long(200))},
    "card-title-too-long": _card(title=mrkdwn(long(150))),
    "card-subtitle-too-long": _card(subtitle=mrkdwn(long(150))),
    "card-body-too-long": _card(body=mrkdwn(long(200))),
    "card-too-many-actions": _card(actions=[{"type": "button", "text": plain()}] * 4),
    "card-subtext-too-long": _card(subtext=mrkdwn(long(200))),
    "carousel-empty": {"type": "carousel", "elements": []},
    "carousel-too-many-cards": {"type": "carousel", "elements": [_card()] * 11},
    "container-title-too-long": _container(title=plain(long(150))),
    "container-subtitle-too-long": _container(subtitle=plain(long(150))),
    "container-too-many-child-blocks": _container(child_blocks=[{"type": "divider"}] * 11),
    "context-actions-too-many-elements": {
        "type": "context_actions",
        "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}] * 6,
    },
    "feedback-button-text-too-long": _feedback(text=plain(long(75))),
    "feedback-button-value-too-long": _feedback(value=long(2000)),
    "feedback-button-accessibility-label-too-long": _feedback(accessibility_label=long(75)),
    "icon-button-too-many-visible-users": _element(
        "icon_button", icon="trash", text=plain(), visible_to_user_ids=["U"] * 11
    ),
    "data-table-too-few-rows": _data_table(_rows(1, 1)),
    "data-table-too-many-rows": _data_table(_rows(202, 1)),
    "data-table-too-few-columns": _data_table([[], []]),
    "data-table-too-many-columns": _data_table(_rows(2, 21)),
    "data-table-page-size-too-small": _data_table(page_size=0),
    "data-table-page-size-too-large": _data_table(page_size=101),
    "data-table-cell-text-empty": _data_table(_rows(2, 1, "")),
    "data-table-content-too-long": _data_table(_rows(2, 1, long(10_000))),
    "data-visualization-title-too-long": _pie(1) | {"title": long(50)},
    "pie-chart-empty": _pie(),
    "pie-chart-too-many-segments": _pie(*[1] * 13),
    "chart-segment-label-too-long": _pie(1, label=long(20)),
    "chart-segment-value-not-positive": _pie(0),
    "chart-series-empty": _line([], ["a"]),
    "chart-too-many-series": _line(_NAMES[:13], ["a"]),
    "data-series-name-too-long": _line([long(20)], ["a"]),
    "data-series-empty": _line(["s"], [], categories=["a"]),
    "data-series-too-many-points": _line(["s"], _NAMES, categories=["a"]),
    "data-point-label-too-long": _point(long(20)),
    "axis-categories-empty": _line(["s"], ["a"], categories=[]),
    "axis-too-many-categories": _line(["s"], ["a"], categories=_NAMES),
    "axis-category-label-too-long": _line(["s"], ["a"], categories=[long(20)]),
    "axis-label-too-long": _line(["s"], ["a"], x_label=long(50)),
}
VIEWS: dict[str, Json] = {
    "file-input-max-files-too-small": modal(_element("file_input", max_files=0)),
    "file-input-max-files-too-large": modal(_element("file_input", max_files=11)),
    "view-missing-blocks": modal(),
    "view-too-many-blocks": modal(*[{"type": "divider"}] * 101),
    "view-private-metadata-too-long": modal(_section(), private_metadata=long(3000)),
    "view-callback-id-too-long": modal(_section(), callback_id=long(255)),
    "view-title-too-long": modal(_section(), title=plain(long(24))),
    "view-close-too-long": modal(_section(), close=plain(long(24))),
    "view-submit-too-long": modal(_section(), submit=plain(long(24))),
}


def invalid_cases() -> Iterator[Case]:
    """The invalid cases, each a whole message or view that has this one mistake."""
    for name, block in BLOCKS.items():
        yield Case(name, {"blocks": [block]})
    for name, view in VIEWS.items():
        yield Case(name, view)


INVALID_ACCEPTED = {
    "table-ragged-rows": "no source of Slack asks for it, and slackblocks 3.0.0 no longer does",
    "table-column-settings-mismatch": "@slack/types and Slack's Block Kit reference allow fewer settings",
    "view-missing-blocks": "@slack/types and Slack's reference allow a view without blocks",
}
"""The invalid cases that pass here, and why."""


def test_every_described_case_is_made() -> None:
    """There is a payload for each case the collection describes, and no other."""
    needs_pack()
    described = json.loads((FIXTURES / "invalid" / "manifest.json").read_text())["cases"]
    assert {case["id"] for case in described} == {case.name for case in invalid_cases()}


def test_invalid_cases_are_refused() -> None:
    """Every invalid case has a fault, but for those listed with a reason."""
    accepted = {case.name for case in invalid_cases() if not ours(case)}
    assert accepted == INVALID_ACCEPTED.keys()


def test_invalid_cases_have_one_mistake() -> None:
    """An invalid case breaks one rule, which shows at two places at most."""
    for case in invalid_cases():
        faults = ours(case)
        assert len(faults) <= 2, (case.name, faults)

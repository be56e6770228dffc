"""The numbers of Block Kit in one place.

The source is Slack's Block Kit reference where nothing else is said. Where Slack's own sources disagree, the number
here is the one that refuses less, and both sources are named.
"""

TEXT = 3000
ID = 255
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
AGENT_PROMPT = 4000
URL = 3000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
OPTION_TEXT = 75
# slack_sdk.models and Slack's Block Kit reference say 150, @slack/types says 75.
OPTION_VALUE = 150
PLACEHOLDER = 150
SELECT_OPTIONS = 100
OVERFLOW_OPTIONS = 5
CHOICE_OPTIONS = 10
FILES = 10
LINES = 100
INPUT_LENGTH = 3000
VISIBLE_TO = 10

ACTIONS_ELEMENTS = 25
CONTEXT_ELEMENTS = 10
CONTEXT_ACTIONS_ELEMENTS = 5
SECTION_FIELDS = 10
SECTION_FIELD = 2000
HEADER = 150
LABEL = 2000
ALT_TEXT = 2000
MARKDOWN = 12000
LIST_INDENT = 8
VIDEO_TEXT = 200
VIDEO_NAME = 50

# java-slack-sdk says so; @slack/types and Slack's Block Kit reference name no number.
ALERT = 200
CARD_TITLE = 150
CARD_BODY = 200
CARD_ACTIONS = 3
CAROUSEL_CARDS = 10
CONTAINER_TITLE = 150
CONTAINER_BLOCKS = 10
PROVIDER_VALUE = 150
PROVIDER_NAME = 75
PROVIDER_DESCRIPTION = 150

TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_TEXT = 10_000
TABLES = 1
# Slack's Block Kit reference grew: first 101 rows and 10,000 characters, since summer 2026 201 and 20,000.
DATA_TABLE_ROWS = 201
DATA_TABLE_TEXT = 20_000
DATA_TABLE_PAGE = 100

CHART_TITLE = 50
# Slack's Block Kit reference grew here too: first 6 segments and series, now 12.
CHART_PARTS = 12
CHART_POINTS = 20
CHART_LABEL = 20
AXIS_LABEL = 50
# Observed, not documented: a message with three charts is refused.
CHARTS = 2

MESSAGE_BLOCKS = 50
MESSAGE_ATTACHMENTS = 100
VIEW_BLOCKS = 100
VIEW_TITLE = 24
PRIVATE_METADATA = 3000
VIEW_BYTES = 250_000
# Observed, not documented: above about this many characters in all blocks a message is refused.
MESSAGE_BLOCK_TEXT = 13_200

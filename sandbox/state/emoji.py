"""Which emoji names there are, as far as a name can be judged by its words."""

import functools
import re
import unicodedata

# Words of Slack's names that stand in no Unicode name of a pictograph.
_FURTHER_WORDS = """
    abc abcd alternation art astronaut atm backward bangbang barely beard bee beers bike biking blush boom bouncing
    bricks bullettrain busstop calling care cartwheeling chain champagne checkered city clap claus clouds cn coffee
    congratulations cook cop copyright corn counterclockwise couplekiss cry cupid dancers dart date detective doctor
    donkey eggplant email es exhaling facepalming facepunch fan farmer fast feet fingerprint firefighter flashlight
    flipper flute folding forward fr fuelpump gb gesturing getting ginger golf golfing goose grey grin guard gun
    haired hankey harp hash hatched headphones health heartbeat heartpulse heel horizontally hotdog hotsprings
    hyacinth icecream innocent invader iphone it jellyfish jp judge khanda kr ladybug leafless leaves lifting loud
    mag maracas mechanic mega mending mermaid merman moneybag moose mortar mostly mrs muscle mute mx ocean parking
    partly partying pea persevere phoenix pilot pink pirate pod polar poop pray punch pushing racehorse rage ramen
    recycle registered relaxed repeat rewind rotating rowing ru santa satisfied scene scientist scream secret service
    shaking shovel shrugging shushing signal singer skin smiley smirk sob splatter spock stew strength struck student
    sunny surfing swimming tada teacher technologist thumbsdown thumbsup tipping tm tone tophat transgender tshirt tv
    uk underage unlock us vegetable vertically vhs walking wearing weights wing wink wireless woozy wrestling yum zany
    zap zzz
"""
_PICTOGRAPHS = (range(0x2190, 0x2C00), range(0x1F000, 0x1FB00))
_WITHOUT_WORDS = {"+1", "-1", "100", "1234"}
_SHAPE = re.compile(r"[a-z0-9_+\-]{1,100}")
_FLAG = re.compile("flag-([a-z]{2}|england|scotland|wales|sark)")
_SQUARED_IDEOGRAPH = re.compile(r"u[5-7][0-9a-f]{3}")
_TONE = re.compile(r"::skin-tone-[2-6]$")


@functools.cache
def _words() -> frozenset[str]:
    names = (unicodedata.name(chr(code), "") for codes in _PICTOGRAPHS for code in codes)
    return frozenset(_FURTHER_WORDS.split()).union(*(re.findall("[a-z]+", name.lower()) for name in names))


def is_known(name: str) -> bool:
    """Whether a name (without colons, with or without a skin tone) can be that of a standard emoji.

    There are thousands of names; here one is taken for known when it is made of words that such names are made of.
    """
    plain = _TONE.sub("", name)
    if not _SHAPE.fullmatch(plain):
        return False
    if plain in _WITHOUT_WORDS or _FLAG.fullmatch(plain) or _SQUARED_IDEOGRAPH.fullmatch(plain):
        return True
    words = re.findall("[a-z]+", plain)
    return bool(words) and _words().issuperset(words)

"""The list of journeys, the tests that go them and the handbook that tells of them belong together."""

import re

from journey_list import CITIZEN, CLERK, JOURNEYS
from product import ROOT
from ways import HANDBOOK_PICTURES, MOST_BYTES, shown

TESTS = ROOT / "Tests/BrowserTests"
HANDBOOK = ROOT / "docs/handbuch"
MOST_BYTES_OF_ALL = 4_000_000


def made() -> set[str]:
    """The names of the pictures that tests ask for; a narrow screen adds -390."""
    sources = "".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))
    return set(re.findall(r"""\.picture\(\s*"([a-z0-9-]+)\"""", sources))


def test_ten_journeys_of_a_clerk_and_eight_of_a_citizen_have_their_test():
    assert sum(journey.who == CLERK for journey in JOURNEYS) >= 10
    assert sum(journey.who == CITIZEN for journey in JOURNEYS) >= 8
    for journey in JOURNEYS:
        file, function = journey.test.split("::")
        assert f"def {function}(" in (TESTS / file).read_text(encoding="utf-8"), f"nobody goes: {journey.sentence}"


def test_the_handbook_tells_of_every_journey():
    for journey in JOURNEYS:
        if journey.handbook is None:
            continue
        page, heading = journey.handbook.split("#")
        text = (HANDBOOK / page).read_text(encoding="utf-8")
        told = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
        assert told, f"{page} has no {heading!r}: {journey.sentence}"
        assert re.search(r"^1\. ", told[1], re.MULTILINE), f"{page}, {heading}: no numbered instruction"
        assert "](bilder/" in told[1], f"{page}, {heading}: no picture"


def test_the_handbook_shows_the_pictures_that_journeys_make_and_no_others():
    names = {name.removesuffix("-390"): page for name, page in shown().items()}
    assert not (foreign := set(names) - made()), f"no journey makes {sorted(foreign)}"
    missing = [name for name in shown() if not (HANDBOOK_PICTURES / f"{name}.png").exists()]
    assert not missing, f"run.py --pictures has to make {missing}"
    lying = {file.stem for file in HANDBOOK_PICTURES.glob("*.png")}
    assert not (unused := lying - set(shown())), f"no page shows {sorted(unused)}"


def test_pictures_are_small():
    files = list(HANDBOOK_PICTURES.glob("*.png"))
    large = [f"{file.name}: {file.stat().st_size}" for file in files if file.stat().st_size > MOST_BYTES]
    assert not large, large
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES_OF_ALL

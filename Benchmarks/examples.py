"""Applications to submit, taken from the services' own examples. Nothing here knows a service: the folder tells which examples
end without a person and which wait for one, the running program tells which services it offers."""

from __future__ import annotations

import json
import pathlib
import xml.etree.ElementTree as xml
from dataclasses import dataclass

USER_TASK = "{http://www.omg.org/spec/BPMN/20100524/MODEL}userTask"


@dataclass(frozen=True)
class Example:
    service: str
    name: str
    received: str
    is_automatic: bool
    body: bytes
    """What is sent to the program."""

    def __str__(self) -> str:
        return f"{self.service}/{self.name}"


def of_folder(folder: pathlib.Path) -> list[Example]:
    """The examples of a service that can be submitted with nothing but their answers and end with a decision."""
    about = json.loads((folder / "service.json").read_text(encoding="utf-8"))
    tasks = {task.get("id") for task in xml.parse(folder / "process.bpmn").iter(USER_TASK)}
    found = []
    for file in sorted(folder.glob("examples/*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        expected = told.get("expect", {})
        path = expected.get("path") or []
        if about.get("account") == "required" or told.get("files") or expected.get("problems") or expected.get("state") != "decided":
            continue
        if told.get("language", "de") not in about.get("languages", ["de"]):
            continue
        body = json.dumps({"answers": told["answers"], "language": told.get("language", "de")}).encode()
        found.append(Example(folder.name, file.stem, told.get("received", ""), not tasks.intersection(path), body))
    return found


def all_of(services: pathlib.Path) -> list[Example]:
    """Every usable example, the latest day first and then by name, so that each run takes the same one."""
    found = [example for file in sorted(services.glob("*/service.json")) for example in of_folder(file.parent)]
    found.sort(key=lambda example: example.name)
    return sorted(found, key=lambda example: example.received, reverse=True)


def clock(examples: list[Example]) -> str | None:
    """The instant at which the program's clock has to start for the examples' dates to make sense: the law of that day applies,
    and a dog of next year cannot be registered."""
    first = next((example for example in examples if example.is_automatic and example.received), None)
    if first is None:
        return None
    return first.received + (":00" if first.received.count(":") == 1 else "") + "Z"

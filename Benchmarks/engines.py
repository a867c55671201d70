#!/usr/bin/env python3
"""Decisions, expressions and process instances per second of the engines, beside SpiffWorkflow on the same models, in one run.

    Benchmarks/engines.py --program ./stadtkern [--seconds 5] [--out FILE | --add FILE]

Writes a list of {"name", "value", "unit", "conditions"} like `make bench`, or adds its entries to such a list. SpiffWorkflow is no part of this project; where
Python does not have it, its values are null and say so (`pip install SpiffWorkflow` into the Python that runs this script).
It reads cells and expressions as Python; those of engines/ are written so that both read them alike, and the run compares
every result. One thread each; models and expressions are read once, only their evaluation counts. An instance is a process
of ten steps from start to end in memory; what it costs to keep one in a database is part of `applications` in `make bench`.
"""

import argparse
import json
import pathlib
import platform
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent / "engines"
PLAN = FOLDER / "engines.json"


def rate(seconds, round_of_cases):
    """Evaluations per second, and the results of the first round, which does not count."""
    results = round_of_cases()
    start, rounds = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        round_of_cases()
        rounds += 1
    return int(rounds * len(results) / (time.perf_counter() - start)), results


def spiff(plan, seconds):
    """Rates and results of SpiffWorkflow, or a reason why not."""
    try:
        from lxml import etree
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
        from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser
        from SpiffWorkflow.util.task import TaskState
    except ImportError as problem:
        return None, f"not measured: {problem}"
    from importlib.metadata import version

    root = etree.parse(str(FOLDER / plan["model"])).getroot()
    # Its reader knows nothing but the decision and its table.
    for element in list(root.iter("{*}inputData", "{*}variable", "{*}informationRequirement")):
        element.getparent().remove(element)
    parser = BpmnDmnParser()
    parser.add_dmn_xml(root, filename=plan["model"])
    engine = parser.get_engine(plan["decision"], root)

    class Workflow:
        script_engine = PythonScriptEngine()

    class Task:
        workflow = Workflow()

        def __init__(self, data):
            self.data = dict(data)

    tasks = [Task(case) for case in plan["cases"]]
    decide = rate(seconds, lambda: [engine.result(task)[plan["decision"]] for task in tasks])
    script = Workflow.script_engine
    evaluate = rate(seconds, lambda: [script.evaluate(task, text) for task in tasks for text in plan["expressions"]])

    processes = BpmnParser()
    processes.add_bpmn_file(str(FOLDER / plan["process"]))
    spec = processes.get_spec(pathlib.Path(plan["process"]).stem)

    def instance(case):
        workflow = BpmnWorkflow(spec, script_engine=script)
        workflow.task_tree.data.update(case)
        workflow.do_engine_steps()
        if not workflow.is_completed():
            return None
        names = (getattr(task.task_spec, "bpmn_id", None) for task in workflow.get_tasks(state=TaskState.COMPLETED))
        return sorted(name for name in names if name)

    play = rate(seconds, lambda: [instance(case) for case in plan["cases"]])
    return (decide, evaluate, play), f"SpiffWorkflow {version('SpiffWorkflow')}, Python {platform.python_version()}"


def same(left, right):
    if isinstance(left, bool) or isinstance(right, bool) or isinstance(left, (str, list)) or left is None:
        return left == right
    return abs(left - right) < 1e-9


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--program", default="./stadtkern")
    arguments.add_argument("--seconds", type=int, default=5)
    arguments.add_argument("--out")
    arguments.add_argument("--add", help="a list that is there already")
    options = arguments.parse_args()
    plan = json.loads(PLAN.read_text())
    command = [options.program, "dmn", "measure", str(PLAN), "--seconds", str(options.seconds)]
    ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    theirs, peer = spiff(plan, options.seconds)
    shape = f"{len(plan['cases'])} cases, one thread, {options.seconds} s each, {platform.processor() or platform.machine()}"
    entries, differing = [], 0
    for index, (name, kind) in enumerate([("dmn", "decisions"), ("feel", "expressions"), ("bpmn", "instances")]):
        value = ours[kind]["per-second"]
        entries.append((f"engine.{name}.{kind}", value, "1/s", shape))
        if theirs is None:
            entries.append((f"engine.{name}.{kind}.spiffworkflow", None, "1/s", peer))
            continue
        other, results = theirs[index]
        entries.append((f"engine.{name}.{kind}.spiffworkflow", other, "1/s", f"{peer}; {shape}"))
        entries.append((f"engine.{name}.times-spiffworkflow", round(value / other, 1), "1", shape))
        differing += sum(not same(a, b) for a, b in zip(ours[kind]["results"], results, strict=True))
    entries.append(("engine.results.differing", differing if theirs else None, "1", "results that the two engines do not share"))
    keys = ("name", "value", "unit", "conditions")
    written = [dict(zip(keys, entry)) for entry in entries]
    if options.add and pathlib.Path(options.add).exists():
        known = {entry["name"] for entry in written}
        written = [entry for entry in json.loads(pathlib.Path(options.add).read_text()) if entry["name"] not in known] + written
    text = "[\n" + ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in written) + "\n]\n"
    for target in filter(None, (options.out, options.add)):
        pathlib.Path(target).write_text(text)
    for name, value, unit, conditions in entries:
        print(f"{name:44} {value!s:>12} {unit:4} {conditions}")
    return 1 if differing or theirs is None else 0


if __name__ == "__main__":
    sys.exit(main())

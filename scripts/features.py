"""Matches the tags of tests that ran with the list of features; writes the table, or compares it (--check)."""

import csv
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree


def tests_by_feature(reports):
    """Feature id -> (passed, failed) names of tests that carry it as a tag."""
    found = {}
    for report in sorted(pathlib.Path(reports).glob("*.xml")):
        for case in ElementTree.parse(report).iter("TestCase"):
            outcome = case.find("OverallResult")
            passed = outcome is not None and outcome.get("success") == "true"
            for tag in re.findall(r"\[([A-Z]\d+)\]", case.get("tags", "")):
                found.setdefault(tag, ([], []))[0 if passed else 1].append(case.get("name"))
    # Tests of the browser carry theirs in their titles: "ok 3 - [B11] the table of layers sorts by any column".
    for report in sorted(pathlib.Path(reports).glob("*.tap")):
        for outcome, name in re.findall(r"^(not ok|ok) \d+ - (.*)$", report.read_text(encoding="utf-8"), re.MULTILINE):
            for tag in re.findall(r"\[([A-Z]\d+)\]", name):
                found.setdefault(tag, ([], []))[0 if outcome == "ok" else 1].append(name)
    return found


def page(features, tests):
    lines = [
        "# Features and the tests that show them",
        "",
        "Written by `scripts/features.sh` from `tests/features.csv` and the tests that ran. A feature is covered when at",
        "least one test carries its id as a tag and all that do pass; what a test shows of it is in the test's name.",
        "",
    ]
    covered = [f for f, _ in features if f in tests and not tests[f][1]]
    lines += [f"{len(covered)} of {len(features)} are covered so far.", "", "| id | feature | state | tests |", "| --- | --- | --- | --- |"]
    for feature, text in features:
        passed, failed = tests.get(feature, ([], []))
        state = "failing" if failed else "covered" if passed else "not yet"
        text = text.replace("|", "\\|")
        lines.append(f"| {feature} | {text} | {state} | {len(passed) + len(failed) or ''} |")
    return "\n".join(lines) + "\n", covered


def main():
    reports, listing, target = sys.argv[1:4]
    with open(listing, newline="", encoding="utf-8") as file:
        features = [(row["id"], row["feature"]) for row in csv.DictReader(file)]
    tests = tests_by_feature(reports)
    unknown = sorted(set(tests) - {feature for feature, _ in features})
    if unknown:
        sys.exit(f"features: tests carry ids that {listing} does not list: {', '.join(unknown)}")
    text, covered = page(features, tests)
    print(f"features: {len(covered)} covered: {' '.join(covered)}")
    print(f"features: {len(features) - len(covered)} not yet: {' '.join(f for f, _ in features if f not in covered)}")
    target = pathlib.Path(target)
    if "--check" in sys.argv:
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            sys.exit(f"features: {target} is out of date; run scripts/features.sh")
    else:
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

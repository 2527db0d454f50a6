"""Adds up the test reports of Maven and pytest; prints what was skipped and, last, the counts."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def main(home: Path) -> int:
    reports = [*home.glob("*/target/surefire-reports/TEST-*.xml"), *home.glob(".tadashi/reports/TEST-*.xml")]
    total = failed = skipped = 0
    for report in sorted(reports):
        for case in ET.parse(report).getroot().iter("testcase"):
            total += 1
            name = f"{case.get('classname')}.{case.get('name')}"
            if case.find("skipped") is not None:
                skipped += 1
                reason = case.find("skipped").get("message") or "no reason given"
                print(f"skipped: {name}: {reason}")
            elif case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"failed: {name}")
    passed = total - failed - skipped
    if skipped == 0:
        print("nothing was skipped")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

"""Runs `unittest` and writes down how each test ended. For Python 2.7 and 3 alike; never imported by py3port itself.

python unittest_runner.py RESULTS [--only-files=[JSON]] [what `python -m unittest` takes]
"""

import json
import os
import sys
import time

sys.path[0] = os.getcwd()
import unittest  # noqa: E402

ONLY = "--only-files="


class Result(unittest.TextTestResult):
    """Notes times and ends, too."""

    def __init__(self, *args, **kwargs):
        super(Result, self).__init__(*args, **kwargs)
        self.notes = {}
        self.begun = 0.0

    def startTest(self, test):
        """A test begins."""
        super(Result, self).startTest(test)
        self.begun = time.time()
        self.note(test, "passed")

    def stopTest(self, test):
        """A test ends."""
        super(Result, self).stopTest(test)
        self.notes[test.id()]["seconds"] = time.time() - self.begun

    def addError(self, test, err):
        """It broke."""
        super(Result, self).addError(test, err)
        self.note(test, "failed", self.errors[-1][1])

    def addFailure(self, test, err):
        """It failed."""
        super(Result, self).addFailure(test, err)
        self.note(test, "failed", self.failures[-1][1])

    def addSkip(self, test, reason):
        """It was left out."""
        super(Result, self).addSkip(test, reason)
        self.note(test, "skipped", reason)

    def addUnexpectedSuccess(self, test):
        """It passed and should not."""
        super(Result, self).addUnexpectedSuccess(test)
        self.note(test, "failed", "unexpected success")

    def addSubTest(self, test, subtest, err):
        """A part of it ended."""
        super(Result, self).addSubTest(test, subtest, err)
        if err is not None:
            self.note(test, "failed", str(err[1]))

    def note(self, test, status, output=""):
        """Remember how a test ended."""
        note = self.notes.setdefault(test.id(), {"seconds": 0.0, "output": ""})
        note["status"] = status
        note["output"] += output


def chosen(suite, files):
    """The tests of a suite that are defined in these files, and what could not be imported."""
    found = unittest.TestSuite()
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            found.addTest(chosen(test, files))
            continue
        module = sys.modules.get(type(test).__module__)
        path = os.path.abspath(getattr(module, "__file__", None) or "")
        if module is None or module.__name__ == "unittest.loader" or os.path.splitext(path)[0] in files:
            found.addTest(test)
    return found


def main():
    """Run, write the results, exit as unittest does."""
    results = sys.argv.pop(1)
    files = None
    if sys.argv[1:] and sys.argv[1].startswith(ONLY):
        names = json.loads(sys.argv.pop(1)[len(ONLY) :])
        files = [os.path.splitext(os.path.abspath(name))[0] for name in names]
    sys.argv[0] = "unittest"
    kept = []

    class Runner(unittest.TextTestRunner):
        resultclass = Result

        def run(self, test):
            if files is not None:
                test = chosen(test, files)
            result = unittest.TextTestRunner.run(self, test)
            kept.append(result)
            return result

    program = unittest.TestProgram(module=None, testRunner=Runner, exit=False, buffer=True)
    with open(results, "w") as output:
        json.dump(kept[-1].notes if kept else {}, output)
    sys.exit(not program.result.wasSuccessful())


if __name__ == "__main__":
    main()

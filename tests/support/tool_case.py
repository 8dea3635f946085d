"""A test that runs tools in a directory of its own."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

TALLY, FLOW, ROOT = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:4])


class ToolCase(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="tally-tool-")
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def run_it(self, *command):
        return subprocess.run(command, cwd=self.place, text=True, capture_output=True, timeout=300, check=False)

    def tally(self, *arguments, code=0):
        done = self.run_it(TALLY, *arguments)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        return done

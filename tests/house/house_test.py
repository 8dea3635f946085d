#!/usr/bin/env python3
"""Each check of this folder is shown a violation, and must see it; and clean code, and must not."""

import contextlib
import io
import pathlib
import subprocess
import sys
import tempfile
import unittest

import docs
import functions
import layers
import sources
import tidy


class House(unittest.TestCase):
    """A small tree of files, checked by the programs as CTest runs them."""

    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="tally-house-")
        self.addCleanup(place.cleanup)
        self.root = pathlib.Path(place.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run_check(self, check, *more):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = check([str(self.root), *map(str, more)])
        return status, output.getvalue()

    def assert_caught(self, check, text, *more):
        status, output = self.run_check(check, *more)
        self.assertEqual(status, 1, output)
        self.assertIn(text, output)

    def assert_clean(self, check, *more):
        status, output = self.run_check(check, *more)
        self.assertEqual(status, 0, output)


class LayersTest(House):
    def test_climbing_include_is_caught_with_its_place(self):
        self.write("projections/a.h", '#pragma once\n#include "engine/engine.h"\n')
        self.assert_caught(layers.main, "projections/a.h:2: #include of engine/engine.h")

    def test_each_room_is_held_to_its_row_of_the_table(self):
        cases = [
            ("journal/a.cpp", '"projections/state.h"'),
            ("journal/a.cpp", "<boost/asio.hpp>"),
            ("projections/a.cpp", '"journal/store/store.h"'),
            ("projections/a.cpp", "<chrono>"),
            ("projections/a.cpp", "<rocksdb/db.h>"),
            ("engine/ledger/a.cpp", "<thread>"),
            ("engine/ledger/a.cpp", '"engine/sequencer/sequencer.h"'),
            ("engine/ledger/a.cpp", '"journal/codec/codec.h"'),
            ("engine/sequencer/a.cpp", '"replay/replay.h"'),
            ("engine/sequencer/a.cpp", "<sys/socket.h>"),
            ("replay/a.cpp", "<ctime>"),
            ("replay/a.cpp", '"tools/cli/output.h"'),
        ]
        for name, header in cases:
            with self.subTest(name=name, header=header):
                path = self.write(name, f"#include {header}\n")
                self.assert_caught(layers.main, f"{name}:1:")
                path.unlink()

    def test_what_the_table_allows_passes(self):
        self.write("projections/a.cpp", '#include "journal/entry.h"\n#include <vector>\n')
        self.write("engine/sequencer/a.cpp", '#include "journal/store/store.h"\n#include <thread>\n')
        self.write("replay/a.cpp", '#include "engine/engine.h"\n#include <thread>\n')
        self.write("tools/a.cpp", "#include <boost/asio.hpp>\n")
        self.assert_clean(layers.main)

    def test_object_that_asks_the_clock_is_caught(self):
        (self.root / "engine").mkdir()
        self.write("projections/clock.c", "#include <time.h>\nlong f(void) { return (long)time(0); }\n")
        source, made = self.root / "projections/clock.c", self.root / "projections/clock.o"
        subprocess.run(["cc", "-c", str(source), "-o", str(made)], check=True)
        self.assert_caught(layers.main, "projections/clock.o: calls time", self.root)

    def test_build_without_objects_is_no_pass(self):
        self.assert_caught(layers.main, "no objects", self.root)


class TidyTest(House):
    def test_each_planted_word_is_caught(self):
        cases = [
            ("tools/a.cpp", "int a;  // TO" + "DO later\n", "unfinished"),
            ("docs/a.md", "see /wo" + "rk/main\n", "one machine"),
            ("tools/a.cpp", "int a; \n", "end of a line"),
            ("tools/a.cpp", "void f() { assert(true); }\n", "TALLY_CHECK"),
            ("tests/a.cpp", "TEST(A, DISABLED_B) {}\n", "disabled"),
            ("engine/a.cpp", "double a;\n", "floating"),
            ("replay/a.cpp", "auto a = std::chrono::system_clock::now();\n", "wall clock"),
            ("projections/a.cpp", "auto a = std::hash<int>{}(1);\n", "std::hash"),
            ("tools/a.h", "int a;\n", "#pragma once"),
            ("surprise/a.md", "text\n", "names at the top"),
        ]
        for name, text, why in cases:
            with self.subTest(name=name, why=why):
                path = self.write(name, text)
                self.assert_caught(tidy.main, why)
                path.unlink()
                if name.startswith("surprise"):
                    path.parent.rmdir()

    def test_words_in_comments_and_literals_of_the_core_do_not_count(self):
        self.write("engine/a.cpp", '// a double entry\nchar const* a = "float";\n')
        self.assert_clean(tidy.main)

    def test_iteration_over_a_hash_table_is_caught_also_when_the_header_declares_it(self):
        self.write("engine/a.h", "#pragma once\nstruct A { std::unordered_map<int, int> seen_; };\n")
        self.write("engine/a.cpp", '#include "engine/a.h"\nvoid f() { for (auto& x : seen_) use(x); }\n')
        self.assert_caught(tidy.main, "engine/a.cpp:2: for (auto& x : seen_): iterates".split(":")[0])

    def test_look_up_in_a_hash_table_passes(self):
        self.write("engine/a.cpp", "std::unordered_map<int, int> seen;\nbool f() { return seen.contains(1); }\n")
        self.assert_clean(tidy.main)

    def test_own_header_comes_first(self):
        self.write("tools/a.h", "#pragma once\n")
        self.write("tools/a.cpp", '#include <vector>\n#include "tools/a.h"\n')
        self.assert_caught(tidy.main, "own header")

    def test_function_fails_at_seventy_lines_and_warns_at_fifty(self):
        for lines, status in ((49, 0), (50, 0), (69, 0), (70, 1)):
            body = "    g();\n" * (lines - 2)
            self.write("tools/a.cpp", f"namespace a {{\nint f(int b) {{\n{body}}}\n}}\n")
            result, output = self.run_check(tidy.main)
            self.assertEqual(result, status, output)
            self.assertEqual("warned at 50" in output, 50 <= lines < 70, output)

    def test_file_warns_above_four_hundred_lines(self):
        self.write("docs/a.md", "text\n" * 401)
        status, output = self.run_check(tidy.main)
        self.assertEqual(status, 0)
        self.assertIn("401 lines", output)


class FunctionsTest(unittest.TestCase):
    def test_spans_cover_bodies_however_they_begin(self):
        code = "\n".join([
            "namespace a {",
            "struct B {",
            "    B(int x)",
            "        : x_{x}, y_{1} {",
            "        f();",
            "    }",
            "    int x_{0};",
            "    bool operator==(B const&) const = default;",
            "};",
            "int table[] = {1, 2};",
            "auto g(int c) -> int {",
            "    if (c) {",
            "        return 1;",
            "    }",
            "    return 2;",
            "}",
            "}",
        ])
        self.assertEqual(functions.spans(code), [("B", 3, 6), ("g", 11, 16)])


class DocsTest(House):
    def check(self, text):
        self.write("README.md", text)
        program = self.write("bin/tally", "#!/bin/sh\necho tally $*\n")
        program.chmod(0o755)
        return self.run_check(docs.main, program)

    def test_shown_output_must_be_the_real_one(self):
        status, output = self.check("```console\n$ tally one\ntally two\n```\n")
        self.assertEqual(status, 1)
        self.assertIn("README.md:2: $ tally one", output)

    def test_real_output_passes_with_dots_for_what_varies(self):
        text = "```console\n$ tally a b c\ntally ... c\n$ seq 5\n1\n...\n5\n$ false\n$ echo $?\n1\n```\n"
        self.assertEqual(self.check(text)[0], 0)

    def test_missing_output_is_caught(self):
        self.assertEqual(self.check("```console\n$ tally a\n```\n")[0], 1)

    def test_blocks_that_are_only_shown_are_not_run(self):
        self.assertEqual(self.check("```console norun\n$ tally a\nnothing like it\n```\n")[0], 0)

    def test_link_to_nowhere_is_caught(self):
        status, output = self.check("see [that](docs/none.md)\n")
        self.assertEqual(status, 1)
        self.assertIn("docs/none.md", output)


class SourcesTest(unittest.TestCase):
    def test_comments_and_literals_become_blank_and_lines_stay(self):
        code = 'a /* x\ny */ b "q//r" c // d\ne 1\'000 R"(f\n)" g'
        blanked = sources.without_comments(code)
        self.assertEqual(blanked.split(), ["a", "b", "c", "e", "1'000", "g"])
        self.assertEqual(blanked.count("\n"), code.count("\n"))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))

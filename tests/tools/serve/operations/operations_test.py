#!/usr/bin/env python3
"""A real server as its operator sees it: configuration, readiness, figures, log, SIGHUP, hard times.

    operations_test.py PROGRAM ROOT [STEPPING_CLOCK]

TALLY_CONNECTIONS says how many connections there are at a time where it is about many: without it 10,000 of the binary
protocol, which take ten seconds, and a thousand of HTTP.
"""

import http.client
import json
import os
import pathlib
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "support"))
from waiting import LONG, wait_for  # noqa: E402

PROGRAM, ROOT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
STEPPING_CLOCK = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else None
BINARY = re.compile(r" on ([\d.]+):(\d+)")
PLACES = re.compile(r"http://([\d.]+:\d+)(?: metrics at ([\d.]+:\d+))?")


class Server:
    """One `tally serve` of a directory, ready when made."""

    def __init__(self, place, *options, environment=None, before=None):
        self.errors = open(place / "errors", "a+", encoding="utf-8")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", place / "books", "--insecure-local", "--http", "127.0.0.1:0",
             "--metrics", "127.0.0.1:0", *options],
            stdout=subprocess.PIPE, stderr=self.errors, text=True, preexec_fn=before,
            env={**os.environ, **(environment or {})},
        )
        line = self.process.stdout.readline()
        found = PLACES.search(line)
        assert found, f"not ready: {line!r} {self.said()}"
        self.http, self.metrics = found.groups()
        binary = BINARY.search(line)
        self.binary = (binary.group(1), int(binary.group(2))) if binary else None

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def figures(self):
        with urllib.request.urlopen(f"http://{self.metrics}/metrics", timeout=LONG) as reply:
            return reply.read().decode()

    def post(self, *commands):
        lines = "".join(json.dumps(command) + "\n" for command in commands)
        request = urllib.request.Request(
            f"http://{self.http}/v1/commands", lines.encode(), {"Content-Type": "application/jsonl"})
        with urllib.request.urlopen(request, timeout=LONG) as reply:
            return [json.loads(line) for line in reply.read().decode().splitlines()]

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        code = self.process.wait(LONG)
        self.close()
        return code

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.errors.close()


def frame(*words):
    """A frame of the binary protocol: one segment of 8-byte words (tools/wire/protocol.capnp)."""
    content = b"".join(words)
    return struct.pack("<II", 0, len(content) // 8) + content


def to_server(member, value=0, *content):
    """A message: the number of its member, a ping's value, and what the member's pointer leads to."""
    pointer = struct.pack("<IHH", 0, 1, 1) if content else bytes(8)
    return frame(struct.pack("<IHH", 0, 2, 1), struct.pack("<QQ", member, value), pointer, *content)


HELLO = to_server(1, 0, struct.pack("<HHI", 1, 1, 0), struct.pack("<II", 1, (5 << 3) | 2), b"idle\0\0\0\0")


def read_frame(stream):
    """The next frame's words, as bytes."""
    def exactly(size):
        got = b""
        while len(got) < size:
            part = stream.recv(size - len(got))
            assert part, "the server has closed the connection"
            got += part
        return got
    segments, words = struct.unpack("<II", exactly(8))
    assert segments == 0, "a frame of several segments"
    return exactly(words * 8)


def account(number):
    return {"command": "create_account", "id": str(number), "asset": "USD", "owner": "1", "code": 1}


def transfer(number):
    return {"command": "create_transfer", "id": str(number), "debit": "1", "credit": "2", "asset": "USD",
            "amount": "1.00", "code": 1}


BEGIN = ({"command": "create_asset", "asset": "USD", "scale": 2}, account(1), account(2))


class OperationsTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tally-operations-")
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)
        self.tally("init", "--origin", "operations.test", "--data", "books")

    def tally(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *arguments], cwd=self.place, text=True, capture_output=True,
                              timeout=LONG * 5, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout + done.stderr

    def serve(self, *options, **more):
        server = Server(self.place, *options, **more)
        self.addCleanup(server.close)
        return server

    def value(self, text, name):
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        self.assertTrue(found, f"{name} is not in\n{text}")
        return float(found.group(1))

    def test_a_wrong_configuration_is_told_with_all_its_lines(self):
        (self.place / "c.toml").write_text('listen = 1\n[log]\nlevel = "loud"\ncolour = 2\n')
        said = self.tally("serve", "--data", "books", "--config", "c.toml", "--check-config", code=1)
        for line in ("c.toml:1: listen:", "c.toml:3: log.level:", "c.toml:4: log.colour:"):
            self.assertIn(line, said)
        (self.place / "c.toml").write_text('listen = ["127.0.0.1:0"]\naccess.insecure_local = true\n')
        self.assertIn("right", self.tally("serve", "--data", "books", "--config", "c.toml", "--check-config"))

    def test_figures_follow_what_happens(self):
        server = self.serve()
        server.post(*BEGIN)
        server.post(transfer(1), transfer(2), transfer(2), {**transfer(3), "debit": "9"})
        text = server.figures()
        self.assertEqual(self.value(text, 'tally_commands_total{result="ok"}'), 5)
        self.assertEqual(self.value(text, 'tally_commands_total{result="exists"}'), 1)
        self.assertEqual(self.value(text, 'tally_batches_total{answer="accepted"}'), 2)
        self.assertEqual(self.value(text, "tally_entries"), 7)
        self.assertGreater(self.value(text, 'tally_stage_seconds_count{stage="append"}'), 0)
        self.assertGreater(self.value(text, "process_resident_memory_bytes"), 1e6)
        for path, code in (("/", 404), ("/metrics?x", 404)):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"http://{server.metrics}{path}", timeout=LONG)
            self.assertEqual(refused.exception.code, code)
            refused.exception.close()
        self.assertEqual(server.stop(), 0)

    def test_figures_of_doors_and_services_follow_what_is_asked(self):
        server = self.serve()
        server.post(*BEGIN)
        server.post(transfer(1))
        self.assertEqual(self.value(server.figures(), "tally_movement_entries"), 0)
        host, port = server.http.split(":")
        held = http.client.HTTPConnection(host, int(port), timeout=LONG)
        self.addCleanup(held.close)
        held.request("GET", "/v1/statements/1")
        self.assertEqual(json.loads(held.getresponse().read())["rows"][-1]["balance"], "-1.00")
        text = server.figures()
        self.assertEqual(self.value(text, "tally_http_connections"), 1)
        self.assertGreater(self.value(text, "tally_followers"), 0)
        self.assertEqual(self.value(text, "tally_movement_entries"), 4)
        self.assertEqual(server.stop(), 0)

    def test_every_metric_that_the_documents_name_is_served(self):
        text = self.serve().figures()
        served = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
        for name, kind in re.findall(r"^# TYPE (\S+) (\S+)", text, re.MULTILINE):
            if kind == "histogram":
                served |= {name + end for end in ("_bucket", "_sum", "_count")}
        documents = sorted((ROOT / "docs/operations").iterdir())
        self.assertTrue(documents)
        for document in documents:
            named = set(re.findall(r"\b(?:tally|process)_[a-z_]+[a-z]\b", document.read_text()))
            rules = set(re.findall(r"\btally:[a-z_:]+", document.read_text()))
            self.assertLessEqual(named - {name for rule in rules for name in rule.split(":")}, served, document.name)
        listed = (ROOT / "docs/operations/metrics.md").read_text()
        for name in re.findall(r"^# TYPE (\S+)", text, re.MULTILINE):
            self.assertIn(f"| `{name}` |", listed)
        json.loads((ROOT / "docs/operations/grafana-dashboard.json").read_text())

    def test_the_log_has_request_ids_and_sighup_changes_its_level_and_file(self):
        config, log = self.place / "c.toml", self.place / "log"
        config.write_text(f'[log]\nto = "{log}"\nlevel = "debug"\n')
        server = self.serve("--config", config)
        server.post(*BEGIN)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        self.assertEqual([line["event"] for line in lines[:2]], ["recovered", "ready"])
        taken = next(line for line in lines if line["event"] == "batch_taken")
        durable = next(line for line in lines if line["event"] == "batch_durable")
        self.assertEqual((taken["connection"], taken["request"]), (durable["connection"], durable["request"]))
        self.assertEqual((durable["commands"], durable["sequence"]), (3, 2))
        log.rename(self.place / "log.1")
        config.write_text(f'[log]\nto = "{log}"\nlevel = "info"\n')
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: log.exists() and "reloaded" in log.read_text(), "a new log")
        server.post(transfer(1))
        self.assertNotIn("batch_taken", log.read_text())
        config.write_text("[log]\nlevel = 3\n")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "configuration_refused" in log.read_text(), "a refusal")
        self.assertEqual(server.stop(), 0)
        self.assertIn('"event":"stopped"', log.read_text())

    def recovered(self, log):
        """What the last start found, as the log says it."""
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        return [line for line in lines if line["event"] == "recovered"][-1]

    def status(self):
        return json.loads(self.tally("status", "--data", "books", "-O", "json"))

    def test_a_start_after_a_kill_says_what_it_found(self):
        log = self.place / "log"
        self.assertNotIn("started", self.status())
        server = self.serve("--log", str(log))
        server.post(*BEGIN)
        self.assertNotIn("ended", self.status())
        server.stop(signal.SIGKILL)
        server = self.serve("--log", str(log))
        self.assertIn("did not end in order; whatever it has answered is here", server.said())
        self.assertIn("3 entries: no snapshot and 3 applied after it, in ", server.said())
        found = self.recovered(log)
        self.assertEqual((found["level"], found["entries"], found["applied"], found["after_crash"]),
                         ("warn", 3, 3, True))
        self.assertEqual(self.value(server.figures(), "tally_start_applied_entries"), 3)
        self.assertEqual(self.status()["start_applied"], 3)
        self.assertEqual(server.stop(), 0)
        self.assertIn("ended", self.status())
        server = self.serve("--log", str(log))
        self.assertEqual(self.recovered(log)["after_crash"], False)
        self.assertEqual(server.stop(), 0)

    def test_a_start_that_found_no_place_to_listen_has_ended_in_order(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            where = "127.0.0.1:%d" % taken.getsockname()[1]
            said = self.tally("serve", "--data", "books", "--insecure-local", "--http", where, code=1)
        self.assertIn("in use", said)
        self.assertIn("ended", self.status())

    def test_a_torn_end_of_the_log_is_cut_off_and_said(self):
        log = self.place / "log"
        server = self.serve()
        server.post(*BEGIN)
        server.stop(signal.SIGKILL)
        newest = max((self.place / "books/record").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        with newest.open("ab") as file:  # the head of a whole record of 1,000 bytes, and ten of them
            file.write(b"\x01\x02\x03\x04" + (1000).to_bytes(2, "little") + b"\x01" + b"x" * 10)
        server = self.serve("--log", str(log))
        found = self.recovered(log)
        self.assertEqual((found["level"], found["entries"], found["torn_bytes"]), ("warn", 3, 17))
        self.assertIn("the log ended in 17 bytes of a block that was not whole", server.said())
        self.assertEqual(self.value(server.figures(), "tally_start_torn_bytes"), 17)
        self.assertEqual(server.post(transfer(1))[0]["result"], "ok")
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.status()["start_torn_bytes"], 17)
        self.tally("verify", "books", "-q")

    def test_an_end_of_the_log_that_was_answered_and_is_gone_stops_the_start(self):
        server = self.serve()
        server.post(*BEGIN)
        server.stop(signal.SIGKILL)
        newest = max((self.place / "books/record").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        os.truncate(newest, newest.stat().st_size - 5)
        said = self.tally("serve", "--data", "books", "--insecure-local", "--http", "127.0.0.1:0", code=5)
        self.assertIn("acknowledged", said)

    def test_thousands_of_connections_each_get_their_answer_and_cost_little_memory(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        count = min(int(os.environ.get("TALLY_CONNECTIONS", "1000")), hard - 1_100)
        config = self.place / "c.toml"
        config.write_text(f"limits.http_connections = {count + 10}\n")
        server = self.serve("--config", config,
                            before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard)))
        server.post(*BEGIN)
        host, port = server.http.split(":")
        before = self.value(server.figures(), "process_resident_memory_bytes")
        idle = [socket.create_connection((host, int(port)), LONG) for _ in range(count)]
        self.addCleanup(lambda: [one.close() for one in idle])
        figures = wait_for(lambda: (text := server.figures()) and
                           self.value(text, "process_open_fds") > count and text, "all connections")
        self.assertEqual(self.value(figures, "process_max_fds"), hard)
        self.assertLess(self.value(figures, "process_resident_memory_bytes") - before, 20e6 + count * 65_536)
        for number, one in enumerate(idle, 1):
            body = json.dumps(transfer(number)).encode()
            one.sendall(b"POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/jsonl\r\n"
                        b"Content-Length: %d\r\n\r\n" % len(body) + body)
        answers = [one.recv(4_096) for one in idle]
        self.assertEqual([a for a in answers if b'"result":"ok"' not in a], [])
        self.assertEqual(self.value(server.figures(), "tally_entries"), count + len(BEGIN))
        self.assertEqual(server.stop(), 0)

    def many_files(self, wanted):
        """Lets this process and its children open many files; how many connections there can be."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 400:
            self.skipTest(f"only {hard} files may be open here; many connections need more: raise ulimit -Hn")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        return min(wanted, hard - 300)

    def test_thousands_of_idle_connections_leave_sixty_four_busy_ones_their_pace(self):
        count = self.many_files(int(os.environ.get("TALLY_CONNECTIONS", "10000")))
        config = self.place / "c.toml"
        config.write_text(f"limits.connections = {count + 100}\n")
        server = self.serve("--config", config, "--listen", "127.0.0.1:0")
        before = self.value(server.figures(), "process_resident_memory_bytes")
        idle = []
        self.addCleanup(lambda: [one.close() for one in idle])
        for _ in range(count):
            idle.append(socket.create_connection(server.binary, LONG))
            idle[-1].sendall(HELLO)
        for one in idle:
            self.assertEqual(read_frame(one)[8:10], b"\x01\0")  # welcome
        figures = server.figures()
        self.assertEqual(self.value(figures, "tally_connections"), count)
        self.assertLess(self.value(figures, "process_resident_memory_bytes") - before, 20e6 + count * 65_536)
        said = self.tally("bench", "--connect", "%s:%d" % server.binary, "--data", "bench", "--clients", "64",
                          "--batch", "1", "--in-flight", "1", "--commands", "6400", "--accounts", "100", "-O", "json")
        measured = json.loads(said[said.index("["):said.rindex("]") + 1])
        self.assertEqual((measured[0]["commands"], measured[0]["clients"]), (6400, 64))
        for number, one in enumerate(idle):
            one.sendall(to_server(9, number))
        for number, one in enumerate(idle):
            self.assertEqual(read_frame(one)[8:24], struct.pack("<QQ", 11, number))  # pong
        self.assertEqual(self.value(server.figures(), "tally_connections"), count)
        self.assertEqual(server.stop(), 0)

    def test_too_few_files_for_the_configured_connections_is_said(self):
        config, log = self.place / "c.toml", self.place / "log"
        config.write_text(f'limits.http_connections = 5000\nlog.to = "{log}"\n')
        few = (256, 512)
        server = self.serve("--config", config, before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, few))
        self.assertIn("may open 512 files", server.said())
        self.assertIn("would need 6024", server.said())
        self.assertIn('"event":"open_files"', log.read_text())
        self.assertEqual(self.value(server.figures(), "process_max_fds"), 512)
        self.assertEqual(server.stop(), 0)

    def reload(self, server, config, log, text):
        """Has a server read its file again; what it then says of it in its log."""
        before = log.read_text().count('"event":"reloaded"')
        config.write_text(text)
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: log.read_text().count('"event":"reloaded"') > before, "a reload")
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        return [line for line in lines if line["event"].startswith("configuration_")][-1]

    def test_sighup_changes_what_can_change_and_says_what_waits_for_a_start(self):
        config, log = self.place / "c.toml", self.place / "log"
        base = f'[log]\nto = "{log}"\n'
        config.write_text(base + "[limits]\nhttp_connections = 3\n")
        server = self.serve("--config", config)
        host, port = server.http.split(":")

        def serves_another(held):
            with socket.create_connection((host, int(port)), LONG) as one:
                one.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                try:
                    return one.recv(15) == b"HTTP/1.1 200 OK"
                except ConnectionResetError:
                    return False

        held = [socket.create_connection((host, int(port)), LONG) for _ in range(3)]
        wait_for(lambda: not serves_another(held), "a server that is full")
        said = self.reload(server, config, log, base + "[limits]\nhttp_connections = 9\nqueue_bytes = 2000000\n")
        self.assertEqual(said["changed"], "limits.http_connections")
        self.assertEqual(said["changes_at_next_start"], "limits.queue_bytes")
        wait_for(lambda: serves_another(held), "room for more")
        said = self.reload(server, config, log, base + '[limits]\nhttp_connections = "many"\n')
        self.assertEqual(said["event"], "configuration_refused")
        self.assertIn("c.toml:4: limits.http_connections", said["why"])
        self.assertTrue(serves_another(held), "as it was")
        said = self.reload(server, config, log, base + "[limits]\nqueue_bytes = 2000000\n")
        self.assertEqual(said["changed"], "limits.http_connections")
        self.assertEqual(said["changes_at_next_start"], "limits.queue_bytes")
        for one in held:
            one.close()
        self.assertEqual(server.stop(), 0)

    def test_a_start_finishes_redactions_that_were_left_half_done(self):
        applied = self.place / "begin.jsonl"
        applied.write_text("".join(json.dumps(command) + "\n" for command in BEGIN))
        self.tally("apply", "begin.jsonl", "--data", "books", "-q")
        names = []
        for value in ("kept", "gone, and a crash", "redacted through the server", "a crash before the entry"):
            (self.place / "value").write_text(value)
            row = self.tally("attach", "--data", "books", "--subject", "account:1", "--field", "name",
                             "--value-file", "value", "-O", "csv").splitlines()[1]
            names.append(row.split(",")[0])
        kept, crashed, elsewhere, begun = names
        place = self.place / "books" / "personal"
        value = (place / crashed[2:]).read_bytes()
        self.tally("redact", crashed, "--data", "books")
        (place / (crashed[2:] + ".redacting")).write_bytes(value)
        (place / begun[2:]).rename(place / (begun[2:] + ".redacting"))
        log = self.place / "log"
        server = self.serve("--log", log)
        wait_for(lambda: '"event":"redactions_finished","values":1' in log.read_text(), "the end of a redaction")
        self.assertEqual(sorted(os.listdir(place)), sorted(name[2:] for name in (kept, elsewhere, begun)))
        self.assertEqual(server.post({"command": "redact_data", "commitment": elsewhere})[0]["result"], "ok")
        self.assertEqual(server.stop(), 0)
        log.unlink()
        server = self.serve("--log", log)
        wait_for(lambda: "redactions_finished" in log.read_text(), "the end of the other")
        self.assertEqual(sorted(os.listdir(place)), sorted(name[2:] for name in (kept, begun)))
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.tally("personal", kept, "--data", "books"), "kept")
        self.tally("verify", "-q", "--data", "books")

    def test_check_config_says_when_a_change_is_heeded(self):
        (self.place / "c.toml").write_text('listen = ["127.0.0.1:0"]\n[access]\ninsecure_local = true\nkey_rate = 5\n')
        said = self.tally("serve", "--data", "books", "--config", "c.toml", "--check-config", "-O", "csv", "-q")
        self.assertEqual(said.split(), ["key,changes", "listen,at", "the", "next", "start", "access.insecure_local,at",
                                        "the", "next", "start", "access.key_rate,on", "SIGHUP"])

    def test_the_service_manager_hears_of_us(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(self.place / "notify"))
            manager.settimeout(LONG)
            server = self.serve(environment={"NOTIFY_SOCKET": str(self.place / "notify"), "WATCHDOG_USEC": "90000"})
            self.assertEqual(manager.recv(100), b"READY=1")
            self.assertEqual(manager.recv(100), b"WATCHDOG=1")
            self.assertEqual(server.stop(), 0)
            heard = {manager.recv(100) for _ in range(1)}
            while b"STOPPING=1" not in heard:
                heard.add(manager.recv(100))

    def test_a_server_that_was_stopped_by_a_signal_goes_on(self):
        server = self.serve()
        server.post(*BEGIN)
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        server.process.send_signal(signal.SIGCONT)
        self.assertEqual(server.post(transfer(1))[0]["result"], "ok")
        self.assertEqual(server.stop(), 0)

    @unittest.skipUnless(STEPPING_CLOCK, "no STEPPING_CLOCK was given: run this test by ctest")
    def test_times_never_go_back_when_the_clock_does_and_what_is_due_expires_when_it_leaps(self):
        clock = self.place / "clock"
        clock.write_text("0")
        server = self.serve(environment={"LD_PRELOAD": STEPPING_CLOCK, "TALLY_TEST_CLOCK": str(clock)})
        server.post(*BEGIN)
        server.post({**transfer(1), "flags": ["pending"], "timeout": 3_000})
        clock.write_text("-7200")
        self.assertEqual([row["result"] for row in server.post(transfer(2), transfer(3))], ["ok", "ok"])
        clock.write_text("7200")
        self.assertEqual(server.post(transfer(4))[0]["result"], "ok")
        self.assertEqual(server.stop(), 0)
        log = [json.loads(line) for line in self.tally("log", "--data", "books", "-O", "jsonl").splitlines()]
        times = [entry["time"] for entry in log]
        self.assertEqual(times, sorted(times))
        self.assertIn("transfer_expired", {entry["kind"] for entry in log})
        self.assertEqual(log[-1]["kind"], "create_transfer")
        self.tally("replay", "--re-decide", "--from-zero", "-q", "--data", "books")

    def test_a_flood_from_one_does_not_hold_up_another(self):
        server = self.serve()
        server.post(*BEGIN)
        flood = threading.Thread(
            target=lambda: [server.post(*map(transfer, range(start, start + 5_000)))
                            for start in range(1_000, 76_000, 5_000)])
        flood.start()
        answered = 0
        while flood.is_alive():
            answered += 1
            self.assertEqual(server.post(transfer(100_000 + answered))[0]["result"], "ok")
        flood.join()
        self.assertGreater(answered, 3)
        text = server.figures()
        self.assertEqual(self.value(text, 'tally_commands_total{result="ok"}'), 3 + 75_000 + answered)
        self.assertEqual(server.stop(), 0)

    def test_connections_that_say_nothing_or_half_a_request_disturb_nobody(self):
        server = self.serve()
        host, port = server.http.split(":")
        silent = [socket.create_connection((host, int(port)), LONG) for _ in range(200)]
        for one in silent[::2]:
            one.send(b"POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
        self.assertEqual([row["result"] for row in server.post(*BEGIN)], ["ok"] * 3)
        host, port = server.metrics.split(":")
        silent += [socket.create_connection((host, int(port)), LONG) for _ in range(8)]
        self.assertIn("tally_entries 3", server.figures())
        for one in silent:
            one.close()
        self.assertEqual(server.stop(), 0)

    def test_top_shows_one_sample_to_a_script(self):
        server = self.serve()
        server.post(*BEGIN)
        top = json.loads(self.tally("top", "--metrics", server.metrics, "--interval", "50", "-O", "json"))
        self.assertEqual((top["entries"], top["queue_commands"], top["overloaded_per_second"]), (3, 0, 0))
        self.assertEqual(server.stop(), 0)
        self.assertIn("cannot read figures", self.tally("top", "--metrics", server.metrics, code=6))

    def test_a_full_disk_ends_the_server_and_loses_nothing_that_was_answered(self):
        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 10, 256 << 10))

        server = self.serve(before=small_files)
        server.post(*BEGIN)
        answered = set()
        with self.assertRaises(OSError):
            for start in range(1, 2_000_000, 100):
                for number, row in enumerate(server.post(*map(transfer, range(start, start + 100))), start):
                    self.assertEqual(row["result"], "ok")
                    answered.add(number)
        self.assertEqual(server.process.wait(LONG), 6)
        self.assertIn("File too large", server.said())
        self.assertTrue(answered)
        again = self.serve()
        rows = again.post(*map(transfer, sorted(answered)[-100:]))
        self.assertEqual({row["result"] for row in rows}, {"exists"})
        self.assertEqual(again.stop(), 0)
        self.tally("verify", "-q", "--data", "books")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

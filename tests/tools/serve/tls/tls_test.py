#!/usr/bin/env python3
"""A real server that speaks TLS: who is let in, who is not and why, new certificates, and floods.

    tls_test.py PROGRAM [--connections N]

It makes its certificates with the program `openssl`. By default a flood has as many connections as
the usual limit of files allows; --connections asks for another number.
"""

import argparse
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "support"))
from waiting import LONG, wait_for  # noqa: E402

OPTIONS = argparse.ArgumentParser()
OPTIONS.add_argument("program")
OPTIONS.add_argument("--connections", type=int, default=0)
GIVEN, REST = OPTIONS.parse_known_args()
PROGRAM = os.path.abspath(GIVEN.program)


class Authority:
    """Signs certificates, in PEM files of a directory."""

    def __init__(self, place, name):
        self.place, self.name, self.certificate = place, name, place / f"{name}.pem"
        self.openssl("req", "-x509", *self.new_key(name), "-out", self.certificate, "-days", "30",
                     "-subj", f"/CN={name}")

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=self.place)

    def new_key(self, name):
        return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.place / f"{name}.key"

    def sign(self, name, days=30, host="127.0.0.1"):
        """The files of a new certificate and its key."""
        request, extensions = self.place / f"{name}.csr", self.place / f"{name}.ext"
        extensions.write_text(f"subjectAltName=IP:{host},DNS:localhost\n")
        self.openssl("req", *self.new_key(name), "-out", request, "-subj", f"/CN={name}")
        ends = ("-days", str(days)) if days > 0 else ("-days", "-1")
        self.openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey",
                     self.place / f"{self.name}.key", "-CAcreateserial", "-extfile", extensions,
                     "-out", self.place / f"{name}.pem", *ends)
        return self.place / f"{name}.pem", self.place / f"{name}.key"


class Server:
    """One `tally serve` with TLS, ready when made. `places`: of the binary protocol, HTTP, metrics."""

    def __init__(self, place, tls, more=""):
        self.log, self.config = place / "log", place / "tally.toml"
        self.configure(tls, more)
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", place / "books", "--config", self.config],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.line = self.process.stdout.readline()
        ports = [int(word.rpartition(":")[2]) for word in self.line.split() if "127.0.0.1:" in word]
        self.binary, self.http, self.metrics = (("127.0.0.1", port) for port in ports)

    def configure(self, tls, more=""):
        lines = "".join(f'{key} = "{value}"\n' for key, value in tls.items())
        section = f"[tls]\n{lines}" if tls else ""
        self.config.write_text(
            f'listen = ["127.0.0.1:0"]\nhttp.listen = "127.0.0.1:0"\nmetrics.listen = "127.0.0.1:0"\n'
            f'access.insecure_local = true\nlog.to = "{self.log}"\n{more}{section}')

    def events(self, name):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [event for event in map(json.loads, lines) if event["event"] == name]

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(LONG)
        self.process.stdout.close()


def trusting(authority, certificate=None, protocols=None):
    context = ssl.create_default_context(cafile=authority.certificate)
    if certificate:
        context.load_cert_chain(*certificate)
    if protocols:
        context.set_alpn_protocols(protocols)
    return context


def dial(address, context):
    return context.wrap_socket(socket.create_connection(address, LONG), server_hostname="127.0.0.1")


def get(address, context, path="/healthz"):
    """The status line's number of a GET, or an error of TLS."""
    with dial(address, context) as stream:
        stream.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := stream.recv(65536):
            answer += part
    return int(answer.split(b" ", 2)[1])


class TlsTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tally-tls-")
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)
        self.authority = Authority(self.place, "authority")
        self.certificate, self.key = self.authority.sign("server")
        self.tls = {"certificate": self.certificate, "key": self.key}
        self.run_tally("init", "--origin", "tls.test", "--data", "books")

    def run_tally(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *arguments], cwd=self.place, text=True, capture_output=True,
                              timeout=LONG * 5, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def serve(self, tls=None, more=""):
        server = Server(self.place, self.tls if tls is None else tls, more)
        self.addCleanup(server.close)
        return server

    def check_config(self, tls, code=1):
        Server.configure(config := argparse.Namespace(config=self.place / "c.toml", log="stderr"), tls)
        return self.run_tally("serve", "--data", "books", "--config", config.config, "--check-config", code=code)

    def send(self, server, *options, code=0, scheme="tls"):
        address = f"{scheme}://{server.binary[0]}:{server.binary[1]}" if scheme else "%s:%d" % server.binary
        return self.run_tally("kill-switch", "on", "--all", "--connect", address, *options, code=code)

    def refused(self, server, why):
        return wait_for(lambda: [event for event in server.events("tls_refused") if why in event["why"]],
                        f"a refusal that says {why!r}")

    def test_all_three_addresses_speak_tls_1_3(self):
        server = self.serve()
        self.assertIn("tls://127.0.0.1", server.line)
        self.assertIn("https://127.0.0.1", server.line)
        context = trusting(self.authority)
        self.assertEqual(get(server.http, context), 200)
        self.assertEqual(get(server.metrics, context, "/metrics"), 200)
        with dial(server.binary, context) as stream:
            self.assertEqual(stream.version(), "TLSv1.3")

    def test_old_tls_is_spoken_only_if_the_configuration_says_so(self):
        context = trusting(self.authority)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        server = self.serve()
        with self.assertRaises(ssl.SSLError):
            dial(server.http, context)
        server.configure({**self.tls, "minimum": "1.2"})
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: server.events("tls_certificates_read"), "the reload")
        self.assertEqual(get(server.http, context), 200)

    def test_what_the_client_means_to_speak_must_be_spoken_there(self):
        server = self.serve()
        with dial(server.http, trusting(self.authority, protocols=["h2", "http/1.1"])) as stream:
            self.assertEqual(stream.selected_alpn_protocol(), "http/1.1")
        with self.assertRaises(ssl.SSLError):
            dial(server.binary, trusting(self.authority, protocols=["http/1.1"]))

    def test_a_client_of_another_authority_s_servers_does_not_believe_ours(self):
        server = self.serve()
        other = Authority(self.place, "other")
        with self.assertRaises(ssl.SSLCertVerificationError):
            dial(server.http, trusting(other))

    def test_with_mutual_tls_a_good_certificate_opens_the_door_and_nothing_else_does(self):
        tls = {**self.tls, "client_ca": self.authority.certificate, "client_certificates": "required"}
        server = self.serve(tls)
        mine = self.authority.sign("client")
        self.assertEqual(get(server.http, trusting(self.authority, mine)), 200)
        stranger = Authority(self.place, "stranger").sign("stranger_client")
        past = self.authority.sign("past", days=-1)
        for certificate in (None, stranger, past):
            with self.assertRaises((ssl.SSLError, ConnectionError, IndexError), msg=certificate):
                get(server.http, trusting(self.authority, certificate))
        self.refused(server, "did not return a certificate")
        self.refused(server, "expired")

    def test_optional_asks_and_takes_no_for_an_answer_but_no_bad_certificate(self):
        tls = {**self.tls, "client_ca": self.authority.certificate, "client_certificates": "optional"}
        server = self.serve(tls)
        self.assertEqual(get(server.http, trusting(self.authority)), 200)
        self.assertEqual(get(server.http, trusting(self.authority, self.authority.sign("client"))), 200)
        stranger = Authority(self.place, "stranger").sign("stranger_client")
        with self.assertRaises((ssl.SSLError, ConnectionError, IndexError)):
            get(server.http, trusting(self.authority, stranger))

    def test_new_certificates_are_shown_without_cutting_who_is_connected(self):
        server = self.serve()
        context = trusting(self.authority)
        with dial(server.http, context) as stays:
            first = stays.getpeercert()["serialNumber"]
            self.authority.sign("server")
            server.process.send_signal(signal.SIGHUP)
            wait_for(lambda: server.events("tls_certificates_read"), "the reload")
            with dial(server.http, context) as later:
                self.assertNotEqual(later.getpeercert()["serialNumber"], first)
            stays.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertTrue(stays.recv(65536).startswith(b"HTTP/1.1 200"))

    def test_certificates_that_do_not_fit_change_nothing(self):
        server = self.serve()
        self.key.write_text("nothing of a key")
        server.process.send_signal(signal.SIGHUP)
        said = wait_for(lambda: server.events("tls_certificates_refused"), "the refusal")
        self.assertIn("server.key", said[0]["why"])
        self.assertEqual(get(server.http, trusting(self.authority)), 200)

    def test_a_wrong_configuration_says_which_file_and_what_is_wrong(self):
        _, other_key = self.authority.sign("another")
        self.assertIn("is not the key of the certificate", self.check_config({**self.tls, "key": other_key}))
        self.assertIn("no certificate", self.check_config({**self.tls, "certificate": "/nowhere"}))
        self.assertIn("has no certificate", self.check_config({"key": self.key}))
        self.assertIn("client_ca", self.check_config({**self.tls, "client_certificates": "required"}))
        self.assertIn("is no version", self.check_config({**self.tls, "minimum": "1.0"}))
        self.assertIn("is right", self.check_config(self.tls, code=0))

    def test_a_certificate_that_has_ended_is_warned_of(self):
        certificate, key = self.authority.sign("past", days=-1)
        server = self.serve({"certificate": certificate, "key": key})
        said = wait_for(lambda: server.events("tls_certificate"), "the warning")
        self.assertIn("has expired", said[0]["what"])
        with self.assertRaises(ssl.SSLCertVerificationError):
            dial(server.http, trusting(self.authority))

    def test_plain_text_to_tls_is_told_apart_in_the_log(self):
        server = self.serve()
        for address in (server.binary, server.http, server.metrics):
            with socket.create_connection(address, LONG) as plain:
                plain_end = plain.getsockname()
                plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.assertIn(self.rest_of(plain), (b"", None))
            mine = "%s:%d" % plain_end
            wait_for(lambda: mine in [event["peer"] for event in self.refused(server, "plain text")], mine)
        wait_for(lambda: len(self.refused(server, "plain text")) == 3, "three refusals")

    def test_tls_to_plain_text_says_so_to_the_client(self):
        server = self.serve({})
        self.assertNotIn("tls://", server.line)
        said = self.send(server, "--ca", self.authority.certificate, "--wait", "3", code=4)
        self.assertIn("TLS", said)

    def test_the_verbs_speak_tls(self):
        tls = {**self.tls, "client_ca": self.authority.certificate, "client_certificates": "required"}
        server = self.serve(tls)
        certificate, key = self.authority.sign("client")
        known = ("--ca", self.authority.certificate)
        mine = ("--certificate", certificate, "--certificate-key", key)
        self.send(server, *known, *mine)
        told = self.run_tally("status", "--connect", "tls://%s:%d" % server.binary, *known, *mine, "-O", "json")
        self.assertIn("tls.test", told)
        told = self.run_tally("top", "--connect", "tls://%s:%d" % server.binary, *known, *mine, "-O", "json",
                              "--interval", "10")
        self.assertEqual(json.loads(told)["entries"], 1)
        self.assertIn("certificate", self.send(server, *known, "--wait", "3", code=4))
        said = self.send(server, "--ca", Authority(self.place, "other").certificate, *mine, "--wait", "3", code=4)
        self.assertIn("certificate is not good", said)
        said = self.send(server, *known, *mine, "--server-name", "elsewhere", "--wait", "3", code=4)
        self.assertIn("mismatch", said.lower())
        self.assertIn("tls://", self.send(server, *known, code=1, scheme=""))

    def test_a_server_is_named_as_it_was_asked_for(self):
        server = self.serve()
        address = "tls://%s:%d" % server.binary
        stranger = Authority(self.place, "stranger").certificate
        for verb in (("status",), ("kill-switch", "on", "--all", "--wait", "3")):
            self.assertIn(address, self.run_tally(*verb, "--connect", address, "--ca", stranger, code=4))
        server.close()
        self.assertIn(address, self.run_tally("status", "--connect", address, "--ca", self.authority.certificate,
                                              code=4))

    def test_a_witness_asks_over_tls_and_believes_nobody_else(self):
        shutil.rmtree(self.place / "books")
        said = self.run_tally("init", "--origin", "tls.test", "--data", "books", "--key", "log.key")
        keys = [line.partition(": ")[2] for line in said.splitlines() if line.startswith("verifier key: ")]
        (self.place / "log.pub").write_text("\n".join(keys) + "\n")
        (self.place / "usd").write_text('{"command":"create_asset","asset":"USD","scale":2}\n')
        self.run_tally("apply", "usd", "--data", "books", "-q", "-o", "answers")
        self.run_tally("checkpoint", "--data", "books", "--key", "log.key", "-q")
        size = self.run_tally("checkpoint", "--data", "books").splitlines()[1]
        self.run_tally("witness", "--key", "w.key", "--new", "w.example")
        server = self.serve()
        address = "tls://%s:%d" % server.binary
        witness = ("witness", "--key", "w.key", "--log-key", "log.pub", "--state", "seen", "--connect", address)
        stranger = Authority(self.place, "stranger").certificate
        for options in (("--ca", stranger), ("--ca", self.authority.certificate, "--server-name", "elsewhere")):
            self.assertIn(address, self.run_tally(*witness, *options, code=4))
        self.assertFalse((self.place / "seen").exists())
        told = self.run_tally(*witness, "--ca", self.authority.certificate)
        self.assertIn("\u2014 w.example ", told)
        self.assertEqual((self.place / "seen").read_text().splitlines()[:2], ["tls.test", size])

    def test_who_begins_a_handshake_and_says_no_more_is_cut(self):
        server = self.serve()
        with socket.create_connection(server.http, LONG) as silent, \
             socket.create_connection(server.http, LONG) as half:
            half.sendall(b"\x16\x03\x01\x02\x00\x01")
            for stream in (half, silent):
                self.assertIn(self.rest_of(stream), (b"", None))  # after the handshake's time
        wait_for(lambda: len(self.refused(server, "in time")) == 2, "two refusals")
        self.assertEqual(get(server.http, trusting(self.authority)), 200)

    def test_a_handshake_byte_by_byte_is_a_handshake(self):
        server = self.serve()
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        stream = trusting(self.authority).wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
        with socket.create_connection(server.http, LONG) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

            def step(action):
                while True:
                    try:
                        result = action()
                    except ssl.SSLWantReadError:
                        result = None
                    for byte in outgoing.read():
                        wire.sendall(bytes([byte]))
                    if result is not None:
                        return result
                    incoming.write(wire.recv(65536))

            step(lambda: stream.do_handshake() or True)
            step(lambda: stream.write(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"))
            self.assertIn(b" 200 ", step(lambda: stream.read(65536)))

    def test_noise_over_tls_and_in_the_clear_harms_nobody_else(self):
        noise = random.Random(20261121)
        for tls in (self.tls, {}):
            server = self.serve(tls)
            for size in (1, 7, 100, 5_000, 200_000):
                for address in (server.binary, server.http):
                    stream = dial(address, trusting(self.authority)) if tls else socket.create_connection(address, LONG)
                    with stream:
                        try:
                            stream.sendall(struct.pack("<I", 0xFFFFFFFF) + noise.randbytes(size))
                            stream.recv(65536)
                        except (ssl.SSLError, ConnectionError, socket.timeout):
                            pass
                with socket.create_connection(server.binary, LONG) as raw:
                    raw.sendall(b"\x16" + noise.randbytes(size))
            reached = get(server.http, trusting(self.authority)) if tls else self.get_plain(server.http)
            self.assertEqual(reached, 200)
            self.assertIsNone(server.process.poll())
            server.close()

    def rest_of(self, stream):
        """What the server still says; None if it cuts the connection."""
        try:
            return stream.recv(65536)
        except ConnectionResetError:
            return None

    def get_plain(self, address):
        with socket.create_connection(address, LONG) as stream:
            stream.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return int(stream.recv(65536).split(b" ", 2)[1])

    def test_idle_connections_cost_files_and_nothing_else(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = GIVEN.connections or 300
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the server inherits it
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        wanted = min(wanted, (hard - 200) // 3)  # one of a client; three of the server, with TLS
        context = trusting(self.authority)
        for tls in (self.tls, {}):
            more = "limits.http_connections = 1000000\nlimits.connections = 1000000\n"
            server = self.serve(tls, more)
            idle = []
            try:
                for number in range(wanted):
                    address = server.binary if number % 2 else server.http
                    idle.append(dial(address, context) if tls else socket.create_connection(address, LONG))
                reached = get(server.http, trusting(self.authority)) if tls else self.get_plain(server.http)
                self.assertEqual(reached, 200)
            finally:
                for stream in idle:
                    stream.close()
            server.close()


if __name__ == "__main__":
    if not shutil.which("openssl"):
        sys.exit("the program openssl makes the certificates of this test; install it")
    unittest.main(argv=[sys.argv[0], *REST])

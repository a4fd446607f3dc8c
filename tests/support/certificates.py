"""Certificates made for one test run by the openssl command line; nothing secret is kept in the repo."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="the openssl command line is not installed")


def _run(*arguments: str, cwd: Path) -> None:
    assert OPENSSL is not None
    subprocess.run([OPENSSL, *arguments], cwd=cwd, check=True, capture_output=True)


class Authority:
    """A root, an intermediate and any number of server certificates in a directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.root = directory / "root.pem"
        self._authority("root", None)
        self._authority("middle", "root")

    def _authority(self, name: str, issuer: str | None) -> None:
        self._issue(name, issuer, "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n")

    def _issue(self, name, issuer, extensions, key=("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"), days="30"):
        (self.directory / f"{name}.ext").write_text(extensions)
        _run(
            "req",
            *key,
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.csr",
            "-subj",
            f"/CN={name}",
            cwd=self.directory,
        )
        sign = (
            ("-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial")
            if issuer
            else ("-signkey", f"{name}.key")
        )
        out = ("-out", f"{name}.pem", "-extfile", f"{name}.ext", "-days", days)
        _run("x509", "-req", "-in", f"{name}.csr", *sign, *out, cwd=self.directory)

    def server(
        self, name: str, *, issuer: str = "root", names: str = "IP:127.0.0.1", chain: bool = False, **options
    ) -> ssl.SSLContext:
        """A server's context. `chain`: whether the intermediate is sent along; `days="-1"` is expired."""
        self._issue(name, issuer, f"subjectAltName={names}\n", **options)
        served = self.directory / f"{name}.pem"
        if chain:
            served.write_text(served.read_text() + (self.directory / "middle.pem").read_text())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.load_cert_chain(served, self.directory / f"{name}.key")
        return context

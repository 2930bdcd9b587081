"""The certificate authority of RDS in a region, and the certificates that it gives to databases."""

import datetime
import threading
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_VALIDITY = datetime.timedelta(days=7)


@dataclass(frozen=True)
class ServerCertificate:
    certificate: Path
    key: Path
    authority: Path


class RdsAuthority:
    """
    Named as RDS names its root (RDS User Guide, "Using SSL/TLS to encrypt a connection"): clients that look for the
    root of their region by that name find this one.
    """

    def __init__(self, region: str) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = _name(f"Amazon RDS {region} Root CA RSA2048 G1")
        self._certificate = (
            _certificate(name, name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.pem = self._certificate.public_bytes(serialization.Encoding.PEM).decode()

    def certify(self, hosts: list[str], folder: Path) -> ServerCertificate:
        """Writes a key, its certificate for these names, and this authority into a folder."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        certificate = (
            _certificate(_name(hosts[0][:64]), self._certificate.subject, key.public_key())
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        files = ServerCertificate(folder / "server.pem", folder / "server-key.pem", folder / "ca.pem")
        files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files.authority.write_text(self.pem)
        files.key.touch(mode=0o600)
        files.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return files


_authorities: dict[str, RdsAuthority] = {}
_lock = threading.Lock()


def authority_of(region: str) -> RdsAuthority:
    """A region's authority, made when it is first needed."""
    with _lock:
        if region not in _authorities:
            _authorities[region] = RdsAuthority(region)
        return _authorities[region]


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Strata's emulated account"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # An hour back, for clocks that disagree.
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + _VALIDITY)
    )


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_encipherment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )

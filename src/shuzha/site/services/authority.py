"""The installation's own certificate authority, which vouches for the seal on certificates' sheets.

The root's key stays with the owner, who runs `shuzha up`, and is read only to vouch for a new seal; the web process
holds the seal alone. Whoever checks a sheet trusts the root, which the register hands out, or a printed fingerprint.
Standards: RFC 5280; the seal's certificate is for signing documents (RFC 9336) and nothing else.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from shuzha.site.services.accounts import Account, current
from shuzha.site.services.home import Home
from shuzha.site.services.secret_files import write_secret

_ROOT_LASTS = timedelta(days=30 * 365)
_SEAL_LASTS = timedelta(days=10 * 365)
# A seal with less time left than this is replaced at the next start, so that none is used until its last day.
_RENEWED_BEFORE = timedelta(days=365)
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


def ensure_seal(home: Home, web: Account, now: datetime | None = None) -> None:
    """Makes the root once, and a seal under it where there is none or the present one will soon run out."""
    now = now or datetime.now(UTC)
    root, seal = home.keys("owner") / "root.pem", home.keys("web") / "seal.pem"
    if not root.exists():
        write_secret(root, _pem(*_make_root(now)), current())
    if not _lasts(seal, now + _RENEWED_BEFORE):
        authority = _read(root)
        key, certificate = _make_seal(*authority, now)
        write_secret(seal, _pem(key, certificate, authority[1]), web)


def _lasts(seal: Path, until: datetime) -> bool:
    return seal.exists() and x509.load_pem_x509_certificates(seal.read_bytes())[0].not_valid_after_utc > until


def _make_root(now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"数闸安装根证书 Shuzha installation root {secrets.token_hex(4)}")
    builder = _builder(name, name, key.public_key(), now, _ROOT_LASTS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(vouches=True), critical=True)
    return key, builder.sign(key, SHA256())


def _make_seal(
    root_key: ec.EllipticCurvePrivateKey, root: x509.Certificate, now: datetime
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("登记凭证签章 Shuzha registry seal")
    builder = _builder(name, root.subject, key.public_key(), now, _SEAL_LASTS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(vouches=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    return key, builder.add_extension(issuer, critical=False).sign(root_key, SHA256())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number(), now, now + lasts)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, vouches: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not vouches,
        content_commitment=not vouches,
        key_cert_sign=vouches,
        crl_sign=vouches,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey, *certificates: x509.Certificate) -> bytes:
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return secret + b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def _read(root: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = load_pem_private_key(root.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key, x509.load_pem_x509_certificates(root.read_bytes())[0]

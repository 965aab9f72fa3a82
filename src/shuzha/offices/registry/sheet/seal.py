"""The registry's seal on a sheet: a PAdES signature that any PDF reader checks against the installation's root.

Standards: ETSI EN 319 142 (PAdES baseline B-B), ECDSA over P-256 with SHA-256; the signature permits no change after it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from shuzha.kernel.text import Text

_REASON = Text("登记凭证签章", "seal of the registry")


@dataclass(frozen=True, slots=True)
class Seal:
    """The key that seals, its certificate, and the root that vouches for it."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    @classmethod
    def read(cls) -> Seal:
        """The installation's seal. Raises: OSError or ValueError where there is none."""
        pem = Path(settings.SHUZHA_SEAL).read_bytes()
        key = load_pem_private_key(pem, None)
        certificate, root = x509.load_pem_x509_certificates(pem)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError(f"{settings.SHUZHA_SEAL} holds no P-256 key")
        return cls(key, certificate, root)

    def sign(self, pdf: bytes, registrar: str) -> bytes:
        """`pdf` with the seal, invisible on the page, in the name of `registrar`."""
        # Loading the library takes longer than everything else the web process loads; only who seals waits for it.
        from asn1crypto import keys as asn1_keys
        from asn1crypto import x509 as asn1_x509
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers
        from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        def given(certificate: x509.Certificate) -> asn1_x509.Certificate:
            return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))

        store = SimpleCertificateStore.from_certs([given(self.root)])  # type: ignore[no-untyped-call]
        secret = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = signers.SimpleSigner(given(self.certificate), asn1_keys.PrivateKeyInfo.load(secret), store)
        about = signers.PdfSignatureMetadata(
            field_name="Seal",
            md_algorithm="sha256",
            name=registrar,
            reason=f"{_REASON.zh} / {_REASON.en}",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        sealed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer)
        return bytes(sealed.getbuffer())

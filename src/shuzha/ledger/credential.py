"""Certificates: a verifiable credential signed so that anyone can check it offline, with the log receipt beside it.

Standards: W3C Verifiable Credentials 2.0; Data Integrity EdDSA Cryptosuites, `eddsa-jcs-2022`. The receipt's leaf is
bound to the credential by its opened commitment, which must contain `credential_sha256` (see `digest`).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import BadSignature, Ed25519Verifier, Signer
from shuzha.ledger import multibase
from shuzha.ledger.credential_form import faults

CERTIFICATE = "shuzha-certificate/v1"
_CRYPTOSUITE = "eddsa-jcs-2022"


class BadCredential(ValueError):
    """A credential may not be signed, or its proof does not hold."""


def sign_credential(credential: dict[str, Any], signer: Signer, created: datetime) -> dict[str, Any]:
    """`credential` with a proof by `signer`, made at `created` (with a time zone; written in UTC to the second).

    Raises: BadCredential naming everything the data model forbids in it; ValueError for a signer that is not Ed25519.
    """
    if signer.algorithm != "Ed25519":
        raise ValueError(f"{_CRYPTOSUITE} signs with Ed25519, not {signer.algorithm}")
    if wrong := faults(credential):
        raise BadCredential("; ".join(fault.en for fault in wrong))
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": _CRYPTOSUITE,
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": multibase.verification_method(signer.public_key),
        "proofPurpose": "assertionMethod",
        "@context": credential["@context"],
    }
    signature = signer.sign(_hashes(credential, options))
    return {**credential, "proof": {**options, "proofValue": multibase.encode(signature)}}


def verify_credential(credential: dict[str, Any]) -> str:
    """The did:key that has signed `credential`; whether it may is for the caller to judge. Raises: BadCredential."""
    document = {name: value for name, value in credential.items() if name != "proof"}
    proof = credential.get("proof")
    kind = (proof.get("type"), proof.get("cryptosuite")) if isinstance(proof, dict) else None
    if not isinstance(proof, dict) or kind != ("DataIntegrityProof", _CRYPTOSUITE):
        raise BadCredential(f"the credential has no {_CRYPTOSUITE} proof")
    context = proof.get("@context", document.get("@context"))
    if not isinstance(context, list) or (document.get("@context") or [])[: len(context)] != context:
        raise BadCredential("the proof was made for another @context")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    method = str(proof.get("verificationMethod"))
    try:
        key = Ed25519Verifier(multibase.public_key(method))
        signature = multibase.decode(str(proof.get("proofValue")))
        key.verify(_hashes({**document, "@context": context}, options), signature)
    except BadSignature:
        raise BadCredential("the credential was changed after it was signed") from None
    except ValueError as error:
        raise BadCredential(str(error)) from None
    return method.partition("#")[0]


def digest(credential: dict[str, Any]) -> str:
    """What the event that records a credential must carry as `credential_sha256`: hex, over the signed document."""
    return hashlib.sha256(canonical(credential)).hexdigest()


def certificate(credential: dict[str, Any], receipt: dict[str, Any]) -> dict[str, Any]:
    """The file a holder keeps: the signed credential and the receipt, with its opening, of the event recording it."""
    return {"format": CERTIFICATE, "credential": credential, "receipt": receipt}


def _hashes(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(document)).digest()

"""Checks receipts, checkpoints and certificates of a 数闸 Shuzha platform offline, sharing no code with it.

Standards: RFC 9162 (proofs), C2SP signed-note, tlog-checkpoint and tlog-proof, RFC 8785 (canonical JSON), W3C
Verifiable Credentials 2.0 with eddsa-jcs-2022. Everything fails closed: what is not understood is refused.
"""

import argparse
import base64
import hashlib
import json
import math
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"


class Refused(Exception):
    """The evidence does not hold; says why in Chinese and English."""

    def __init__(self, zh, en):
        super().__init__(f"{zh} / {en}")


class Keys:
    """The keys the user trusts: logs' keys by (name, id), and the did:keys of issuers."""

    def __init__(self, texts):
        self.logs, self.issuers = {}, set()
        for text in (line.strip() for given in texts for line in _lines(given)):
            if text.startswith("did:key:"):
                did_key(text)
                self.issuers.add(text)
            elif text:
                self._log(text)

    def _log(self, text):
        name, key_id, encoded = [*text.split("+", 2), "", ""][:3]
        typed = unbase64(encoded)
        expected = hashlib.sha256(name.encode() + b"\n" + typed).hexdigest()[:8]
        if len(typed) != 33 or typed[0] != 1 or key_id != expected:
            raise Refused(f"密钥格式不对：{text}", f"not a key: {text}")
        self.logs[name, bytes.fromhex(key_id)] = typed[1:]


def _lines(given):
    path = Path(given)
    is_name = given.startswith("did:key:") or given.count("+") >= 2
    return [given] if is_name or not path.is_file() else path.read_text(encoding="utf-8").splitlines()


def canonical(value):
    """Canonical JSON, RFC 8785."""
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and abs(value) < 10**21 and number(float(value)) == str(value):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    raise Refused("文件含有无法规范化的数值。", "the file holds a number that has no canonical form.")


def number(value):
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa}e{int(exponent):+d}"


def parse(text):
    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Refused("文件中有重复的字段。", "a name stands twice in the file.")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=unique)


def sha256_of(value):
    return hashlib.sha256(canonical(value).encode()).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(leaf, index, size, proof, root):
    """RFC 9162, 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return 0 <= index < size and sn == 0 and r == root and len(r) == 32


def consistent(old, new, proof, old_root, new_root):
    """RFC 9162, 2.1.4.2."""
    if old == new or not 0 < old < new or not proof:
        empty = old != 0 or old_root == hashlib.sha256(b"").digest()
        return old == new and not proof and old_root == new_root and empty
    path = [old_root, *proof] if old & (old - 1) == 0 else proof
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and (fr, sr) == (old_root, new_root)


def hashes(listed):
    decoded = [unbase64(item) for item in listed]
    if any(len(item) != 32 for item in decoded):
        raise Refused("证明中有长度不对的哈希。", "a hash in the proof has the wrong length.")
    return decoded


def unbase64(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused("文件中有无法解码的内容。", "something in the file is not valid base64.") from None


def check_checkpoint(note, keys):
    """(origin, size, root) of a checkpoint signed by a trusted key of the log it is of."""
    body, blank, signatures = note.rpartition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) < 3 or not lines[1].isdecimal() or str(int(lines[1])) != lines[1]:
        raise Refused("检查点格式不对。", "the checkpoint is malformed.")
    signed = False
    for line in signatures.removesuffix("\n").split("\n"):
        dash, name, encoded = [*line.split(" "), "", ""][:3]
        raw = unbase64(encoded)
        key = keys.logs.get((name, raw[:4]))
        if dash == "—" and key and name == lines[0]:
            signature_holds(key, raw[4:], (body + "\n").encode(), "检查点", "the checkpoint")
            signed = True
    if not signed:
        raise Refused("检查点没有受信任密钥的签名。", "the checkpoint carries no signature of a trusted key.")
    return lines[0], int(lines[1]), hashes([lines[2]])[0]


def signature_holds(key, signature, message, zh, en):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise Refused(f"{zh}的签名无效，内容已被改动。", f"the signature of {en} is wrong: it was changed.") from None


def check_receipt(receipt, keys):
    origin, size, root = check_checkpoint(receipt["checkpoint"], keys)
    index, entry = receipt["index"], unbase64(receipt["entry"])
    if receipt["suite"] != "intl" or type(index) is not int:
        raise Refused("回执的格式或算法套件不支持。", "the receipt's form or crypto suite is not supported.")
    if not included(hashlib.sha256(b"\x00" + entry).digest(), index, size, hashes(receipt["proof"]), root):
        reason = f"entry {index} is not proved: the entry or its proof was changed."
        raise Refused(f"第 {index} 条记录的证明不成立：记录或证明已被改动。", reason)
    if "opening" in receipt:
        data = bytes.fromhex(receipt["opening"]["salt"]) + canonical(receipt["opening"]["data"]).encode()
        if hashlib.sha256(data).hexdigest() != parse(entry)["commit"]:
            raise Refused(
                f"所附数据不是第 {index} 条记录所承诺的数据。", f"the data is not what entry {index} commits to."
            )
    return f"第 {index} 条记录在 {origin} 的 {size} 条之中", f"entry {index} is among the {size} of {origin}"


def check_consistency(proof, keys):
    (old_origin, old, old_root), (origin, new, new_root) = (check_checkpoint(proof[n], keys) for n in ("old", "new"))
    if proof["suite"] != "intl" or old_origin != origin:
        raise Refused("两个检查点不属于同一日志。", "the two checkpoints are not of the same log.")
    if not consistent(old, new, hashes(proof["proof"]), old_root, new_root):
        reason = f"the log of {new} entries is not proved to extend that of {old}: history was rewritten."
        raise Refused(f"日志从 {old} 条到 {new} 条之间被改写，或证明不成立。", reason)
    return f"{new} 条的日志保留了先前的 {old} 条", f"the log of {new} entries extends that of {old}"


def check_certificate(certificate, keys, now):
    credential = certificate["credential"]
    issuer = check_credential(credential, keys, now)
    recorded = certificate["receipt"]["opening"]["data"].get("credential_sha256")
    zh, en = check_receipt(certificate["receipt"], keys)
    if recorded != sha256_of(credential).hex():
        raise Refused("回执记录的不是这份证书。", "the receipt records another certificate than this one.")
    return f"证书由 {issuer} 签发，{zh}", f"the certificate is issued by {issuer}; {en}"


def check_credential(credential, keys, now):
    document = {name: value for name, value in credential.items() if name != "proof"}
    proof = dict(credential["proof"])
    value, context = proof.pop("proofValue"), proof.get("@context", document["@context"])
    kind = proof["type"], proof["cryptosuite"], proof["proofPurpose"]
    if kind != ("DataIntegrityProof", "eddsa-jcs-2022", "assertionMethod") or document["@context"][0] != CREDENTIALS:
        raise Refused("不支持的凭证或证明类型。", "the kind of credential or proof is not supported.")
    if document["@context"][: len(context)] != context or "VerifiableCredential" not in document["type"]:
        raise Refused("证明与凭证的类型不符。", "the proof was made for another kind of document.")
    issuer = document["issuer"]["id"] if isinstance(document["issuer"], dict) else document["issuer"]
    method = proof["verificationMethod"].partition("#")[0]
    if issuer != method or issuer not in keys.issuers:
        raise Refused(f"签发者 {issuer} 不受信任或不是签名者。", f"the issuer {issuer} is not trusted or did not sign.")
    message = sha256_of(proof) + sha256_of({**document, "@context": context})
    signature_holds(did_key(method), base58(value), message, "证书", "the certificate")
    begin, end = (document.get(name) and datetime.fromisoformat(document[name]) for name in ("validFrom", "validUntil"))
    if (begin and now < begin) or (end and now > end):
        raise Refused("证书不在有效期内。", "the certificate is outside its period of validity.")
    return issuer


def did_key(did):
    data = base58(did.removeprefix("did:key:"))
    if data[:2] != b"\xed\x01" or len(data) != 34:
        raise Refused(f"不是 Ed25519 公钥：{did}", f"not an Ed25519 key: {did}")
    return data[2:]


def base58(text):
    if text[:1] != "z" or len(text) > 200 or any(c not in BASE58 for c in text[1:]):
        raise Refused("签名或公钥编码不对。", "a signature or key is wrongly encoded.")
    number = 0
    for c in text[1:]:
        number = number * 58 + BASE58.index(c)
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def from_tlog_proof(text):
    head, _, checkpoint = text.partition("\n\n")
    _, extra, index, *proof = head.split("\n")
    entry, position = extra.removeprefix("extra "), int(index.removeprefix("index "))
    return {"suite": "intl", "index": position, "entry": entry, "proof": proof, "checkpoint": checkpoint}


def verify(text, keys, now, seen=None):
    """What `text` proves, in Chinese and English. `seen` collects checkpoints to compare. Raises: Refused."""
    try:
        if text.startswith("c2sp.org/tlog-proof@v1\n"):
            return check_receipt(from_tlog_proof(text), keys)
        if not text.lstrip().startswith("{"):
            origin, size, root = check_checkpoint(text, keys)
            if (seen if seen is not None else {}).setdefault((origin, size), root) != root:
                raise Refused(f"日志在 {size} 条处有两个不同的根。", f"the log has shown two roots for {size} entries.")
            return f"{origin} 日志签署了 {size} 条记录", f"{origin} commits itself to {size} entries"
        value = parse(text)
        kind = {"shuzha-receipt/v1": check_receipt, "shuzha-consistency/v1": check_consistency}.get(value["format"])
        if value["format"] == "shuzha-certificate/v1":
            return check_certificate(value, keys, now)
        if not kind:
            raise Refused(f"不认识的文件格式 {value['format']}。", f"unknown format {value['format']}.")
        return kind(value, keys)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        raise Refused("文件残缺或格式不对。", "the file is incomplete or malformed.") from None


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="shuzha-verify", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument("--key", action="append", required=True, help="a log's key, a did:key, or a file of keys")
    options = parser.parse_args(arguments)
    failed, seen = False, {}
    for path in options.files:
        try:
            text = path.read_text(encoding="utf-8")
            sys.stdout.write("{}: ✓ {} / {}\n".format(path, *verify(text, Keys(options.key), datetime.now(UTC), seen)))
        except (Refused, OSError, UnicodeDecodeError) as error:
            sys.stderr.write(f"{path}: ✗ {error}\n")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

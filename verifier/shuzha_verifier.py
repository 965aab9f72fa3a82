"""Checks receipts, checkpoints and certificates of a 数闸 Shuzha platform offline, sharing no code with it.

Standards: RFC 9162 (proofs), C2SP signed-note, tlog-checkpoint and tlog-proof, RFC 8785 (canonical JSON), W3C
Verifiable Credentials 2.0 with eddsa-jcs-2022, Bitstring Status List. What is not understood is refused.
"""

import argparse
import base64
import hashlib
import json
import sys
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Refused(Exception):
    """The evidence does not hold; says why in Chinese and English."""


def need(condition, zh, en):
    if not condition:
        raise Refused(f"{zh} / {en}")


class Keys:
    """Whom the user trusts: (witness or "", key) by (name, id), did:keys, a C2SP tlog-policy; and a status list."""

    def __init__(self, texts, listed=None):
        self.signers, self.issuers, self.groups, self.quorum, self.listed = {}, set(), {"none": (0, ())}, "none", listed
        for text in (line.strip() for given in texts for line in _lines(given)):
            match text.split():
                case ["witness", name, key, *_]:
                    self._add(name, key, b"\4")
                case ["group", name, count, *members]:
                    self.groups[name] = {"any": 1, "all": len(members)}.get(count) or int(count), members
                case ["quorum", name]:
                    self.quorum = name
                case [key] if key.startswith("did:key:") and did_key(key):
                    self.issuers.add(key)
                case [first, *rest] if not first.startswith("#"):
                    self._add("", rest[0] if first == "log" else text, b"\1")

    def _add(self, witness, text, kind):
        name, key_id, encoded = [*text.split("+", 2), "", ""][:3]
        typed = unbase64(encoded)
        expected = hashlib.sha256(name.encode() + b"\n" + typed).hexdigest()[:8]
        sound = typed[:1] == kind and len(typed) == 33 and key_id == expected
        need(sound, f"密钥格式不对：{text}", f"not a key: {text}")
        self.signers[name, bytes.fromhex(key_id)] = witness, typed[1:]


def _lines(given):
    named = given.startswith("did:key:") or given.count("+") >= 2 or not Path(given).is_file()
    return [given] if named else Path(given).read_text(encoding="utf-8").splitlines()


def canonical(value):
    """Canonical JSON, RFC 8785."""
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | float) and abs(value) <= sys.float_info.max and float(value) == value:
        written = repr(float(value) + 0.0)
        if value == 0 or 1e-6 <= abs(value) < 1e21:
            return format(Decimal(written), "f").removesuffix(".0")
        mantissa, _, exponent = written.partition("e")
        return f"{mantissa}e{int(exponent):+d}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    raise Refused("文件含有无法规范化的数值。 / the file holds a number that has no canonical form.")


def parse(text):
    twice = "文件中有重复的字段。", "a name stands twice in the file."
    return json.loads(text, object_pairs_hook=lambda pairs: need(len(dict(pairs)) == len(pairs), *twice) or dict(pairs))


def sha256_of(value):
    return hashlib.sha256(canonical(value).encode()).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(leaf, index, size, proof, root):
    """RFC 9162, 2.1.3.2."""
    return 0 <= index < size and climb(index, size - 1, leaf, proof)[1:] == (root,) and len(root) == 32


def consistent(old, new, proof, old_root, new_root):
    """RFC 9162, 2.1.4.2."""
    if old == new or not 0 < old < new or not proof:
        empty = old != 0 or old_root == hashlib.sha256(b"").digest()
        return old == new and not proof and old_root == new_root and empty
    first, *path = [old_root, *proof] if old & (old - 1) == 0 else proof
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return climb(fn, sn, first, path) == (old_root, new_root)


def climb(fn, sn, start, path):
    """The roots, of the part on the left and of the whole, that `path` leads to; nothing when its length is wrong."""
    left = whole = start
    for p in path:
        if sn == 0:
            return ()
        if fn & 1 or fn == sn:
            left, whole = node(p, left), node(p, whole)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            whole = node(whole, p)
        fn, sn = fn >> 1, sn >> 1
    return (left, whole) if sn == 0 else ()


def hashes(listed):
    decoded = [unbase64(item) for item in listed]
    need(all(len(item) == 32 for item in decoded), "有长度不对的哈希。", "a hash has the wrong length.")
    return decoded


def unbase64(text):
    decoded = base64.b64decode(text, validate=True)
    need(base64.b64encode(decoded).decode() == text, "文件中有无法解码的内容。", "something is not valid base64.")
    return decoded


def check_checkpoint(note, keys):
    """(origin, size, root) of a checkpoint signed by a trusted key of the log it is of."""
    body, blank, signatures = note.rpartition("\n\n")
    lines = body.split("\n")
    formed = blank and note[-1] == "\n" and len(lines) >= 3 and lines[1].isdecimal() and str(int(lines[1])) == lines[1]
    need(formed, "检查点格式不对。", "the checkpoint is malformed.")
    found = set()
    for line in signatures.removesuffix("\n").split("\n"):
        dash, name, encoded = [*line.split(" "), "", ""][:3]
        raw = unbase64(encoded)
        witness, key = keys.signers.get((name, raw[:4]), ("", b""))
        if dash == "—" and key and (witness or name == lines[0]):
            head = f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n" if witness else ""
            cosigned, by = f"{head}{body}\n".encode(), f" {witness}".rstrip()
            signature_holds(key, raw[12:] if witness else raw[4:], cosigned, f"检查点{by}", f"the checkpoint{by}")
            found.add(witness)
    need("" in found, "检查点没有受信任密钥的签名。", "the checkpoint carries no signature of a trusted key.")
    needed, members = keys.groups.get(keys.quorum, (1, [keys.quorum]))
    count = len(found.intersection(members))
    reason = f"only {count} of the {needed} needed witnesses have cosigned the checkpoint."
    need(count >= needed, f"检查点须有 {needed} 个见证联署，只有 {count} 个。", reason)
    return lines[0], int(lines[1]), hashes([lines[2]])[0]


def signature_holds(key, signature, message, zh, en):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise Refused(f"{zh}的签名无效，内容已被改动。 / the signature of {en} is wrong: it was changed.") from None


def check_receipt(receipt, keys, _now=None):
    origin, size, root = check_checkpoint(receipt["checkpoint"], keys)
    index, entry = receipt["index"], unbase64(receipt["entry"])
    known = receipt.keys() - {"format", "opening"} == {"suite", "index", "entry", "proof", "checkpoint"}
    need(known and receipt["suite"] == "intl" and type(index) is int, "不支持的回执。", "an unsupported receipt.")
    held = included(hashlib.sha256(b"\x00" + entry).digest(), index, size, hashes(receipt["proof"]), root)
    need(held, f"第 {index} 条记录的证明不成立。", f"entry {index} is not proved: it or its proof was changed.")
    if "opening" in receipt:
        salt, data = receipt["opening"]["salt"].encode(), canonical(receipt["opening"]["data"]).encode()
        digest = hashlib.sha256(base64.b16decode(salt.upper()) + data).hexdigest()
        committed = digest == parse(entry)["commit"] and salt == salt.lower()
        need(committed, f"所附数据与第 {index} 条记录不符。", f"the data is not what entry {index} commits to.")
    return f"第 {index} 条记录在 {origin} 的 {size} 条之中", f"entry {index} is among the {size} of {origin}"


def check_consistency(proof, keys, _now):
    (old_origin, old, old_root), (origin, new, new_root) = (check_checkpoint(proof[n], keys) for n in ("old", "new"))
    same = proof["suite"] == "intl" and old_origin == origin
    need(same, "两个检查点不属于同一日志。", "the two checkpoints are not of the same log.")
    extends = consistent(old, new, hashes(proof["proof"]), old_root, new_root)
    reason = f"the log of {new} entries is not proved to extend that of {old}: history was rewritten."
    need(extends, f"日志从 {old} 条到 {new} 条之间被改写，或证明不成立。", reason)
    return f"{new} 条的日志保留了先前的 {old} 条", f"the log of {new} entries extends that of {old}"


def check_certificate(certificate, keys, now):
    credential = certificate["credential"]
    issuer = check_credential(credential, keys, now)
    recorded = certificate["receipt"]["opening"]["data"].get("credential_sha256") == sha256_of(credential).hex()
    zh, en = check_receipt(certificate["receipt"], keys)
    need(recorded, "回执记录的不是这份证书。", "the receipt records another certificate than this one.")
    known = in_force(credential.get("credentialStatus"), issuer, keys, now)
    return f"证书由 {issuer} 签发，{zh}；{known[0]}", f"the certificate is issued by {issuer}; {en}; {known[1]}"


def in_force(entry, issuer, keys, now):
    """As of when the place that `entry` names in the given list is not revoked (W3C Bitstring Status List)."""
    if (listed := keys.listed) is None:
        return "未对照状态表", "its standing was not looked up"
    subject, at, by = listed["credentialSubject"], listed["validFrom"], check_credential(listed, keys, now)
    same = entry == entry | {"statusListCredential": listed["id"], "statusPurpose": subject["statusPurpose"]}
    byte, bit = divmod(int(entry["statusListIndex"]), 8)
    need(same and by == issuer and byte >= 0, "证书指向另一份状态表。", "the certificate names another status list.")
    bits = zlib.decompressobj(31).decompress(base64.urlsafe_b64decode(subject["encodedList"][1:] + "=="), 2**24)
    need(not bits[byte] & 0x80 >> bit, f"证书已失效（{at}）。", f"no longer in force as of {at}.")
    return f"截至 {at} 有效", f"in force as of {at}"


def check_credential(credential, keys, now):
    document = {name: value for name, value in credential.items() if name != "proof"}
    proof = dict(credential["proof"])
    value, context = proof.pop("proofValue"), proof.get("@context", document["@context"])
    kind = proof["type"], proof["cryptosuite"], proof["proofPurpose"], document["@context"][0]
    known = ("DataIntegrityProof", "eddsa-jcs-2022", "assertionMethod", "https://www.w3.org/ns/credentials/v2")
    need(kind == known, "不支持的凭证或证明类型。", "the kind of credential or proof is not supported.")
    fits = document["@context"][: len(context)] == context and "VerifiableCredential" in document["type"]
    need(fits, "证明与凭证的类型不符。", "the proof was made for another kind of document.")
    issuer = document["issuer"]["id"] if isinstance(document["issuer"], dict) else document["issuer"]
    method = proof["verificationMethod"].partition("#")[0]
    signs = issuer == method and issuer in keys.issuers
    need(signs, f"签发者 {issuer} 不受信任或不是签名者。", f"the issuer {issuer} is not trusted or did not sign.")
    message = sha256_of(proof) + sha256_of({**document, "@context": context})
    signature_holds(did_key(method), base58(value), message, "证书", "the certificate")
    begin, end = (datetime.fromisoformat(document.get(f"valid{at}", now.isoformat())) for at in ("From", "Until"))
    need(begin <= now <= end, "证书不在有效期内。", "the certificate is outside its period of validity.")
    return issuer


def did_key(did):
    data = base58(did.removeprefix("did:key:"))
    need(data[:2] == b"\xed\x01" and len(data) == 34, f"不是 Ed25519 公钥：{did}", f"not an Ed25519 key: {did}")
    return data[2:]


def base58(text):
    sound = text[:1] == "z" and len(text) <= 200 and set(text[1:]) <= set(BASE58)
    need(sound, "签名或公钥编码不对。", "a signature or key is wrongly encoded.")
    number = sum(BASE58.index(c) * 58**place for place, c in enumerate(reversed(text[1:])))
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def from_tlog_proof(text):
    head, _, checkpoint = text.partition("\n\n")
    _, extra, index, *proof = head.split("\n")
    entry, position = extra.removeprefix("extra "), int(index.removeprefix("index "))
    need((extra, index) == (f"extra {entry}", f"index {position}"), "证明的格式不对。", "the proof is malformed.")
    return {"suite": "intl", "index": position, "entry": entry, "proof": proof, "checkpoint": checkpoint}


def verify(text, keys, now, seen=None):
    """What `text` proves, in Chinese and English. `seen` collects checkpoints to compare. Raises: Refused."""
    try:
        if text.startswith("c2sp.org/tlog-proof@v1\n"):
            return check_receipt(from_tlog_proof(text), keys)
        if not text.lstrip().startswith("{"):
            origin, size, root = check_checkpoint(text, keys)
            same = (seen if seen is not None else {}).setdefault((origin, size), root) == root
            need(same, f"日志在 {size} 条处有两个不同的根。", f"the log has shown two roots for {size} entries.")
            return f"{origin} 日志签署了 {size} 条记录", f"{origin} commits itself to {size} entries"
        value = parse(text)
        kinds = {"receipt": check_receipt, "consistency": check_consistency, "certificate": check_certificate}
        kind = {f"shuzha-{name}/v1": check for name, check in kinds.items()}.get(value["format"])
        need(kind, f"不认识的文件格式 {value['format']}。", f"unknown format {value['format']}.")
        return kind(value, keys, now)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, zlib.error):
        raise Refused("文件残缺或格式不对。 / the file is incomplete or malformed.") from None


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="shuzha-verify", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument("--key", action="append", required=True, help="a key, a did:key, or a file of keys or a policy")
    parser.add_argument("--status", type=Path, help="the status list that certificates are looked up in")
    options = parser.parse_args(arguments)
    failed, seen = False, {}
    for path in options.files:
        try:
            keys = Keys(options.key, options.status and parse(options.status.read_text(encoding="utf-8")))
            said = verify(path.read_text(encoding="utf-8"), keys, datetime.now(UTC), seen)
            sys.stdout.write("{}: ✓ {} / {}\n".format(path, *said))
        except (Refused, OSError, ValueError) as error:
            sys.stderr.write(f"{path}: ✗ {error}\n")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

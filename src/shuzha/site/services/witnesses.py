"""The witnesses an installation starts with: three processes of its own, of which two must cosign each checkpoint.

They keep a fault or a thief of the log's key from showing two histories, as long as the machine itself is sound; whoever
rules the machine rules all three. So the policy is a file, and names outside witnesses as soon as there are any.
Standard: C2SP tlog-policy.
"""

from __future__ import annotations

import os
import secrets

from shuzha.kernel.suites import signer_from, verifier
from shuzha.kernel.text import Text
from shuzha.ledger.note import NoteKey
from shuzha.ledger.policy import Policy
from shuzha.site.services.accounts import WITNESSES, current, service_account
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.secret_files import write_secret

NEEDED = 2
ALGORITHM = "Ed25519"
_HEAD = """\
# 检查点须有下列见证中的规定个数联署，方可发布；改后重启平台生效。
# 同一台机器上的见证证明力有限，请尽早改用其他单位运行的见证。
# A checkpoint is published only as so many of these witnesses have cosigned it; changes hold from the next start on.
# Witnesses on this one machine prove little: name some that others run as soon as you can (docs/how-to/run-a-witness.md).
"""


def prepare(home: Home) -> None:
    """Makes each local witness's key and place, and the policy that names them, where they are not there yet."""
    lines = []
    for name in WITNESSES:
        account = service_account(name)
        key_file = home.keys(name) / "witness.key"
        if not key_file.exists():
            write_secret(key_file, secrets.token_bytes(32), account)
        account.own(home.keys(name), 0o700)
        place = home.root / name
        place.mkdir(mode=0o700, exist_ok=True)
        account.own_tree(place)
        lines.append(f"witness {name} {_key(name, key_file.read_bytes())} unix:{name}.sock\n")
    if not home.witnesses.exists():
        group = f"group local {NEEDED} {' '.join(WITNESSES)}\nquorum local\n"
        home.witnesses.write_text(_HEAD + "".join(lines) + group, encoding="utf-8")
        current().own(home.witnesses, 0o644)


def _key(name: str, secret: bytes) -> NoteKey:
    signer = signer_from(ALGORITHM, secret)
    return NoteKey(key_name(name), verifier(signer.algorithm, signer.public_key), cosigning=True)


def key_name(witness: str) -> str:
    """The name a local witness signs under."""
    return f"{os.environ.get('SHUZHA_LOG_ORIGIN', 'shuzha.example/log')}/{witness}"


def local(home: Home) -> list[str]:
    """Which of this machine's witnesses the policy asks for: those are run, in order; all before there is a policy.

    Raises: ServiceFault naming the line of the policy that is wrong.
    """
    if not home.witnesses.exists():
        return list(WITNESSES)
    try:
        asked = Policy.parse(home.witnesses.read_text(encoding="utf-8")).urls.values()
    except ValueError as error:
        raise ServiceFault(
            Text(f"见证策略 {home.witnesses} 有误：{error}。", f"The policy of witnesses is wrong: {error}."),
            Text("请按 docs/how-to/run-a-witness.md 修正。", "Mend it as docs/how-to/run-a-witness.md says."),
        ) from None
    return [name for name in WITNESSES if f"unix:{name}.sock" in asked]

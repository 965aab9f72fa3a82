"""The two numbers Chinese administration runs on: organisations' unified social credit codes and residents' numbers.

An answer names the field and what to do about it, so that a form can show it beside the input as it stands.
"""

from __future__ import annotations

from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from shuzha.kernel.decision import Allow, Decision, Deny
from shuzha.kernel.text import Text

_CREDIT_CODE = Text("统一社会信用代码", "unified social credit code")
_RESIDENT_ID = Text("公民身份号码", "resident identity number")
_WRONG = {
    InvalidLength: Text("{what}应为18位。", "A {what} has 18 characters."),
    InvalidFormat: Text("{what}含有不允许的字符。", "The {what} contains characters that do not occur in one."),
    InvalidChecksum: Text("{what}的校验位不符。", "The check character of the {what} does not match."),
}
_WRONG_COMPONENT = Text(
    "{what}中的登记机关、地区或出生日期不存在。",
    "The {what} names an authority, region or birth date that does not exist.",
)
_REMEDY = Text(
    "请对照证照原件核对后重新填写{what}。", "Check the {what} against the original document and enter it again."
)


def check_credit_code(code: str, field: str = "credit_code") -> Decision:
    """Whether `code` is a well-formed unified social credit code of 18 characters.

    Cites: GB 32100-2015.
    """
    try:
        uscc.validate(_ascii(code))
    except ValidationError as wrong:
        return _deny("credit-code-invalid", wrong, _CREDIT_CODE, field)
    return Allow()


def check_resident_id(number: str, field: str = "resident_id", *, on: date | None = None) -> Decision:
    """Whether `number` is a well-formed resident identity number, of a person born by the day `on`.

    Cites: GB 11643-1999.
    """
    try:
        valid = ric.validate(_ascii(number))
        if on and ric.get_birth_date(valid) > on:
            raise ValidationError
    except ValidationError as wrong:
        return _deny("resident-id-invalid", wrong, _RESIDENT_ID, field)
    return Allow()


def normalise(identifier: str) -> str:
    """The one spelling under which an identifier is stored and looked up: no spaces or hyphens, capitals.

    Raises: ValueError when it contains anything but ASCII letters and digits besides these.
    """
    try:
        return uscc.compact(_ascii(identifier))
    except ValidationError:
        raise ValueError("an identifier consists of letters and digits") from None


def _ascii(text: str) -> str:
    # Full-width letters and digits look right to a reader and pass `str.isdigit`: they are refused, not guessed.
    if not text.isascii():
        raise InvalidFormat
    return str(uscc.compact(text))


def _deny(code: str, wrong: ValidationError, what: Text, field: str) -> Deny:
    reason = _WRONG.get(type(wrong), _WRONG_COMPONENT)
    return Deny(code, reason.format(what=what), (), _REMEDY.format(what=what), field)

"""Checks Chinese identifiers a whole column at a time: shape by regular expression, check character by arithmetic.

Resident identity numbers follow GB 11643-1999 (ISO 7064 MOD 11-2), credit codes GB 32100-2015 (modulus 31).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Flags = npt.NDArray[np.bool_]

_RESIDENT = r"^[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$"
_RESIDENT_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_RESIDENT_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)

_CREDIT_ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$"
_CREDIT_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_CREDIT_VALUES = np.full(256, 0, dtype=np.int64)
_CREDIT_VALUES[np.frombuffer(_CREDIT_ALPHABET, dtype=np.uint8)] = np.arange(31)

_MOBILE = r"^(\+?86[- ]?)?1[3-9]\d{9}$"
_EMAIL = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
_PLATE = (
    r"^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]"
    r"[A-Z][·\s]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]$"
)
_AIRCRAFT = r"^(N[1-9]\d{0,4}[A-HJ-NP-Z]{0,2}|B-?\d{4}[A-Z]?|B-?\d{3}[A-Z])$"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严金魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳史唐"
    "费薛雷贺倪汤罗毕郝安常于傅齐康伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒项祝董梁杜阮蓝季贾江童郭梅"
    "林钟徐邱骆高夏蔡田胡霍万柯卢莫房丁邓洪包石崔吉龚程邢裴陆翁侯宁仇刘叶白赖乔阎曾关"
)
_PERSON_NAME = "^[" + _SURNAMES + r"][\p{Han}]{1,2}$"


def resident_ids(values: pa.Array) -> Flags:
    """Which of the texts are resident identity numbers of 18 characters whose check character is right."""
    matrix, shaped = _matrix(values, _RESIDENT, 18)
    checks = _RESIDENT_CHECKS[((matrix[:, :17].astype(np.int64) - 48) @ _RESIDENT_WEIGHTS) % 11]
    shaped[shaped] = checks == matrix[:, 17]
    return shaped


def credit_codes(values: pa.Array) -> Flags:
    """Which of the texts are unified social credit codes whose check character is right."""
    matrix, shaped = _matrix(values, _CREDIT, 18)
    digits = _CREDIT_VALUES[matrix]
    shaped[shaped] = (31 - digits[:, :17] @ _CREDIT_WEIGHTS % 31) % 31 == digits[:, 17]
    return shaped


def mobile_numbers(values: pa.Array) -> Flags:
    """Which of the texts have the shape of a mainland mobile number."""
    return _shaped(values, _MOBILE)


def email_addresses(values: pa.Array) -> Flags:
    """Which of the texts have the shape of an e-mail address."""
    return _shaped(values, _EMAIL)


def vehicle_plates(values: pa.Array) -> Flags:
    """Which of the texts have the shape of a mainland number plate."""
    return _shaped(values, _PLATE)


def aircraft_marks(values: pa.Array) -> Flags:
    """Which of the texts have the shape of a Chinese or United States aircraft registration mark."""
    return _shaped(values, _AIRCRAFT)


def person_names(values: pa.Array) -> Flags:
    """Which of the texts look like a Chinese personal name: a common surname and one or two characters."""
    return _shaped(values, _PERSON_NAME)


def _shaped(values: pa.Array, pattern: str) -> Flags:
    flags = pc.fill_null(pc.match_substring_regex(values, pattern), False)
    return np.asarray(flags.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _matrix(values: pa.Array, pattern: str, width: int) -> tuple[npt.NDArray[np.uint8], Flags]:
    shaped = _shaped(values, pattern)
    matching = pc.utf8_upper(values.filter(pa.array(shaped)))
    joined = "".join(matching.to_pylist()).encode("ascii")
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, width), shaped

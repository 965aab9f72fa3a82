"""Credit codes and resident numbers: real forms pass, every kind of damage is named, nothing hostile gets through."""

from datetime import date

import pytest

from shuzha.kernel.decision import Allow, Deny
from shuzha.kernel.identifiers import check_credit_code, check_resident_id, normalise

CREDIT_CODE = "91110000600037341L"
RESIDENT_ID = "11010519491231002X"  # the example printed in GB 11643


@pytest.mark.parametrize("code", [CREDIT_CODE, CREDIT_CODE.lower(), "9111 0000 6000 3734 1L", "91110000-600037341L"])
def test_a_credit_code_passes_in_any_spelling(code):
    assert check_credit_code(code) == Allow()
    assert normalise(code) == CREDIT_CODE


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("91110000600037341A", "校验位"),
        ("9111000060003734", "18位"),
        ("", "18位"),
        ("91110000600037341I", "字符"),
        ("９１１１００００６０００３７３４１Ｌ", "字符"),
        ("91110000'; DROP --", "18位"),
        ("A1110000600037341L", "字符"),
    ],
)
def test_a_damaged_credit_code_is_refused_with_the_damage_and_the_remedy(code, word):
    answer = check_credit_code(code, "applicant.credit_code")
    assert isinstance(answer, Deny)
    assert answer.field == "applicant.credit_code"
    assert word in answer.reason.zh
    assert "unified social credit code" in answer.remedy.en


@pytest.mark.parametrize("number", [RESIDENT_ID, RESIDENT_ID.lower()])
def test_a_resident_number_passes(number):
    assert check_resident_id(number) == Allow()


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("110105194912310021", "校验位"),
        ("11010519491231002", "18位"),
        ("1101051949123100XX", "字符"),
        ("000000000000000001", "不存在"),
        ("１１０１０５１９４９１２３１００２Ｘ", "字符"),
    ],
)
def test_a_damaged_resident_number_is_refused_with_the_damage(number, word):
    answer = check_resident_id(number)
    assert isinstance(answer, Deny)
    assert word in answer.reason.zh


def test_nobody_is_born_after_the_day_of_the_form():
    assert isinstance(check_resident_id(RESIDENT_ID, on=date(1949, 12, 30)), Deny)
    assert check_resident_id(RESIDENT_ID, on=date(1949, 12, 31)) == Allow()


def test_full_width_identifiers_are_not_normalised_by_guessing():
    with pytest.raises(ValueError, match="letters and digits"):
        normalise("９１１１")

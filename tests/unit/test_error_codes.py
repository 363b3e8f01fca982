"""The catalogue of error codes."""

from http import HTTPStatus

import pytest

from fieldledger.error_codes import _TRAITS, ErrorCode, Remedy, Turn, traits


def test_every_code_has_traits_of_its_own() -> None:
    assert set(_TRAITS) == set(ErrorCode)


@pytest.mark.parametrize("code", ErrorCode)
def test_a_code_is_spelled_like_its_name_and_has_the_http_status_of_an_error(code: ErrorCode) -> None:
    assert code.value == code.name
    assert HTTPStatus(traits(code).status) >= HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("code", ErrorCode)
def test_nobody_but_us_is_asked_to_act_on_a_plain_internal_error(code: ErrorCode) -> None:
    assert traits(code).status != 500 or traits(code).turn is Turn.US


@pytest.mark.parametrize("code", ErrorCode)
def test_what_the_customer_has_to_act_on_is_never_reported_as_our_outage(code: ErrorCode) -> None:
    assert traits(code).turn is not Turn.CUSTOMER or traits(code).status < 500


@pytest.mark.parametrize("code", ErrorCode)
def test_only_a_customer_can_reconnect_or_fix_data(code: ErrorCode) -> None:
    mended_by_customer = traits(code).remedy in {Remedy.RECONNECT, Remedy.FIX_DATA}
    assert not mended_by_customer or traits(code).turn is Turn.CUSTOMER


def test_traits_are_found_by_text_too() -> None:
    assert traits("PERIOD_LOCKED") is traits(ErrorCode.PERIOD_LOCKED)


def test_a_code_outside_the_catalogue_behaves_like_unknown() -> None:
    assert traits("NO_SUCH_CODE") == traits(ErrorCode.UNKNOWN)

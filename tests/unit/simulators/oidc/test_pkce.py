"""S256 of RFC 7636."""

import pytest

from simulators.oidc.pkce import challenge_of, is_challenge, proves

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_the_standard_is_proven():
    assert challenge_of(VERIFIER) == CHALLENGE
    assert proves(VERIFIER, CHALLENGE)
    assert not proves(VERIFIER[::-1], CHALLENGE)


@pytest.mark.parametrize("verifier", ["a" * 42, "a" * 129, "a" * 42 + "!"])
def test_a_verifier_the_standard_forbids_proves_nothing(verifier: str):
    assert not proves(verifier, challenge_of(verifier))


def test_a_challenge_is_43_characters_of_base64url():
    assert is_challenge(CHALLENGE)
    assert not is_challenge(CHALLENGE + "=")
    assert not is_challenge(CHALLENGE[:-1] + "+")

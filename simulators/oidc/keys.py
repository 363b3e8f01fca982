"""The signing key and its public half as a JWKS."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from pydantic import JsonValue

ALGORITHM: Final = "RS256"
KEY_BITS: Final = 2048
PUBLIC_EXPONENT: Final = 65537


@dataclass(frozen=True)
class SigningKey:
    """An RSA key whose ``kid`` is a digest of its public half."""

    private: RSAPrivateKey

    @staticmethod
    def generate() -> "SigningKey":
        return SigningKey(generate_private_key(public_exponent=PUBLIC_EXPONENT, key_size=KEY_BITS))

    @cached_property
    def kid(self) -> str:
        digest = Hash(SHA256())
        public = self.private.public_key()
        digest.update(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
        return digest.finalize().hex()[:16]

    def jwks(self) -> dict[str, JsonValue]:
        public: dict[str, JsonValue] = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        key: dict[str, JsonValue] = {
            "kty": "RSA",
            "n": public["n"],
            "e": public["e"],
            "kid": self.kid,
            "use": "sig",
            "alg": ALGORITHM,
        }
        return {"keys": [key]}

    def sign(self, claims: dict[str, JsonValue], *, kid: str | None = None) -> str:
        """Sign as RS256; another ``kid`` makes the token claim a key that did not sign it."""
        return jwt.encode(claims, self.private, algorithm=ALGORITHM, headers={"kid": kid or self.kid})

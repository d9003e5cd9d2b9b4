"""How Tencent's platforms sign and encrypt callbacks, written from the description, not with our code.

EncodingAESKey: 43 characters of base64, 32 bytes with `=` added. AES-256-CBC, the first 16 bytes of the key
as IV, PKCS7 to blocks of 32. Plain text: 16 random bytes, the length of the message in four bytes
(big-endian), the message, the receiver's id. Signature: SHA-1 over token, timestamp, nonce and cipher text,
sorted and joined.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


class CryptoError(Exception):
    """Something does not decrypt or is not signed as it should be."""


@dataclass(frozen=True)
class Keys:
    """What both sides of a callback know."""

    token: str
    aes_key: str
    receiver: str  # the Official Account's app id, the corporation's id

    @classmethod
    def new(cls, receiver: str) -> Keys:
        """Keys nobody has had."""
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        return cls(secrets.token_hex(12), key, receiver)

    def sign(self, timestamp: str, nonce: str, *more: str) -> str:
        """The signature of a call, or with `more` of a cipher text."""
        return hashlib.sha1("".join(sorted([self.token, timestamp, nonce, *more])).encode()).hexdigest()  # noqa: S324 - the platform's

    def encrypt(self, text: str, *, random: bytes | None = None, receiver: str | None = None) -> str:
        """The cipher text of a message; `receiver` to pretend it is for someone else."""
        message = text.encode()
        plain = (random or secrets.token_bytes(16)) + struct.pack(">I", len(message)) + message
        plain += (self.receiver if receiver is None else receiver).encode()
        pad = _BLOCK - len(plain) % _BLOCK
        coder = self._cipher().encryptor()
        return base64.b64encode(coder.update(plain + bytes([pad]) * pad) + coder.finalize()).decode()

    def decrypt(self, cipher_text: str) -> str:
        """The message in a cipher text.

        Raises:
            CryptoError: it is garbage, or not from the receiver we know.
        """
        try:
            coder = self._cipher().decryptor()
            plain = coder.update(base64.b64decode(cipher_text, validate=True)) + coder.finalize()
            pad = plain[-1]
            if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
                raise CryptoError("padding")
            [length] = struct.unpack(">I", plain[16:20])
            message, receiver = plain[20 : 20 + length], plain[20 + length : -pad]
            if len(message) != length or receiver.decode() != self.receiver:
                raise CryptoError("length or receiver")
            return message.decode()
        except (ValueError, IndexError, struct.error) as error:
            raise CryptoError(str(error)) from error

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

import { generateKeyPairSync, hash, sign } from "node:crypto";
import { expect, test } from "vitest";
import { utf8 } from "./bytes.ts";
import { ed25519Verifier } from "./ed25519.ts";

const verify = ed25519Verifier((bytes) => hash("sha512", bytes, "buffer"));
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

// RFC 8032, section 7.1: tests 1, 2 and 3.
test.each([
  [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
])("RFC 8032 signs for %s", (key, message, signature) => {
  expect(verify(bytesOf(key), bytesOf(message), bytesOf(signature))).toBe(true);
  expect(verify(bytesOf(key), bytesOf(`${message}00`), bytesOf(signature))).toBe(false);
});

test("what Node signs is right, and wrong as soon as a bit of it is another", () => {
  for (let turn = 0; turn < 8; turn += 1) {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const key = new Uint8Array(Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url"));
    const message = utf8(`checkpoint ${turn}`);
    const signature = new Uint8Array(sign(null, message, privateKey));
    expect(verify(key, message, signature)).toBe(true);
    for (const bytes of [key, message, signature])
      for (const at of [0, bytes.length - 1]) {
        bytes[at]! ^= 1;
        expect(verify(key, message, signature)).toBe(false);
        bytes[at]! ^= 1;
      }
  }
});

test("a number beyond the group's order, a key that is no point, and other lengths are refused", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = new Uint8Array(Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url"));
  const signature = new Uint8Array(sign(null, utf8("text"), privateKey));
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString("hex")}`) + order;
  const beyond = Buffer.from(scalar.toString(16).padStart(64, "0"), "hex").reverse();
  expect(verify(key, utf8("text"), new Uint8Array([...signature.subarray(0, 32), ...beyond]))).toBe(false);
  expect(verify(new Uint8Array(32).fill(255), utf8("text"), signature)).toBe(false);
  expect(verify(key.subarray(1), utf8("text"), signature)).toBe(false);
  expect(verify(key, utf8("text"), signature.subarray(1))).toBe(false);
});

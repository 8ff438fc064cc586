import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase32 } from "../../../tests/authenticator.ts";
import { base32, codeAt, keyUri, stepOf, stepOfCode, stepSeconds } from "./totp.ts";

const rfcSecret = Buffer.from("12345678901234567890");
const at = (step: number, seconds = 0) => new Date((step * stepSeconds + seconds) * 1000);
const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 });
const steps = fc.integer({ min: 10, max: 2 ** 31 });

test.each([
  [59, "94287082"],
  [1111111109, "07081804"],
  [1111111111, "14050471"],
  [1234567890, "89005924"],
  [2000000000, "69279037"],
  [20000000000, "65353130"],
])("the code at %i seconds is that of RFC 6238, appendix B", (seconds, code) => {
  const step = stepOf(new Date(seconds * 1000));
  expect(codeAt(rfcSecret, step, 8)).toBe(code);
  expect(codeAt(rfcSecret, step)).toBe(code.slice(2));
});

test("the codes are those of RFC 4226, appendix D", () => {
  const codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
  expect(codes.map((_, step) => codeAt(rfcSecret, step))).toEqual(codes);
});

test("a code counts from one step before its time to one after, and once", () => {
  fc.assert(
    fc.property(secrets, steps, fc.integer({ min: -1, max: 1 }), fc.nat(29), (secret, step, away, seconds) => {
      const now = at(step + away, seconds);
      const accepted = stepOfCode(secret, codeAt(secret, step), now, step - 1);
      expect(accepted).toBe(step);
      expect(stepOfCode(secret, codeAt(secret, step), now, step)).not.toBe(step);
    }),
  );
});

test("what is accepted is always behind the last step and within the window", () => {
  fc.assert(
    fc.property(
      secrets,
      steps,
      fc.integer({ min: -4, max: 4 }),
      fc.integer({ min: -4, max: 4 }),
      (secret, now, of, last) => {
        const code = codeAt(secret, now + of);
        const accepted = stepOfCode(secret, code, at(now), now + last);
        const possible = [now - 1, now, now + 1].filter((step) => codeAt(secret, step) === code);
        const later = possible.filter((step) => step > now + last);
        const refused = possible.length === 0 ? "wrong" : "used";
        expect(later.length > 0 ? later : [refused]).toContain(accepted);
      },
    ),
  );
});

test("what is no code is wrong", () => {
  for (const given of ["", "1", "abcdef", "1234567", "１２３４５６", "0".repeat(50)])
    expect(stepOfCode(rfcSecret, given, at(1), -1)).toBe("wrong");
  expect(stepOfCode(rfcSecret, "755224", at(0), -1)).toBe(0);
});

test("base 32 is that of RFC 4648, section 10, and can be read back", () => {
  const vectors = {
    "": "",
    f: "MY",
    fo: "MZXQ",
    foo: "MZXW6",
    foob: "MZXW6YQ",
    fooba: "MZXW6YTB",
    foobar: "MZXW6YTBOI",
  };
  for (const [text, encoded] of Object.entries(vectors)) expect(base32(Buffer.from(text))).toBe(encoded);
  fc.assert(fc.property(secrets, (secret) => fromBase32(base32(secret)).equals(secret)));
});

test("an authenticator app reads account, issuer and secret", () => {
  expect(keyUri(rfcSecret, "ada+crm@example.test")).toBe(
    "otpauth://totp/NextCRM:ada%2Bcrm%40example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=NextCRM&algorithm=SHA1&digits=6&period=30",
  );
});

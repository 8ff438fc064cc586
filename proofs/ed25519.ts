import { concatenated, equal } from "./bytes.ts";
import type { VerifyEd25519 } from "./note.ts";

/**
 * Checks signatures of Ed25519, RFC 8032 section 5.1.7, where a browser does not: over plain HTTP, or because it is too
 * old. All that it handles is public, so that it may take its time as it pleases.
 */
export function ed25519Verifier(sha512: (bytes: Uint8Array) => Uint8Array): VerifyEd25519 {
  return (publicKey, message, signature) => {
    const key = decode(publicKey);
    const scalar = numberOf(signature.subarray(32));
    if (!key || signature.length !== 64 || scalar >= order) return false;
    const sum = sha512(concatenated(signature.subarray(0, 32), publicKey, message));
    const expected = add(times(base, scalar), times(negated(key), numberOf(sum) % order));
    return equal(encode(expected), signature.subarray(0, 32));
  };
}

const prime = 2n ** 255n - 19n;
const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
const rootOfMinusOne = power(2n, (prime - 1n) / 4n);
const d = modulo(-121_665n * inverse(121_666n));

/** Extended homogeneous coordinates: x = X/Z, y = Y/Z, xy = T/Z. */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];
const zero: Point = [0n, 1n, 1n, 0n];
const base = pointAt(modulo(4n * inverse(5n)), 0n)!;

function modulo(value: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}

function power(value: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = modulo(value), rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % prime)
    if (rest & 1n) result = (result * square) % prime;
  return result;
}

function inverse(value: bigint): bigint {
  return power(value, prime - 2n);
}

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = modulo((y1 - x1) * (y2 - x2));
  const b = modulo((y1 + x1) * (y2 + x2));
  const c = modulo(2n * d * t1 * t2);
  const f = 2n * z1 * z2 - c;
  const g = 2n * z1 * z2 + c;
  return [modulo((b - a) * f), modulo(g * (b + a)), modulo(f * g), modulo((b - a) * (b + a))];
}

function negated([x, y, z, t]: Point): Point {
  return [modulo(-x), y, z, modulo(-t)];
}

function times(point: Point, scalar: bigint): Point {
  let sum = zero;
  for (let double = point, rest = scalar; rest > 0n; rest >>= 1n, double = add(double, double))
    if (rest & 1n) sum = add(sum, double);
  return sum;
}

/** Little-endian. */
function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function encode([x, y, z]: Point): Uint8Array {
  const one = inverse(z);
  let rest = modulo(y * one) | ((modulo(x * one) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(rest & 255n);
    rest >>= 8n;
    return byte;
  });
}

/** The point of 32 bytes, RFC 8032 section 5.1.3; null where they are none. */
function decode(bytes: Uint8Array): Point | null {
  if (bytes.length !== 32) return null;
  const number = numberOf(bytes);
  return pointAt(number & (2n ** 255n - 1n), number >> 255n);
}

function pointAt(y: bigint, sign: bigint): Point | null {
  if (y >= prime) return null;
  const u = modulo(y * y - 1n);
  const v = modulo(d * y * y + 1n);
  let x = modulo(u * v ** 3n * power(u * v ** 7n, (prime - 5n) / 8n));
  if (modulo(v * x * x) === modulo(-u)) x = modulo(x * rootOfMinusOne);
  if (modulo(v * x * x) !== u || (x === 0n && sign === 1n)) return null;
  if ((x & 1n) !== sign) x = prime - x;
  return [x, y, 1n, modulo(x * y)];
}

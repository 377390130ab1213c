import { joinBytes } from './bytes.js';

/*
 * RFC 8032, 5.1: verification of Ed25519 for browsers whose Web Crypto has none. It works on public data only, so that
 * it need not take constant time.
 */

const p = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const d = mod(-121665n * power(121666n, p - 2n));
const rootOfMinusOne = power(2n, (p - 1n) / 4n);

/** A point in extended coordinates: x = X/Z, y = Y/Z, x * y = T/Z. */
type Point = readonly [X: bigint, Y: bigint, Z: bigint, T: bigint];

const neutral: Point = [0n, 1n, 1n, 0n];
const baseY = mod(4n * power(5n, p - 2n));
const baseX = xOf(baseY, 0n)!;
const base: Point = [baseX, baseY, 1n, mod(baseX * baseY)];

/**
 * @param sha512 of a message
 * @returns whether the key has signed the message
 */
export async function verifyEd25519(
  sha512: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (key.length !== 32 || signature.length !== 64) return false;
  const a = pointOf(key);
  const r = pointOf(signature.slice(0, 32));
  const s = numberOf(signature.slice(32));
  if (a === undefined || r === undefined || s >= order) return false;
  const k = numberOf(await sha512(joinBytes(signature.slice(0, 32), key, message))) % order;
  return isSame(multiply(base, s), add(r, multiply(a, k)));
}

function mod(value: bigint): bigint {
  const rest = value % p;
  return rest < 0n ? rest + p : rest;
}

function power(value: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(value);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

/** Little-endian. */
function numberOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at]!);
  return value;
}

/** RFC 8032, 5.1.3. */
function pointOf(bytes: Uint8Array): Point | undefined {
  const all = numberOf(bytes);
  const y = all & (2n ** 255n - 1n);
  const x = y < p ? xOf(y, all >> 255n) : undefined;
  return x === undefined ? undefined : [x, y, 1n, mod(x * y)];
}

function xOf(y: bigint, sign: bigint): bigint | undefined {
  const u = mod(y * y - 1n);
  const v = mod(d * y * y + 1n);
  const v3 = mod(v * v * v);
  let x = mod(u * v3 * power(u * v3 * v3 * v, (p - 5n) / 8n));
  const square = mod(v * x * x);
  if (square === mod(-u)) x = mod(x * rootOfMinusOne);
  else if (square !== u) return undefined;
  if (x === 0n && sign === 1n) return undefined;
  return (x & 1n) === sign ? x : mod(-x);
}

/** RFC 8032, 5.1.4. */
function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * d * t1 * t2);
  const e = mod(2n * z1 * z2);
  const [f, g, h, i] = [b - a, e - c, e + c, b + a];
  return [mod(f * g), mod(h * i), mod(g * h), mod(f * i)];
}

function multiply(point: Point, factor: bigint): Point {
  let result = neutral;
  let doubled = point;
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = add(result, doubled);
    doubled = add(doubled, doubled);
  }
  return result;
}

function isSame([x1, y1, z1]: Point, [x2, y2, z2]: Point): boolean {
  return mod(x1 * z2 - x2 * z1) === 0n && mod(y1 * z2 - y2 * z1) === 0n;
}

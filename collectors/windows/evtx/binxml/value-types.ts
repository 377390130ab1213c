import { ansiText, binaryText, guidText, hexText, sidLength, sidText, utf16Text } from './value-text.js';
import { filetimeText, systemtimeText } from './value-time.js';

/** Set on the type code of an array, [MS-EVEN6] 3.1.4.7.5. */
export const arrayFlag = 0x80;
export const binXmlType = 0x21;

type Read<T> = (bytes: Buffer, at: number, size: number) => T;

/** How values of one type are checked and rendered, [MS-EVEN6] 3.1.4.7.3. */
export interface ValueType {
  code: number;
  name: string;
  /** Whether the text can hold characters that XML needs escaped. */
  free: boolean;
  fits: Read<boolean>;
  /** Length of the array item that begins at `at`, in an array that ends at `end`. */
  itemLength: (bytes: Buffer, at: number, end: number) => number;
  text: Read<string>;
  scalar: Read<string | number | boolean | null>;
}

const fixed = (
  code: number,
  name: string,
  sizes: readonly number[],
  text: Read<string>,
  scalar: ValueType['scalar'] = text,
): ValueType => ({
  code,
  name,
  free: false,
  fits: (_bytes, _at, size) => sizes.includes(size),
  itemLength: () => sizes[0]!,
  text,
  scalar,
});

const integer = (code: number, name: string, size: number, read: Read<number>): ValueType =>
  fixed(code, name, [size], (bytes, at, length) => String(read(bytes, at, length)), read);

const big = (code: number, name: string, read: Read<bigint>): ValueType =>
  fixed(
    code,
    name,
    [8],
    (bytes, at, size) => read(bytes, at, size).toString(),
    (bytes, at, size) => {
      const value = read(bytes, at, size);
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    },
  );

/** XML Schema's lexical form of a float: the shortest digits that read back as the same number. */
const realText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF';

const shortestSingle = (value: number): number => {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
};

const real = (code: number, name: string, size: number, read: Read<number>): ValueType =>
  fixed(
    code,
    name,
    [size],
    (bytes, at, length) => realText(read(bytes, at, length)),
    (bytes, at, length) => {
      const value = read(bytes, at, length);
      return Number.isFinite(value) ? value : realText(value);
    },
  );

const terminated =
  (unit: number) =>
  (bytes: Buffer, at: number, end: number): number => {
    let next = at;
    while (next + unit <= end) {
      const zero = unit === 1 ? bytes[next] === 0 : bytes[next] === 0 && bytes[next + 1] === 0;
      next += unit;
      if (zero) return next - at;
    }
    return end - at;
  };

const text = (code: number, name: string, unit: number, read: Read<string>): ValueType => ({
  code,
  name,
  free: true,
  fits: (_bytes, _at, size) => size % unit === 0,
  itemLength: terminated(unit),
  text: read,
  scalar: read,
});

const isTrue: Read<boolean> = (bytes, at, size) => bytes.subarray(at, at + size).some((byte) => byte !== 0);

const all: ValueType[] = [
  {
    code: 0x00,
    name: 'null',
    free: false,
    fits: () => true,
    itemLength: (_bytes, at, end) => end - at,
    text: () => '',
    scalar: () => null,
  },
  text(0x01, 'string', 2, utf16Text),
  text(0x02, 'ANSI string', 1, ansiText),
  integer(0x03, 'int8', 1, (bytes, at) => bytes.readInt8(at)),
  integer(0x04, 'uint8', 1, (bytes, at) => bytes.readUInt8(at)),
  integer(0x05, 'int16', 2, (bytes, at) => bytes.readInt16LE(at)),
  integer(0x06, 'uint16', 2, (bytes, at) => bytes.readUInt16LE(at)),
  integer(0x07, 'int32', 4, (bytes, at) => bytes.readInt32LE(at)),
  integer(0x08, 'uint32', 4, (bytes, at) => bytes.readUInt32LE(at)),
  big(0x09, 'int64', (bytes, at) => bytes.readBigInt64LE(at)),
  big(0x0a, 'uint64', (bytes, at) => bytes.readBigUInt64LE(at)),
  real(0x0b, 'real32', 4, (bytes, at) => shortestSingle(bytes.readFloatLE(at))),
  real(0x0c, 'real64', 8, (bytes, at) => bytes.readDoubleLE(at)),
  fixed(0x0d, 'boolean', [4, 1], (bytes, at, size) => String(isTrue(bytes, at, size)), isTrue),
  {
    code: 0x0e,
    name: 'binary',
    free: false,
    fits: () => true,
    itemLength: (_bytes, at, end) => end - at,
    text: binaryText,
    scalar: binaryText,
  },
  fixed(0x0f, 'GUID', [16], guidText),
  fixed(0x10, 'size', [8, 4], hexText),
  fixed(0x11, 'FILETIME', [8], filetimeText),
  fixed(0x12, 'SYSTEMTIME', [16], systemtimeText),
  {
    code: 0x13,
    name: 'SID',
    free: false,
    fits: (bytes, at, size) => sidLength(bytes, at, at + size) === size,
    itemLength: sidLength,
    text: sidText,
    scalar: sidText,
  },
  fixed(0x14, 'hex32', [4], hexText),
  fixed(0x15, 'hex64', [8], hexText),
  fixed(0x20, 'event handle', [8, 4], hexText),
  {
    code: binXmlType,
    name: 'BinXML',
    free: false,
    fits: () => true,
    itemLength: () => 0,
    text: () => '',
    scalar: () => null,
  },
  text(0x23, 'event XML', 2, utf16Text),
];

/** The types by their code. */
export const valueTypes: readonly (ValueType | undefined)[] = Array.from({ length: 0x24 }, (_, code) =>
  all.find((type) => type.code === code),
);

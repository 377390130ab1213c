import { ThriftWriter } from './thrift.js';

/** A column as Parquet describes it. */
export interface ParquetColumn {
  name: string;
  kind: 'text' | 'bytes' | 'integer' | 'time';
  /** Whether rows may lack a value. */
  optional: boolean;
}

/** Rows that are stored together: the sizes of the column chunks, which follow each other in the columns' order. */
export interface RowGroup {
  rows: number;
  columnBytes: readonly number[];
}

/** First and last bytes of a Parquet file. */
export const magic = Buffer.from('PAR1');

// Physical types and converted types of parquet.thrift.
const physical = { text: 6, bytes: 6, integer: 2, time: 2 } as const;
const converted = { text: 0, bytes: undefined, integer: undefined, time: 9 } as const;

/**
 * What stands behind the row groups of a Parquet file: metadata, their length, the magic bytes
 * (Parquet format, "File format"; parquet.thrift, FileMetaData).
 * @param groups in the order of the file; the first begins right behind the {@link magic}
 */
export function footer(columns: readonly ParquetColumn[], groups: readonly RowGroup[]): Buffer {
  const thrift = new ThriftWriter().begin().i32(1, 1);
  writeSchema(thrift, columns);
  thrift
    .i64(
      3,
      groups.reduce((sum, { rows }) => sum + rows, 0),
    )
    .structs(4, groups.length);
  let offset = magic.length;
  for (const group of groups) offset = writeGroup(thrift, columns, group, offset);
  const metadata = thrift.text(6, 'Grundwacht').end().bytes();
  const length = Buffer.alloc(4);
  length.writeUInt32LE(metadata.length);
  return Buffer.concat([metadata, length, magic]);
}

function writeSchema(thrift: ThriftWriter, columns: readonly ParquetColumn[]): void {
  thrift.structs(2, columns.length + 1);
  thrift.begin().text(4, 'event').i32(5, columns.length).end();
  for (const { name, kind, optional } of columns) {
    thrift
      .begin()
      .i32(1, physical[kind])
      .i32(3, optional ? 1 : 0)
      .text(4, name);
    const convertedType = converted[kind];
    if (convertedType !== undefined) thrift.i32(6, convertedType);
    thrift.end();
  }
}

/** @returns the offset behind the group */
function writeGroup(
  thrift: ThriftWriter,
  columns: readonly ParquetColumn[],
  { rows, columnBytes }: RowGroup,
  start: number,
): number {
  let offset = start;
  thrift.begin().structs(1, columns.length);
  for (const [n, { name, kind }] of columns.entries()) {
    const bytes = columnBytes[n]!;
    thrift
      .begin()
      .i64(2, offset)
      .struct(3)
      .i32(1, physical[kind])
      .integers(2, [0, 3]) // PLAIN, RLE
      .texts(3, [name])
      .i32(4, 0) // UNCOMPRESSED
      .i64(5, rows)
      .i64(6, bytes)
      .i64(7, bytes)
      .i64(9, offset)
      .end()
      .end();
    offset += bytes;
  }
  thrift
    .i64(2, offset - start)
    .i64(3, rows)
    .end();
  return offset;
}

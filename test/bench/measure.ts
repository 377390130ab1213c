import { readFileSync } from 'node:fs';

/** @returns resident memory of a process in MB (10^6 bytes), from /proc */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
  return Math.round((Number(kilobytes) * 1024) / 1e6);
}

/** @returns CPU seconds that a process has used so far, user and system */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** @returns median, 99th percentile and maximum, one decimal; NaN without values */
export function percentiles(values: readonly number[]): { median: number; p99: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) /
    10;
  return { median: at(0.5), p99: at(0.99), max: at(1) };
}

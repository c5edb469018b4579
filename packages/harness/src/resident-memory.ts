import { readFileSync } from 'node:fs';

/** Memory that a process has in use, in kB. Linux alone tells. */
export function readResidentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

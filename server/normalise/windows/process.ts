import type { Event } from '../../contract/event.js';

const executables = ['NewProcessName', 'Image', 'SourceImage', 'ProcessName', 'Application', 'Process Name'];
const pids = ['NewProcessId', 'ProcessId', 'SourceProcessId', 'ProcessID'];

/** Sets the process columns. In 4688 the new process is meant: its `ProcessId` is the creator's. */
export function processColumns(event: Event): void {
  for (const name of executables) {
    const path = event.fields[name];
    if (typeof path !== 'string' || path === '' || path === '-') continue;
    event['process.executable'] = path;
    event['process.name'] = path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
    break;
  }
  const line = event.fields['CommandLine'] ?? event.fields['HostApplication'];
  if (typeof line === 'string' && line !== '') event['process.command_line'] = line;
  for (const name of pids) {
    const value = event.fields[name];
    if (typeof value !== 'string' || !/^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(value)) continue;
    event['process.pid'] = Number(value);
    return;
  }
}

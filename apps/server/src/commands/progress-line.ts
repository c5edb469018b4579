import type { OnProgress } from '@dunlin/api';

const intervalMs = 100;

/** Shows how far a command is, on a terminal only. */
export function createProgressLine(what: string, terminal = process.stderr): OnProgress {
  let shownAt = Number.NEGATIVE_INFINITY;
  return ({ done, total }) => {
    const now = performance.now();
    if (!terminal.isTTY || (now - shownAt < intervalMs && done < total)) return;
    shownAt = now;
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    terminal.write(`\r${what}: ${done} of ${total} (${percent} %)${done < total ? '' : '\n'}`);
  };
}

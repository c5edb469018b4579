import { Presets, SingleBar } from 'cli-progress';

const reportEveryMs = 10_000;

/** Shows how far a step with a known number of parts is. */
export interface Progress extends Disposable {
  advance(count?: number): void;
}

/** A bar on a terminal; elsewhere a line when the step begins, now and then, and when it ends. Starts on the standard error. */
export function startProgress(title: string, total: number): Progress {
  return process.stderr.isTTY ? startBar(title, total) : startLines(title, total);
}

function startBar(title: string, total: number): Progress {
  const bar = new SingleBar(
    {
      format: `${title.padEnd(34)} {bar} {value}/{total}  {duration_formatted}`,
      hideCursor: true,
      barsize: 30,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return {
    advance: (count = 1) => bar.increment(count),
    [Symbol.dispose]: () => bar.stop(),
  };
}

function startLines(title: string, total: number): Progress {
  const startedAt = performance.now();
  let value = 0;
  const print = () => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.error(`${title}: ${value} of ${total} (${seconds} s)`);
  };
  print();
  const timer = setInterval(print, reportEveryMs);
  return {
    advance(count = 1) {
      value += count;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      print();
    },
  };
}

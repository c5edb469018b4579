import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './tooling/checks/src/closing-line-reporter.ts';

export default defineConfig({
  test: {
    globalSetup: './packages/harness/src/global-setup.ts',
    include: ['{apps,examples,packages,tooling}/*/{src,tests}/**/*.test.{ts,tsx}'],
    // Files share their worker's modules: importing the product once per worker, not once per file.
    // Nothing in it is global: every test makes an app of its own.
    isolate: false,
    maxWorkers: 2,
    reporters: ['default', new ClosingLineReporter()],
    // What waits, waits for a condition; these are for a machine that has ten other things to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000, interval: 10 } },
  },
});

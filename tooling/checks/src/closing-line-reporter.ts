import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Prints `N passed, N failed` (and `, N skipped`) as the last line of a run, from the test cases as they ended.
 *
 * What fails outside of a test case (a file that cannot be loaded, a hook, an unhandled rejection) counts as one failed each.
 */
export class ClosingLineReporter implements Reporter {
  #line = '0 passed, 1 failed';

  onInit(): void {
    // At exit, because Vitest and the global teardown still print after the run has ended.
    process.once('exit', () => process.stdout.write(`${this.#line}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()]);
    const errorsOutsideTests = [...modules.flatMap(errorsOfSuites), ...unhandledErrors];
    const passed = countOf(cases, 'passed');
    const failed = countOf(cases, 'failed');
    const skipped = cases.length - passed - failed;
    this.#line = `${passed} passed, ${failed + errorsOutsideTests.length} failed`;
    if (skipped > 0) this.#line += `, ${skipped} skipped`;
  }
}

function countOf(cases: readonly TestCase[], state: 'passed' | 'failed'): number {
  return cases.filter((testCase) => testCase.result().state === state).length;
}

function errorsOfSuites(module: TestModule): unknown[] {
  return [module, ...module.children.allSuites()].flatMap((suite) => suite.errors());
}

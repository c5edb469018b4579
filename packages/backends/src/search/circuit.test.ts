import { expect, test } from 'vitest';
import { createCircuit } from './circuit.ts';

function create() {
  let now = 0;
  const opened: unknown[] = [];
  const circuit = createCircuit(
    (error) => void opened.push(error),
    () => now,
  );
  const fail = (times: number) => {
    for (let time = 0; time < times; time++) circuit.fail('down');
  };
  return { circuit, opened, fail, pass: (ms: number) => (now += ms) };
}

test('asks until it failed three times in a row, of which it tells once', () => {
  const { circuit, opened, fail } = create();
  fail(2);
  circuit.succeed();
  fail(2);
  expect([circuit.lets(), opened]).toEqual([true, []]);
  fail(2);
  expect([circuit.lets(), opened]).toEqual([false, ['down']]);
});

test('lets one ask after two seconds, and on its answer it depends', () => {
  const { circuit, opened, fail, pass } = create();
  fail(3);
  pass(2_000);
  expect([circuit.lets(), circuit.lets()]).toEqual([true, false]);
  fail(1);
  pass(1_999);
  expect(circuit.lets()).toBe(false);
  pass(1);
  expect(circuit.lets()).toBe(true);
  circuit.succeed();
  expect([circuit.lets(), circuit.lets(), opened]).toEqual([true, true, ['down']]);
});

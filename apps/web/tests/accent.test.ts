import { getContrast } from 'color2k';
import { expect, test } from 'vitest';
import { shadesOf, toAccentStyle } from '../server/accent.ts';

const grounds = { light: ['#ffffff', '#f4f7f8'], dark: ['#0f1519', '#182026'] };
const steps = ['00', '33', '66', '99', 'cc', 'ff'];
const colours = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));

test.for(['light', 'dark'] as const)('whatever colour is chosen can be read in the %s theme', (theme) => {
  for (const colour of colours) {
    const { accent, 'on-accent': onAccent, 'accent-soft': soft } = shadesOf(colour, theme);
    for (const ground of [...grounds[theme], soft])
      expect(getContrast(accent, ground), colour).toBeGreaterThanOrEqual(4.5);
    expect(getContrast(onAccent, accent), colour).toBeGreaterThanOrEqual(4.5);
  }
});

test('a colour that can be read stays as it is', () => {
  expect(toAccentStyle('#0a6a88')).toContain('--accent: light-dark(#0a6a88, ');
});

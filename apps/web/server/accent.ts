import { getContrast, mix, toHex } from 'color2k';

/** As WCAG asks of text. */
const minContrast = 4.5;
const themes = {
  light: { grounds: ['#ffffff', '#f4f7f8'], towards: '#000000', softness: 0.1 },
  dark: { grounds: ['#0f1519', '#182026'], towards: '#ffffff', softness: 0.2 },
} as const;

/** A colour for both themes, changed as little as it must be to be read, on it and as itself. */
export function toAccentStyle(colour: string): string {
  const [light, dark] = [shadesOf(colour, 'light'), shadesOf(colour, 'dark')];
  const names = ['accent', 'on-accent', 'accent-soft'] as const;
  const lines = names.map((name) => `--${name}: light-dark(${light[name]}, ${dark[name]});`);
  return `:root { ${lines.join(' ')} }\n`;
}

export function shadesOf(colour: string, theme: 'light' | 'dark'): Shades {
  const { grounds, towards, softness } = themes[theme];
  // Not all the way to black or white, so that it is still a colour.
  for (let part = 0; part <= 1; part += 0.02) {
    const accent = toHex(mix(colour, towards, part));
    const soft = toHex(mix(grounds[0], accent, softness));
    const isRead = [...grounds, soft].every((ground) => getContrast(accent, ground) >= minContrast);
    if (isRead) return { accent, 'on-accent': toOnAccent(accent), 'accent-soft': soft };
  }
  throw new Error(`No shade of ${colour} can be read.`);
}

function toOnAccent(accent: string): string {
  return getContrast(accent, '#ffffff') >= minContrast ? '#ffffff' : toHex(mix(accent, '#000000', 0.85));
}

interface Shades {
  accent: string;
  'on-accent': string;
  /** Behind what is told to be new. */
  'accent-soft': string;
}

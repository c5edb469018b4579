import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { z } from 'zod';

/** What a host calls its server, and how its pages look. */
export interface BrandConfig {
  name: string;
  /** Undefined: as Dunlin's. */
  logo: { type: string; bytes: Buffer } | undefined;
  /** As `#0a6a88`; undefined: as Dunlin's. */
  accent: string | undefined;
}

const logoTypes: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};
const maxLogoBytes = 100_000;
const mustBeLogo = 'must name a file that can be read, .svg, .png or .webp, of 100 kB at most';

export const brandVariables = {
  DUNLIN_NAME: z
    .string()
    .trim()
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u, 'must be one line of up to 40 characters')
    .default('Dunlin'),
  DUNLIN_LOGO: z
    .string()
    .transform((path, { issues }) => {
      const logo = readLogo(path);
      if (logo) return logo;
      issues.push({ code: 'custom', input: undefined, message: mustBeLogo });
      return z.NEVER;
    })
    .optional(),
  DUNLIN_ACCENT: z
    .string()
    .regex(/^#[\da-f]{6}$/i, 'must be a colour such as #0a6a88')
    .transform((colour) => colour.toLowerCase())
    .optional(),
};

export function toBrandConfig({ DUNLIN_NAME, DUNLIN_LOGO, DUNLIN_ACCENT }: BrandVariables): BrandConfig {
  return { name: DUNLIN_NAME, logo: DUNLIN_LOGO, accent: DUNLIN_ACCENT };
}

function readLogo(path: string): BrandConfig['logo'] {
  const type = logoTypes[extname(path).toLowerCase()];
  if (type === undefined) return undefined;
  try {
    const bytes = readFileSync(path);
    return bytes.length > 0 && bytes.length <= maxLogoBytes ? { type, bytes } : undefined;
  } catch {
    return undefined;
  }
}

type BrandVariables = z.output<z.ZodObject<typeof brandVariables>>;

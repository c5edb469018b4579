import { setTimeout as delay } from 'node:timers/promises';

/** What became of an upload. */
export interface Outcome {
  summary: string;
  details: string[];
  /** Whether the EXIF or a place is in any of what is served. */
  hasMetadata: boolean;
  ms: number;
}

const pollMs = 100;
const waitMs = 120_000;

export async function uploadAndWait(
  url: string,
  { token, bytes }: { token: string; bytes: Buffer },
): Promise<Outcome> {
  const startedAt = performance.now();
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(bytes)]), 'holiday.jpg');
  const answer = await fetch(`${url}/api/media/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const body = Object(await answer.json());
  if (answer.ok) return waitForMedia(url, { token, id: body.id, startedAt });
  const ms = performance.now() - startedAt;
  return {
    summary: `refused with ${answer.status} ${body.code}: ${body.detail}`,
    details: [],
    hasMetadata: false,
    ms,
  };
}

export async function waitForMedia(
  url: string,
  { token, id, startedAt }: { token: string; id: string; startedAt: number },
): Promise<Outcome> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const answer = await fetch(`${url}/api/media/${id}/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const media = Object(await answer.json());
    if (media.status === 'failed') {
      const ms = performance.now() - startedAt;
      return { summary: `${media.kind} failed: ${media.failure}`, details: [], hasMetadata: false, ms };
    }
    if (media.status === 'ready') return describe(url, { media, ms: performance.now() - startedAt });
    if (performance.now() > deadline) throw new Error(`media ${id} is still ${media.status}`);
    await delay(pollMs);
  }
}

async function describe(url: string, { media, ms }: { media: Media; ms: number }): Promise<Outcome> {
  const details: string[] = [];
  let hasMetadata = false;
  for (const { name, url: path, width, height, type } of media.variants) {
    const bytes = Buffer.from(await (await fetch(new URL(path, url))).arrayBuffer());
    details.push(`${name} ${type} ${width}x${height}, ${(bytes.length / 1000).toFixed(1)} kB`);
    hasMetadata ||= ['Exif', 'EXIF', 'GPS', '48.8583'].some((mark) => bytes.includes(mark));
  }
  const { kind, width, height, processing, durationMs, blurhash } = media;
  const facts = [
    `${kind} ready ${width}x${height}`,
    ...(processing ? [processing] : []),
    ...(durationMs === null ? [] : [`of ${durationMs / 1000} s`]),
    `blurhash ${blurhash}`,
  ];
  return { summary: facts.join(' '), details, hasMetadata, ms };
}

interface Media {
  kind: string;
  width: number;
  height: number;
  processing: string | null;
  durationMs: number | null;
  blurhash: string | null;
  variants: { name: string; url: string; width: number; height: number; type: string }[];
}

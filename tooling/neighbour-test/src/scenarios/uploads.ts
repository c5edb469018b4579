import { randomUUID } from 'node:crypto';
import { makeGif } from '@dunlin/harness/sample-media';
import { repeat, type Scenario } from '../scenario.ts';
import { toUpload } from '../to-upload.ts';

export const animations: Scenario = {
  name: 'animations',
  title: 'animations of 1,000 frames in 23 kB, 8 at once, while the neighbour sends pictures',
  sendsPictures: true,
  async attack({ attacker, openSender, signal }) {
    using sender = openSender(8);
    const gif = await makeGif({ width: 128, height: 128 }, { frames: 1_000 });
    await repeat({ signal }, 8, () => sender.send(toUpload(gif, 'image/gif', attacker.token)));
  },
};

export const halfUploads: Scenario = {
  name: 'half-uploads',
  title: 'uploads of 40 MB of which ever the first megabyte comes, in parts that go on, 32 at once',
  async attack({ attacker, openSender, signal }) {
    using sender = openSender(32);
    const part = Buffer.alloc(1024 * 1024, 1);
    await repeat({ signal }, 32, async () => {
      const headers = {
        'tus-resumable': '1.0.0',
        'upload-length': String(40 * part.length),
        'idempotency-key': randomUUID(),
      };
      const { status, location } = await sender.send({
        method: 'POST',
        path: '/api/uploads',
        token: attacker.token,
        headers,
      });
      if (status !== 201 || location === undefined) return;
      await sender.send({
        ...{
          method: 'PATCH',
          path: new URL(location, 'http://x').pathname,
          token: attacker.token,
          body: part,
        },
        headers: {
          'tus-resumable': '1.0.0',
          'upload-offset': '0',
          'content-type': 'application/offset+octet-stream',
        },
      });
    });
  },
};

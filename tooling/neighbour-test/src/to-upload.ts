import type { SentRequest } from '@dunlin/harness/http-sender';

const boundary = 'a-boundary-of-parts';

export function toUpload(file: Buffer, type: string, token: string): SentRequest {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: ${type}\r\n\r\n`;
  return {
    ...{ method: 'POST', path: '/api/media/upload', token },
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

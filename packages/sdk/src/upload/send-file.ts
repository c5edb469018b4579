import type { Media } from '@dunlin/sdk';
import { type FileUpload, remainingMs, runUploadCall } from './file-upload.ts';
import { firstPartBytes } from './part-size.ts';
import { patiently } from './patience.ts';
import { beginUpload, createResumableUpload, type ResumableUpload } from './resumable-upload.ts';
import { inMemory } from './unreadable-file.ts';
import { sendUploadRequest } from './upload-request.ts';

const giveUpMs = 30_000;

/** Small files go in one request. @throws DunlinError */
export function sendFile(upload: FileUpload): Promise<Media> {
  // What lacks FormData sends parts.
  const goesWhole = upload.file.size <= firstPartBytes && globalThis.FormData;
  return goesWhole ? sendWhole(upload) : sendInParts(upload);
}

async function sendWhole(upload: FileUpload): Promise<Media> {
  const { internals, file, altText, idempotencyKey } = upload;
  const media = await runUploadCall(upload, async (call) => {
    const body = new FormData();
    if (altText !== undefined) body.append('altText', altText);
    body.append('file', await inMemory(file));
    const url = `${internals.baseUrl}/api/media/upload`;
    const headers = { 'idempotency-key': idempotencyKey };
    const { text } = await sendUploadRequest(internals, call, { url, method: 'POST', headers, body });
    // `as`: what the server answers an upload with.
    return JSON.parse(text) as Media;
  });
  upload.tell(file.size);
  return media;
}

async function sendInParts(upload: FileUpload): Promise<Media> {
  const { internals, owner, signal } = upload;
  const id = await runUploadCall(upload, (call) => beginUpload(call, upload));
  const parts = createResumableUpload(id, upload);
  // What has begun goes on for as long as it may take, however often the line breaks.
  const retry = { ...internals.retry, maxRetries: internals.retry.maxRetries && Number.POSITIVE_INFINITY };
  try {
    const sendPart = internals.retry.maxRetries ? patiently(parts.sendPart, upload) : parts.sendPart;
    while (!parts.isWhole) await runUploadCall(upload, sendPart, retry);
    const options = { owner, signal, timeoutMs: remainingMs(upload) };
    // `as`: what this operation answers with.
    return (await internals.call({ path: 'media.status', isWrite: false }, { id }, options)) as Media;
  } catch (error) {
    if (!upload.mayResume) giveUp(upload, parts);
    throw error;
  }
}

/** Bytes that nobody will go on from take up room at the server. */
function giveUp(upload: FileUpload, parts: ResumableUpload): void {
  const own = { ...upload, signal: undefined, endsAt: performance.now() + giveUpMs };
  void runUploadCall(own, parts.giveUp).catch(() => {});
}

import { createStop } from '../abort.ts';
import type { Call } from '../call.ts';
import { isDunlinError } from '../dunlin-error.ts';
import { invalidResponse, networkError } from '../error-answer.ts';
import type { FileUpload } from './file-upload.ts';
import { createPartSize } from './part-size.ts';
import { throwIfUnreadable } from './unreadable-file.ts';
import { type Sender, sendUploadRequest, type UploadRequest } from './upload-request.ts';
import { withProgress } from './with-progress.ts';

const path = '/api/uploads';
/** A part is sized to take seconds; with the last one the server also stores the file. */
const patienceMs = 120_000;

/** An upload by tus 1.0.0 (https://tus.io/protocols/resumable-upload), part by part; it goes on where the server says that it is. */
export interface ResumableUpload {
  readonly isWhole: boolean;
  /** Sends the next part, after asking where that begins if it is not known: that may be further on than the last one began. */
  sendPart(call: Call): Promise<void>;
  /** Has the server remove what has come. */
  giveUp(call: Call): Promise<void>;
}

/** Begins an upload, or finds that which was begun under the same key; resolves to its id. */
export async function beginUpload(call: Call, upload: FileUpload): Promise<string> {
  const { internals, idempotencyKey, altText, file } = upload;
  const answer = await sendTus(internals, call, {
    ...{ url: `${internals.baseUrl}${path}`, method: 'POST' },
    headers: {
      'idempotency-key': idempotencyKey,
      'upload-length': `${file.size}`,
      ...(altText !== undefined && { 'upload-metadata': `altText ${toBase64(altText)}` }),
    },
  });
  const location = answer.get('location');
  const [, id] = /\/(\d+)$/.exec(location ?? '') ?? [];
  if (id === undefined) throw invalidResponse(location);
  return id;
}

export function createResumableUpload(id: string, { internals, file, tell }: FileUpload): ResumableUpload {
  const url = `${internals.baseUrl}${path}/${id}`;
  let offset = 0;
  /** Whether that is where it stands now. */
  let isKnown = false;
  const partSize = createPartSize();

  const arrived = (headers: Headers) => {
    offset = readOffset(headers);
    isKnown = true;
    tell(offset);
  };
  const append = async (call: Call) => {
    const from = offset;
    isKnown = false;
    const startedAt = performance.now();
    const fetch = withProgress(internals, (bytes) => tell(from + bytes));
    const body = file.slice(from, from + partSize.bytes);
    try {
      const answer = await sendTus({ ...internals, fetch }, call, {
        ...{ url, method: 'PATCH', body },
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': `${from}` },
      });
      partSize.adapt(performance.now() - startedAt);
      arrived(answer);
    } catch (error) {
      if (isTooLargeForProxy(error) && partSize.halve()) return;
      await throwIfUnreadable(body, error);
      throw isOvertaken(error) ? networkError(error) : error;
    }
  };

  return {
    get isWhole() {
      return isKnown && offset === file.size;
    },
    async sendPart(call) {
      if (!isKnown) {
        const before = offset;
        arrived(await sendTus(internals, call, { url, method: 'HEAD', headers: {} }));
        // A part that has come in part is done: what follows is tried anew, without the waits that this one has come to.
        if (offset > before) return;
      }
      if (offset < file.size) await append(call);
    },
    async giveUp(call) {
      await sendTus(internals, call, { url, method: 'DELETE', headers: {} });
    },
  };
}

/** Gives up in time on a line that is dead. */
async function sendTus(sender: Sender, call: Call, { headers, ...request }: UploadRequest): Promise<Headers> {
  const stop = createStop(call.signal);
  const timer = setTimeout(() => stop.abort(undefined), patienceMs);
  try {
    const sent = { ...request, signal: stop.signal, headers: { 'tus-resumable': '1.0.0', ...headers } };
    return (await sendUploadRequest(sender, call, sent)).headers;
  } finally {
    clearTimeout(timer);
    stop.release();
  }
}

/** Another request for the upload, perhaps our own on a line that is dead, was at work meanwhile: it is as if the line had broken. */
function isOvertaken(error: unknown): boolean {
  return isDunlinError(error, 'UPLOAD_OFFSET_MISMATCH') || isDunlinError(error, 'REQUEST_ABORTED');
}

/** The server itself says MEDIA_TOO_LARGE. */
function isTooLargeForProxy(error: unknown): boolean {
  return isDunlinError(error, 'INVALID_RESPONSE') && error.status === 413;
}

function readOffset(headers: Headers): number {
  const offset = headers.get('upload-offset');
  if (offset === null || !/^\d+$/.test(offset)) throw invalidResponse(offset);
  return Number(offset);
}

/** Of UTF-8, which `btoa` does not know. */
function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

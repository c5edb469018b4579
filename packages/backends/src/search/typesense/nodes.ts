import { TypesenseError } from './error.ts';
import { assertCaughtUp, sendToNode, type TypesenseRequest } from './send-to-node.ts';

export interface NodesOptions {
  /** One, or all of a cluster's, such as `http://127.0.0.1:8108`. */
  urls: readonly string[];
  apiKey: string;
}

/**
 * Sends a request to a node that answers, and gives the text of the answer. What is missing is so on every node.
 * @throws TypesenseError, or the signal's reason.
 */
export type Send = (request: TypesenseRequest) => Promise<string>;

export interface Nodes {
  send: Send;
  /** Sends a request to every node at once, also to one that has failed. */
  sendToEach(request: TypesenseRequest): Promise<PromiseSettledResult<string>[]>;
}

export function createNodes({ urls, apiKey }: NodesOptions): Nodes {
  const nodes = urls.map((url): Node => ({ url: url.replace(/\/+$/, ''), failedAt: 0, isCaughtUp: false }));
  const share = (request: TypesenseRequest) => ({
    ...request,
    timeoutMs: Math.ceil(request.timeoutMs / nodes.length),
  });
  return {
    async send(request) {
      request.signal?.throwIfAborted();
      let failure: unknown;
      // One answers all, until it fails; then the one whose failure is the longest ago.
      for (const node of nodes.toSorted((a, b) => a.failedAt - b.failedAt)) {
        try {
          return await ask(node, apiKey, share(request));
        } catch (error) {
          // Whoever waits no longer for a node that is frozen leaves before the node's own time is over.
          if (isOfNode(error) && !isCalledOff(request.signal))
            Object.assign(node, { failedAt: performance.now(), isCaughtUp: false });
          request.signal?.throwIfAborted();
          if (!isOfNode(error) && !isMissing(error)) throw error;
          // What one lacks, another that does not answer may have.
          if (!isOfNode(failure)) failure = error;
        }
      }
      throw failure;
    },
    sendToEach: (request) =>
      Promise.allSettled(nodes.map(({ url }) => sendToNode(url, apiKey, share(request)))),
  };
}

async function ask(node: Node, apiKey: string, request: TypesenseRequest): Promise<string> {
  if (!node.isCaughtUp) await assertCaughtUp(node.url, apiKey, request);
  node.isCaughtUp = true;
  try {
    return await sendToNode(node.url, apiKey, request);
  } catch (error) {
    // It may have been started again unnoticed, and have still to read what it lacks.
    if (isMissing(error)) await assertCaughtUp(node.url, apiKey, request);
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof TypesenseError && error.fault === 'missing';
}

/** Whether another node may do better. */
export function isOfNode(error: unknown): boolean {
  return error instanceof TypesenseError && (error.fault === 'unreachable' || error.fault === 'not ready');
}

/** Aborted, and not because time ran out. */
function isCalledOff(signal: AbortSignal | undefined): boolean {
  return (
    signal?.aborted === true && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')
  );
}

interface Node {
  url: string;
  failedAt: number;
  /** Whether it had read all that was written when it was looked at, and has not failed since. */
  isCaughtUp: boolean;
}

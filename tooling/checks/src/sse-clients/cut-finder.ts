const tweetBegin = '{"type":"tweet",';
const blockEnd = '\n\n';
/** Stands before a tweet in a message of tRPC's. */
const webSocketData = '"data":';
/** Into the second half of a block, which is what a tweet itself takes of it at least. */
const tornBytes = 200;

/**
 * For the bytes of one connection, an event stream or a WebSocket: returns where in a chunk to cut it, or undefined to pass it on
 * whole. Of a WebSocket, what arrives together counts as one tweet.
 */
export function createCutFinder(after: number): (chunk: Buffer) => number | undefined {
  let left = Math.floor(after);
  const tears = !Number.isInteger(after);
  let rest = '';
  return (chunk) => {
    const before = rest.length;
    rest += chunk.toString('latin1');
    let end = 0;
    while (left > 0) {
      const block = endOfBlock(rest, end);
      if (block === undefined) break;
      left -= 1;
      end = block;
    }
    const cut = tears && left === 0 ? startOfTweet(rest, end) : end;
    if (left === 0 && cut !== undefined) return cut - before;
    rest = rest.slice(end);
    return undefined;
  };
}

function endOfBlock(text: string, from: number): number | undefined {
  const begin = text.indexOf(tweetBegin, from);
  if (begin < 0) return undefined;
  if (text.startsWith(webSocketData, begin - webSocketData.length)) return text.length;
  const end = text.indexOf(blockEnd, begin);
  return end < 0 ? undefined : end + blockEnd.length;
}

/** @returns a place within the next tweet, once that much of it is there. */
function startOfTweet(text: string, from: number): number | undefined {
  const begin = text.indexOf(tweetBegin, from);
  return begin < 0 || text.length < begin + tornBytes ? undefined : begin + tornBytes;
}

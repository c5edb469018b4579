import type { Node } from '../installation/node.ts';

/** Whatever is derived, against the truth; nobody muted or blocked anybody. @returns what is wrong. */
export async function verifyData(node: Node): Promise<string[]> {
  const { isContent, output } = await node.run('verify-data', '--strict');
  return isContent ? [] : [`data:\n${output}`];
}

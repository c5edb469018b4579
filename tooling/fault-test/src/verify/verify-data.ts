import type { Node } from '../installation/node.ts';

/** Whatever is derived, against the truth. @returns what is wrong. */
export async function verifyData(node: Node): Promise<string[]> {
  const { isContent, output } = await node.run('verify-data');
  return isContent ? [] : [`data:\n${output}`];
}

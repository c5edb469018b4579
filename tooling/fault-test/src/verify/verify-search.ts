import type { Node } from '../installation/node.ts';

/** Every index against users and tweets. @returns what is wrong. */
export async function verifySearch(node: Node): Promise<string[]> {
  const { isContent, output } = await node.run('verify-search');
  return isContent ? [] : [`search:\n${output}`];
}

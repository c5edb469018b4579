import type { Node } from './node.ts';

/** The node that reaches Postgres from one of these ports. */
export function findNodeAt(nodes: readonly Node[], ports: readonly number[]): Node | undefined {
  return nodes.find((node) => {
    const own = node.link('postgres').upstreamPorts();
    return ports.some((port) => own.has(port));
  });
}

import { isDunlinError } from '../dunlin-error.ts';

/** A file that changed or is gone looks to who sends it as a line that broke. @throws what reading it throws */
export async function throwIfUnreadable(part: Blob, error: unknown): Promise<void> {
  // `as`: React Native's have none.
  const first = part.slice(0, 1) as Partial<Blob>;
  if (isDunlinError(error, 'NETWORK_ERROR')) await first.arrayBuffer?.();
}

/** For what is small: Node ends the process when a file that changed is read for a form. @throws what reading it throws */
export async function inMemory(file: Blob): Promise<Blob> {
  const { arrayBuffer } = file as Partial<Blob>; // `as`: likewise
  return arrayBuffer ? new Blob([await arrayBuffer.call(file)], { type: file.type }) : file;
}

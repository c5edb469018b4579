import { errorCatalogue, uploadErrors } from '@dunlin/api';
import type { Operation } from './operations.ts';
import { commonCodesOf } from './write-operations.ts';

/** All codes of the server, and those that calls of a kind have in common. */
export function writeErrorCodes(operations: readonly Operation[]): string {
  const common = new Map(operations.map((operation) => [commonCodesOf(operation), operation.errors.common]));
  const groups = [...common].toSorted(([, a], [, b]) => a.length - b.length);
  return [
    `/** What the server answers with. */\n${writeUnion('ErrorCode', Object.keys(errorCatalogue).map(quote))}`,
    ...groups.map(([name, codes], index) => {
      const within = groups
        .slice(0, index)
        .findLast(([, others]) => others.every((code) => codes.includes(code)));
      const rest = codes.filter((code) => !within?.[1].includes(code)).map(quote);
      return writeUnion(name, within ? [within[0], ...rest] : rest);
    }),
    writeUnion('UploadErrorCode', ['WriteErrorCode', ...uploadErrors.map(quote)]),
  ].join('\n');
}

function writeUnion(name: string, types: readonly string[]): string {
  return `export type ${name} =\n${types.map((type) => `  | ${type}`).join('\n')};\n`;
}

/** The codes of each operation by what it does, for those who ask at run time. */
export function writeOperationErrors(operations: readonly Operation[]): string {
  const own = operations.map(({ path, errors }) => [path, errors.own] as const);
  const lines = [...own, ['media.upload', uploadErrors] as const]
    .filter(([, codes]) => codes.length > 0)
    .map(([path, codes]) => `  '${path}': [${codes.map(quote).join(', ')}],\n`);
  return `export const operationErrors: Readonly<Record<string, readonly string[]>> = {\n${lines.join('')}};\n`;
}

const quote = (code: string) => `'${code}'`;

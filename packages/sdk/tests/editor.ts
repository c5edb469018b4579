import { join } from 'node:path';
import ts from 'typescript';

const file = join(import.meta.dirname, 'in-an-editor.ts');

/** What an editor shows of a text that stands beside the tests, in which `client` is a client. */
export function openInEditor(text: string): Editor {
  const source = `import { createClient } from '../src/index.ts';\nconst client = createClient({ baseUrl: '' });\n${text}\nexport {};\n`;
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot(name) {
      const content = name === file ? source : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  return {
    hover(expression) {
      const at = source.indexOf(expression) + expression.length - 1;
      const info = service.getQuickInfoAtPosition(file, at);
      const tags =
        info?.tags?.map(({ name, text: part }) => `@${name} ${ts.displayPartsToString(part)}`) ?? [];
      return [
        ts.displayPartsToString(info?.displayParts),
        ts.displayPartsToString(info?.documentation),
        ...tags,
      ].join('\n');
    },
    errors() {
      const diagnostics = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)];
      return diagnostics.map(({ start = 0, messageText }) => {
        const [line] = source.slice(start).split('\n');
        return `${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      });
    },
  };
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

export interface Editor {
  /** What it shows over the last word of an expression: the type, the documentation, and each tag of it, on lines of their own. */
  hover(expression: string): string;
  errors(): string[];
}

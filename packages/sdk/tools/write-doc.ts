const maxWidth = 160;

/** A doc comment of paragraphs, and of code that stays as it is, with its end of line; nothing when there is nothing to say. */
export function writeDoc(
  paragraphs: readonly (string | undefined)[],
  { indent = '', code = [] }: { indent?: string; code?: readonly string[] } = {},
): string {
  const texts = paragraphs.filter((paragraph) => paragraph !== undefined).flatMap((text) => text.split('\n'));
  const lines = [...texts.flatMap((text) => wrap(text, maxWidth - indent.length - 3)), ...code];
  if (lines.length === 0) return '';
  const [line = ''] = lines;
  if (lines.length === 1 && line.length < maxWidth - indent.length - 7) return `${indent}/** ${line} */\n`;
  return [`${indent}/**`, ...lines.map((text) => `${indent} * ${text}`.trimEnd()), `${indent} */\n`].join(
    '\n',
  );
}

/** A summary as a sentence. */
export function toSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

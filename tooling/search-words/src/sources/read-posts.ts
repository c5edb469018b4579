import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOfLanguages } from '../languages.ts';
import type { Sources } from './prepare-sources.ts';

export interface Posts {
  language: string;
  /** Paragraphs, as far as a post may be long. */
  texts: readonly string[];
}

const maxLength = 280;

/** Texts of the same content in every language. */
export async function readPosts({ declarations }: Sources): Promise<Posts[]> {
  return Promise.all(
    Object.entries(filesOfLanguages).map(async ([language, file]) => {
      const page = await readFile(join(declarations, `${file}.html`), 'utf8');
      const paragraphs = [...page.matchAll(/<p>(.*?)<\/p>/gs)].map(([, text = '']) => toPost(text));
      return { language, texts: [...new Set(paragraphs)].filter((text) => text.length >= 20) };
    }),
  );
}

function toPost(paragraph: string): string {
  const text = paragraph.replace(/\s+/g, ' ').trim();
  if (text.length <= maxLength) return text;
  const end = text.lastIndexOf(' ', maxLength);
  return text.slice(0, end > 0 ? end : maxLength);
}

import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { keep, readKept } from '../ui/kept.ts';
import { en } from './en.ts';

export type Words = typeof en;

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const key = 'dunlin-language';

const WordsContext = createContext<Words & { setLanguage: (language: Language) => void }>({
  ...en,
  setLanguage() {},
});

/** The words of the language in use. */
export const useWords = () => use(WordsContext);

/** Gives the words of the reader's language; any but English is loaded when it is asked for. */
export function WordsProvider({ first, children }: { first: Words; children: ReactNode }) {
  const [words, setWords] = useState(first);
  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words]);
  const setLanguage = (language: Language) => {
    keep(key, language);
    void loadWords(language).then(setWords);
  };
  return <WordsContext value={{ ...words, setLanguage }}>{children}</WordsContext>;
}

export async function loadWords(language: Language): Promise<Words> {
  if (language === 'en') return en;
  const { de } = await import('./de.ts');
  return de;
}

/** As chosen here before, or else as the browser wants it. */
export function readLanguage(): Language {
  return languageOf([readKept(key) ?? '', ...navigator.languages]);
}

/** The first of the wanted that there is. */
export function languageOf(wanted: readonly string[]): Language {
  return wanted.map((language) => language.trim().slice(0, 2)).find(isLanguage) ?? 'en';
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(languages, text);
}

/** Where a draft is kept, such as `sessionStorage`. */
export interface DraftStorage {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

/** What was written and not yet posted, kept over a reload; a storage that is full or forbidden keeps nothing. */
export interface KeptDraft {
  read(): string;
  write(text: string): void;
}

export function keptDraft(storage: DraftStorage | undefined, name: string): KeptDraft {
  const key = `dunlin-draft:${name}`;
  return {
    read() {
      try {
        return storage?.getItem(key) ?? '';
      } catch {
        return '';
      }
    },
    write(text) {
      try {
        if (text === '') storage?.removeItem(key);
        else storage?.setItem(key, text);
      } catch {
        // It is still in the composer.
      }
    },
  };
}

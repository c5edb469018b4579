const maxLength = 20;

export interface Usernames {
  /** A name that the API takes and nobody here has yet, in any case of letters; the wanted one where possible. */
  claim(wanted: string): string;
  /** How many claims got another name than they wanted. */
  readonly adapted: number;
}

export function createUsernames(): Usernames {
  const taken = new Set<string>();
  let adapted = 0;
  return {
    claim(wanted) {
      const fitting = wanted.replace(/[^A-Za-z0-9_]/g, '_').slice(0, maxLength) || '_';
      let name = fitting;
      for (let attempt = 2; taken.has(name.toLowerCase()); attempt++) {
        const suffix = `_${attempt}`;
        name = fitting.slice(0, maxLength - suffix.length) + suffix;
      }
      taken.add(name.toLowerCase());
      if (name !== wanted) adapted++;
      return name;
    },
    get adapted() {
      return adapted;
    },
  };
}

/** What this device keeps for the pages; where a browser keeps nothing, it is good for this page. */
const forThisPage = new Map<string, string>();

export function readKept(key: string): string | undefined {
  try {
    return forThisPage.get(key) ?? localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
    forThisPage.delete(key);
  } catch {
    forThisPage.set(key, value);
  }
}

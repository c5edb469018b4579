/** Whether a list of entity tags, as in `If-None-Match`, has this one; a weak one names the same here. */
export function namesTag(list: string | undefined, tag: string): boolean {
  return list?.split(',').some((item) => ['*', tag, `W/${tag}`].includes(item.trim())) ?? false;
}

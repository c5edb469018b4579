/** Everything of one media stands under one prefix. */
export function storagePrefix(mediaId: string): string {
  return `media/${mediaId}/`;
}

/** The upload as it came; never served, and removed once it has been processed. */
export function originalKey(mediaId: string): string {
  return `${storagePrefix(mediaId)}original`;
}

export function variantKey(mediaId: string, variant: string): string {
  return `${storagePrefix(mediaId)}${variant}`;
}

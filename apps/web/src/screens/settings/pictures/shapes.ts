export type PictureKind = 'avatar' | 'banner';

/** How pictures of profiles are cut, and how wide they are at most: twice what the server shows, for fine screens. */
export const shapes: Readonly<Record<PictureKind, Shape>> = {
  avatar: { aspect: 1, maxWidth: 800 },
  banner: { aspect: 3, maxWidth: 2048 },
};

export interface Shape {
  /** Width by height. */
  aspect: number;
  /** In pixels. */
  maxWidth: number;
}

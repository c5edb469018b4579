import type { PercentCrop } from 'react-image-crop';
import type { Shape } from './shapes.ts';

/** The part of a picture that was chosen; undefined where the browser can make none, as of one that is too large for it. */
export async function cutPicture(
  picture: HTMLImageElement,
  crop: PercentCrop,
  { aspect, maxWidth }: Shape,
): Promise<Blob | undefined> {
  const { naturalWidth, naturalHeight } = picture;
  const [x, width] = [crop.x, crop.width].map((percent) => (percent / 100) * naturalWidth);
  const [y, height] = [crop.y, crop.height].map((percent) => (percent / 100) * naturalHeight);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(Math.min(maxWidth, width ?? 0)));
  canvas.height = Math.max(1, Math.round(canvas.width / aspect));
  const context = canvas.getContext('2d');
  context?.drawImage(picture, x ?? 0, y ?? 0, width ?? 0, height ?? 0, 0, 0, canvas.width, canvas.height);
  // A format that keeps what is transparent; browsers that cannot write it write PNG.
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.92));
  return blob ?? undefined;
}

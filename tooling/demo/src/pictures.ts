import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

type Random = () => number;

/** Hills under a low sun, of one colour; no two alike. */
export function drawLandscape(random: Random, hue: number): Promise<Buffer> {
  const [width, height] = [1200, 800];
  const sun = { x: 200 + random() * 800, y: 160 + random() * 200, r: 40 + random() * 50 };
  const hills = [0.45, 0.6, 0.75].map((level, index) => {
    const points = Array.from({ length: 9 }, (_, step) => {
      const y = height * (level + (random() - 0.5) * 0.16);
      return `${(step * width) / 8},${y.toFixed(0)}`;
    });
    const colour = `hsl(${hue + index * 8} ${45 + index * 6}% ${46 - index * 13}%)`;
    return `<polygon fill="${colour}" points="0,${height} ${points.join(' ')} ${width},${height}"/>`;
  });
  return toJpeg(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="hsl(${hue} 60% 62%)"/><stop offset="1" stop-color="hsl(${hue + 40} 80% 88%)"/>
    </linearGradient></defs>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.r}" fill="hsl(${hue + 60} 90% 94%)"/>
    ${hills.join('')}</svg>`);
}

export function drawAvatar(random: Random, hue: number): Promise<Buffer> {
  const shape = () =>
    `<circle cx="${random() * 400}" cy="${random() * 400}" r="${80 + random() * 120}" fill="hsl(${hue + random() * 80} 65% ${35 + random() * 40}%)" opacity=".85"/>`;
  return toJpeg(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">
    <rect width="400" height="400" fill="hsl(${hue} 55% 55%)"/>${Array.from({ length: 5 }, shape).join('')}</svg>`);
}

/** A landscape that drifts by for three seconds. Needs ffmpeg. */
export async function makeVideo(random: Random, hue: number): Promise<Buffer> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-demo-video-'));
  const [still, video] = [join(folder.path, 'still.jpg'), join(folder.path, 'video.mp4')];
  await sharp(await drawLandscape(random, hue)).toFile(still);
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-loop', '1', '-framerate', '25', '-i', still],
    ...['-vf', 'crop=960:540:x=t*60:y=130', '-t', '3', '-pix_fmt', 'yuv420p', video],
  ]);
  return await readFile(video);
}

function toJpeg(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
}

import { useSession } from '@dunlin/react';
import type { Media } from '@dunlin/sdk';
import { Suspense, useState } from 'react';
import { lazyOf } from '../ui/lazy-of.ts';
import { useWords } from '../words/words.tsx';

const MediaViewer = lazyOf(async () => (await import('./media-viewer.tsx')).MediaViewer);

export function TweetMedia({ media }: { media: readonly Media[] }) {
  const [opened, setOpened] = useState<number>();
  if (media.length === 0) return null;
  return (
    <>
      <div className={`media media-${Math.min(media.length, 4)}`}>
        {media.map((one, index) => (
          <Shown key={one.id} media={one} onOpen={() => setOpened(index)} />
        ))}
      </div>
      <Suspense>
        {opened !== undefined && (
          <MediaViewer media={media} first={opened} onClose={() => setOpened(undefined)} />
        )}
      </Suspense>
    </>
  );
}

function Shown({ media, onOpen }: { media: Media; onOpen: () => void }) {
  const words = useWords().tweet;
  const isVisitor = useSession() === undefined;
  const { kind, status, url, posterUrl, altText } = media;
  const size = { width: media.width ?? undefined, height: media.height ?? undefined };
  if (!url)
    return (
      <p className="media-waiting" role="status">
        {status === 'failed' ? words.mediaFailed : words.mediaProcessing}
      </p>
    );
  const picture = (
    <img {...size} src={toPreview(media) ?? url} alt={altText ?? words.picture} loading="lazy" />
  );
  if (kind === 'image')
    return isVisitor ? (
      <a className="picture" href={url}>
        {picture}
      </a>
    ) : (
      <button type="button" className="picture" aria-label={altText ?? words.openPicture} onClick={onOpen}>
        {picture}
      </button>
    );
  const isLoop = kind === 'gif';
  return (
    <video
      {...size}
      src={url}
      poster={posterUrl ?? undefined}
      aria-label={altText ?? words.video}
      controls
      playsInline
      muted={isLoop}
      loop={isLoop}
      preload="metadata"
    />
  );
}

/** The smallest that is as wide as a column on a fine screen. */
export function toPreview({ variants }: Media): string | undefined {
  const wideEnough = variants.filter(({ width, type }) => type.startsWith('image/') && width >= 600);
  return wideEnough.sort((a, b) => a.width - b.width)[0]?.url;
}

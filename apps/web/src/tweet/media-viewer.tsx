import type { Media } from '@dunlin/sdk';
import { type KeyboardEvent, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWords } from '../words/words.tsx';

/** The pictures of a tweet as large as the screen, one after the other. */
export function MediaViewer({ media, first, onClose }: MediaViewerProps) {
  const words = useWords();
  const pictures = media.filter(({ kind, url }) => kind === 'image' && url);
  const [index, setIndex] = useState(Math.max(0, pictures.indexOf(media[first] as Media)));
  const go = (step: number) => setIndex((now) => Math.min(pictures.length - 1, Math.max(0, now + step)));
  const press = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowRight') go(1);
    if (key === 'ArrowLeft') go(-1);
  };
  const picture = pictures[index];
  if (!picture) return null;
  return (
    <Dialog
      title={`${words.tweet.picture} ${index + 1} / ${pictures.length}`}
      className="viewer"
      onClose={onClose}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys do what its buttons do */}
      <div className="viewer-picture" onKeyDown={press}>
        <img src={picture.url ?? undefined} alt={picture.altText ?? words.tweet.picture} />
        {pictures.length > 1 && (
          <footer>
            <button
              type="button"
              disabled={index === 0}
              aria-label={words.tweet.before}
              onClick={() => go(-1)}
            >
              <Icon name="back" />
            </button>
            <button
              type="button"
              className="next"
              disabled={index === pictures.length - 1}
              aria-label={words.tweet.next}
              onClick={() => go(1)}
            >
              <Icon name="back" />
            </button>
          </footer>
        )}
        {picture.altText && <p dir="auto">{picture.altText}</p>}
      </div>
    </Dialog>
  );
}

interface MediaViewerProps {
  media: readonly Media[];
  /** Which of the media is shown at first. */
  first: number;
  onClose: () => void;
}

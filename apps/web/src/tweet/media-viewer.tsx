import type { Media } from '@dunlin/sdk';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import Lightbox, { type ControllerRef, type Labels } from 'yet-another-react-lightbox';
import Inline from 'yet-another-react-lightbox/plugins/inline';
import Zoom from 'yet-another-react-lightbox/plugins/zoom';
import 'yet-another-react-lightbox/styles.css';
import { Dialog } from '../ui/dialog.tsx';
import { useWords, type Words } from '../words/words.tsx';

/** The pictures of a tweet as large as the screen, one after the other, and larger where one looks closely. */
export function MediaViewer({ media, first, onClose }: MediaViewerProps) {
  const words = useWords();
  // More may come while they are looked at, as they are processed.
  const pictures = useMemo(() => toPictures(media), [media]);
  const slides = useMemo(
    () => pictures.map((picture) => toSlide(picture, words.tweet.picture)),
    [pictures, words.tweet.picture],
  );
  const [index, setIndex] = useState(() =>
    Math.max(
      0,
      pictures.findIndex(({ id }) => id === media[first]?.id),
    ),
  );
  const controller = useRef<ControllerRef>(null);
  // Its keys are for where the focus is, which the dialog has put on its first button.
  useEffect(() => controller.current?.focus(), []);
  // Also when the focus is on that button again.
  const press = ({ key, target }: KeyboardEvent) => {
    if (target instanceof Element && target.closest('.yarl__root')) return;
    if (key === 'ArrowRight') controller.current?.next();
    if (key === 'ArrowLeft') controller.current?.prev();
  };
  const altText = pictures[index]?.altText;
  return (
    <Dialog
      title={`${words.tweet.picture} ${index + 1} / ${pictures.length}`}
      className="viewer"
      onClose={onClose}
      onKeyDown={press}
    >
      <Lightbox
        plugins={[Inline, Zoom]}
        slides={slides}
        index={index}
        on={{ view: (shown) => setIndex(shown.index) }}
        labels={toLabels(words)}
        carousel={{ finite: true, padding: 0, spacing: 0 }}
        controller={{ ref: controller, closeOnEscape: false, touchAction: 'none' }}
        animation={matchMedia('(prefers-reduced-motion: reduce)').matches ? still : moving}
        zoom={{ maxZoomPixelRatio: 4, scrollToZoom: true }}
        {...(pictures.length === 1 && { render: { buttonPrev: nothing, buttonNext: nothing } })}
      />
      {altText && <p dir="auto">{altText}</p>}
    </Dialog>
  );
}

const moving = { swipe: 250, zoom: 200 };
const still = { swipe: 0, navigation: 0, fade: 0, zoom: 0 };
const nothing = () => null;

function toPictures(media: readonly Media[]) {
  return media.flatMap(({ kind, url, ...rest }) => (kind === 'image' && url ? { url, ...rest } : []));
}

function toSlide({ url, altText, width, height }: ReturnType<typeof toPictures>[number], unnamed: string) {
  const size = width !== null && height !== null && { width, height };
  return { src: url, alt: altText ?? unnamed, ...size };
}

function toLabels({ tweet }: Words): Labels {
  return {
    Previous: tweet.before,
    Next: tweet.next,
    'Zoom in': tweet.zoomIn,
    'Zoom out': tweet.zoomOut,
    'Photo gallery': tweet.pictures,
    Carousel: tweet.pictures,
    Slide: tweet.picture,
    '{index} of {total}': '{index} / {total}',
  };
}

interface MediaViewerProps {
  media: readonly Media[];
  /** Which of the media is shown at first. */
  first: number;
  onClose: () => void;
}

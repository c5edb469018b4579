import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { centerCrop, makeAspectCrop, type PercentCrop, ReactCrop } from 'react-image-crop';
import 'react-image-crop/dist/ReactCrop.css';
import { Dialog } from '../../../ui/dialog.tsx';
import { useWords } from '../../../words/words.tsx';
import { cutPicture } from './cut-picture.ts';
import { type PictureKind, shapes } from './shapes.ts';

/** Asks which part of a picture is to be shown. */
export function CropDialog({ kind, file, onCropped, onUnreadable, onClose }: CropDialogProps) {
  const words = useWords();
  const picture = useRef<HTMLImageElement>(null);
  const url = useObjectUrl(file);
  const [crop, setCrop] = useState<PercentCrop>();
  const { aspect } = shapes[kind];
  const begin = ({ currentTarget: { width, height } }: SyntheticEvent<HTMLImageElement>) =>
    setCrop(centerCrop(makeAspectCrop({ unit: '%', width: 100 }, aspect, width, height), width, height));
  const save = async () => {
    if (!picture.current || !crop) return;
    const cut = await cutPicture(picture.current, crop, shapes[kind]);
    if (cut) onCropped(cut);
    else onUnreadable();
  };
  return (
    <Dialog title={words.settings.pictures[kind].crop} className="crop-dialog" onClose={onClose}>
      <p>{words.settings.pictures.cropHint}</p>
      {url && (
        <ReactCrop
          {...(crop && { crop })}
          aspect={aspect}
          keepSelection
          circularCrop={kind === 'avatar'}
          ariaLabels={words.settings.pictures.crop}
          onChange={(_pixels, percent) => setCrop(percent)}
        >
          <img ref={picture} src={url} alt={file.name} onLoad={begin} onError={onUnreadable} />
        </ReactCrop>
      )}
      <footer>
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
        <button type="button" className="primary" disabled={!crop} onClick={save}>
          {words.save}
        </button>
      </footer>
    </Dialog>
  );
}

function useObjectUrl(file: File): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const own = URL.createObjectURL(file);
    setUrl(own);
    return () => URL.revokeObjectURL(own);
  }, [file]);
  return url;
}

interface CropDialogProps {
  kind: PictureKind;
  file: File;
  onCropped: (picture: Blob) => void;
  /** This browser cannot show it. */
  onUnreadable: () => void;
  onClose: () => void;
}

import { Icon } from '../ui/icon.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { Count } from './count.tsx';

/** Turns something of a tweet on or off; what is refused goes back, and says why. */
export function ActButton({ act, label, count = 0, isOn, isDisabled = false, onAct }: ActButtonProps) {
  const say = useToast();
  const errorText = useErrorText();
  return (
    <button
      type="button"
      className={`act act-${act}`}
      data-act={act}
      aria-pressed={isOn}
      disabled={isDisabled}
      onClick={() => onAct(!isOn, { onError: (error) => say(errorText(error)) })}
    >
      <Icon name={act} />
      <span className="for-listeners">{label}</span>
      <Count value={count} />
    </button>
  );
}

interface ActButtonProps {
  act: 'like' | 'retweet' | 'bookmark';
  label: string;
  count?: number;
  isOn: boolean;
  isDisabled?: boolean;
  onAct: (isOn: boolean, options: { onError: (error: { code: string; message: string }) => void }) => void;
}

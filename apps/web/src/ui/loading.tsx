import { useWords } from '../words/words.tsx';

export function Loading() {
  return (
    <p role="status" className="loading">
      <span className="for-listeners">{useWords().loading}</span>
    </p>
  );
}

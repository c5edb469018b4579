import { useWords } from '../words/words.tsx';

/** A number in few signs; none for nothing. */
export function Count({ value }: { value: number }) {
  const { language } = useWords();
  if (value === 0) return null;
  return (
    <span className="count">{new Intl.NumberFormat(language, { notation: 'compact' }).format(value)}</span>
  );
}

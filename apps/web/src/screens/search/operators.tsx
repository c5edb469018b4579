import { useWords } from '../../words/words.tsx';

/** What a search of tweets understands. */
export function Operators({ isOpen = false }: { isOpen?: boolean }) {
  const words = useWords().search;
  return (
    <details className="operators" open={isOpen}>
      <summary>{words.hint}</summary>
      <dl>
        {words.operators.map(([operator, meaning]) => (
          <div key={operator}>
            <dt>
              <code>{operator}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

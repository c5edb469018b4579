import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react';

const ToastContext = createContext<(text: string) => void>(() => {});

/** Says something in passing. */
export const useToast = () => use(ToastContext);

const shownMs = 5_000;

/** One at a time, the latest; a live region that does not flood. */
export function Toasts({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<{ text: string }>();
  const say = useCallback((text: string) => setToast({ text }), []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <ToastContext value={say}>
      {children}
      <div role="status" className="toast">
        {toast && <p>{toast.text}</p>}
      </div>
    </ToastContext>
  );
}

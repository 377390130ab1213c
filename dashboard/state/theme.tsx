import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
const storageKey = 'grundwacht.theme';

interface ThemeState {
  theme: Theme;
  setTheme(theme: Theme): void;
}
const Context = createContext<ThemeState>({ theme: 'system', setTheme() {} });

function stored(): Theme {
  const value = localStorage.getItem(storageKey);
  return themes.find((theme) => theme === value) ?? 'system';
}

/** Sets KERN's theme attribute on the document; `system` leaves the choice to the browser's colour scheme. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState(stored);
  useEffect(() => {
    localStorage.setItem(storageKey, theme);
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['kernTheme'];
    else dataset['kernTheme'] = theme;
  }, [theme]);
  const value = useMemo(() => ({ theme, setTheme }), [theme]);
  return <Context value={value}>{children}</Context>;
}

export const useTheme = (): ThemeState => useContext(Context);

import './styles/index.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { Announcer } from './components/announcer.js';
import { loadFirstTexts, MessagesProvider, preferredLanguage } from './i18n/messages.js';
import { createQueryClient } from './state/session.js';
import { ThemeProvider } from './state/theme.js';

const language = preferredLanguage();
const catalogue = await loadFirstTexts(language);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <MessagesProvider language={language} catalogue={catalogue}>
        <ThemeProvider>
          <Announcer>
            <App />
          </Announcer>
        </ThemeProvider>
      </MessagesProvider>
    </QueryClientProvider>
  </StrictMode>,
);

import t from 'tap';
import { shortAgent } from '../../server/identity/user-agent.js';

t.test('browser and system, as their owner knows them', async (t) => {
  const gecko = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.51';
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
  t.equal(shortAgent(gecko), 'Firefox 128, Linux');
  t.equal(shortAgent(edge), 'Edge 131, Windows');
  t.equal(shortAgent(safari), 'Safari 17, iPhone');
  t.equal(shortAgent('curl/8.5.0'), 'curl/8.5.0');
  t.equal(shortAgent('\u001b[31mx\u202e'.repeat(100)), '[31mx'.repeat(12));
  t.equal(shortAgent(undefined), '');
});
